import type { Pool, PoolClient } from 'pg';

import type { GitHubApi } from '../api/github-api';
import type { NamedFacts, RepositoryIdentity } from '../facts/facts';
import { newestOther } from '../facts/newest';
import { loadOthers, otherText } from '../facts/other-rows';
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
  store: (facts: readonly NamedFacts[]) => Promise<unknown>
): Promise<void> {
  const mappings = (await mappingsOf(client, [repository.id])).get(repository.id) ?? [];
  const kinds = new Set(
    mappings.flatMap(({ deployedBy }) => (deployedBy === 'release' || deployedBy === 'tag' ? deployedBy : []))
  );
  for (const kind of kinds) {
    const news: (readonly NamedFacts[])[] = [];
    for await (const page of pagesOf(kind, { api, repository, signal })) {
      if (isWhole) {
        await store(page);
      } else if (await isKnown(client, page)) {
        break;
      } else {
        news.push(page);
      }
    }
    // The oldest first: where this is cut off, the newest page still holds news, and what lacks lies between.
    for (const page of news.toReversed()) {
      signal.throwIfAborted();
      await store(page);
    }
  }
}

/** The newest first. */
async function* pagesOf(
  kind: NamedFacts['kind'],
  { api, repository, signal }: Pick<ReadNamesRequest, 'api' | 'repository' | 'signal'>
): AsyncGenerator<readonly NamedFacts[]> {
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    signal.throwIfAborted();
    const { facts, next } = await api.names({ repository: repository.fullName, kind, after }, signal);
    yield facts.filter((one) => one.repository.id === repository.id);
    if (next === null || next === after) {
      return;
    }
    after = next;
  }
}

/** Whether a page tells nothing that is not stored. */
async function isKnown(client: PoolClient | Pool, page: readonly NamedFacts[]): Promise<boolean> {
  const stored = await loadOthers(client, page);
  return page.every((one) => {
    const present = stored.get(otherText(one));
    return present !== undefined && newestOther(present, one) === present;
  });
}
