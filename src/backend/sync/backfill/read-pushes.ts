import type { PoolClient } from 'pg';

import { inTransaction } from '../../aurora/transaction';
import type { GitHubApi } from '../api/github-api';
import type { RepositoryIdentity } from '../facts/facts';
import { storeFacts } from '../facts/store-facts';
import { lookUp } from '../lookups/look-up';
import { mappingsOf } from '../mapping/mapping';
import { pushesEtag, savePushesEtag } from './state';

export interface ReadPushesTools {
  /** Outside a transaction. */
  readonly client: PoolClient;
  readonly api: GitHubApi;
  readonly signal: AbortSignal;
}

/**
 * Reads the newest pushes without a pull request, where a mapping wants to know of them, and looks up when their
 * work began.
 *
 * @throws Failure of the API; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function readPushes(repository: RepositoryIdentity, tools: ReadPushesTools): Promise<void> {
  const { client, api, signal } = tools;
  const mappings = (await mappingsOf(client, [repository.id])).get(repository.id) ?? [];
  if (mappings.every(({ deployWithoutPullRequest }) => deployWithoutPullRequest === 'ignore')) {
    return;
  }
  const etag = await pushesEtag(client, repository.id);
  const answer = await api.pushes({ repository, etag }, signal);
  const { pushes } = answer;
  if (pushes !== null) {
    await inTransaction(client, async () => {
      await storeFacts(client, pushes);
      await savePushesEtag(client, repository.id, answer.etag);
    });
    await lookUp({ client, api, repository, sha: null, signal }, async (facts) => {
      await inTransaction(client, () => storeFacts(client, facts));
    });
  }
}
