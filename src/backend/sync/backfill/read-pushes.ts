import type { PoolClient } from 'pg';

import { inTransaction } from '../../aurora/transaction';
import type { GitHubApi } from '../api/github-api';
import type { RepositoryIdentity } from '../facts/facts';
import { storeFacts } from '../facts/store-facts';
import type { Deriving } from '../facts/store-facts';
import { mappingsOf } from '../mapping/mapping';
import { pushesEtag, savePushesEtag } from './state';

export interface ReadPushesTools {
  /** Outside a transaction. */
  readonly client: PoolClient;
  readonly api: GitHubApi;
  readonly signal: AbortSignal;
}

/**
 * Reads the newest pushes without a pull request, where a mapping wants to know of them.
 *
 * @throws Failure of the API; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function readPushes(
  repository: RepositoryIdentity,
  { client, api, signal }: ReadPushesTools,
  deriving: Deriving
): Promise<void> {
  const mappings = (await mappingsOf(client, [repository.id])).get(repository.id) ?? [];
  if (mappings.every(({ deployWithoutPullRequest }) => deployWithoutPullRequest === 'ignore')) {
    return;
  }
  const etag = await pushesEtag(client, repository.id);
  const answer = await api.pushes({ repository, etag }, signal);
  const { pushes } = answer;
  if (pushes !== null) {
    await inTransaction(client, async () => {
      await storeFacts(client, pushes, deriving);
      await savePushesEtag(client, repository.id, answer.etag);
    });
  }
}
