import type { Pool, PoolClient } from 'pg';

import type { GitHubApi } from '../api/github-api';
import type { Facts, RepositoryIdentity } from '../facts/facts';
import type { StoreCounts } from '../facts/store-facts';
import { mappingsOf } from '../mapping/mapping';

/** More releases than any repository has. */
const MOST_PAGES = 1_000;

export interface ReadNamesRequest {
  /** Outside a transaction. */
  readonly client: PoolClient | Pool;
  readonly api: GitHubApi;
  readonly repository: RepositoryIdentity;
  /** Whether all are read, or only until a page holds nothing new. */
  readonly isWhole: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads the releases or tags of a repository, where a mapping is deployed by them.
 *
 * @param store takes a page
 * @throws Failure of the API; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function readNames(
  { client, api, repository, isWhole, signal }: ReadNamesRequest,
  store: (facts: readonly Facts[]) => Promise<StoreCounts>
): Promise<void> {
  const mappings = (await mappingsOf(client, [repository.id])).get(repository.id) ?? [];
  const kinds = new Set(
    mappings.flatMap(({ deployedBy }) => (deployedBy === 'release' || deployedBy === 'tag' ? deployedBy : []))
  );
  for (const kind of kinds) {
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      signal.throwIfAborted();
      const { facts, next } = await api.names({ repository: repository.fullName, kind, after }, signal);
      const counts = await store(facts.filter((one) => one.repository.id === repository.id));
      if (next === null || next === after || (!isWhole && counts.stored === 0)) {
        break;
      }
      after = next;
    }
  }
}
