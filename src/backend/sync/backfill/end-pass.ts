import type { PoolClient } from 'pg';

import { inTransaction } from '../../aurora/transaction';
import type { GitHubApi } from '../api/github-api';
import type { RepositoryIdentity } from '../facts/facts';
import { lockRepositories } from '../facts/locks';
import { storeFacts } from '../facts/store-facts';
import { lookUp } from '../lookups/look-up';
import { readNames } from '../lookups/read-names';
import type { RecordCounts } from '../records/reconcile-records';
import { mappingsOf } from '../mapping/mapping';
import { derivePushes } from '../records/derive-pushes';
import { rederiveBatch } from '../records/rederive';
import { keepLimits } from './job';
import { derivingOf } from './pass';
import type { Pass } from './pass';
import { readPushes } from './read-pushes';
import { deriveFrom, finishPass } from './state';

/** What the end of a pass came to. */
export interface PassEnd {
  readonly repository: RepositoryIdentity;
  readonly records: RecordCounts;
}

export interface EndTools {
  /** Outside a transaction. */
  readonly client: PoolClient;
  readonly api: GitHubApi;
  readonly signal: AbortSignal;
}

/**
 * Looks up what the pages do not tell, derives the records that they bear on, and ends the pass. A process
 * that is killed meanwhile leaves a pass whose pages are all there: the next one does this again.
 *
 * @throws Failure of the API; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function endPass(
  repository: RepositoryIdentity,
  pass: Pass,
  { client, api, signal }: EndTools
): Promise<PassEnd> {
  await readNames({ client, api, repository, isWhole: derivingOf(pass) === 'atEndOfPass', signal }, (facts) =>
    inTransaction(client, () => storeFacts(client, facts, 'atEndOfPass'))
  );
  await readPushes(repository, { client, api, signal }, 'atEndOfPass');
  await lookUp({ client, api, repository, sha: null, signal }, async (facts) => {
    await inTransaction(client, () => storeFacts(client, facts, 'atEndOfPass'));
    await keepLimits(client, api.limits);
  });
  const { id } = repository;
  const records = { created: 0, updated: 0, removed: 0 };
  const since = await deriveFrom(client, id);
  let after = since && { mergedAt: since, number: 0 };
  while (after !== null) {
    signal.throwIfAborted();
    const from = after;
    const batch = await inTransaction(client, async () => {
      await lockRepositories(client, [id]);
      return await rederiveBatch(client, id, from);
    });
    records.created += batch.counts.created;
    records.updated += batch.counts.updated;
    records.removed += batch.counts.removed;
    after = batch.next;
  }
  if (since !== null) {
    await inTransaction(client, async () => {
      await lockRepositories(client, [id]);
      const own = (await mappingsOf(client, [id])).get(id) ?? [];
      const { created, updated, removed } = await derivePushes(client, id, own, { after: since, shas: [] });
      records.created += created;
      records.updated += updated;
      records.removed += removed;
    });
  }
  await finishPass(client, id, pass);
  return { repository, records };
}
