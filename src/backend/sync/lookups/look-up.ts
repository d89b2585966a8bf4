import type { ClientBase, Pool } from 'pg';

import type { GitHubApi } from '../api/github-api';
import { MOST_COMMITS } from '../api/lookups';
import { HIDDEN_RUN } from '../facts/facts';
import type { Facts, RepositoryIdentity } from '../facts/facts';
import { mappingsOf } from '../mapping/mapping';
import { unknownCommits, unknownRuns } from './unknown-rows';

export interface LookUpRequest {
  readonly client: ClientBase | Pool;
  readonly api: GitHubApi;
  readonly repository: RepositoryIdentity;
  /** Only what rollouts of this commit lack; null: of all. */
  readonly sha: string | null;
  readonly signal: AbortSignal;
}

/**
 * Asks GitHub for what the records of a repository depend on and neither events nor lists tell: what deployed
 * commits hold that no merge made, and whether runs that failed were cancelled.
 *
 * @param store takes what one request brought
 * @throws Failure of the API; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function lookUp(
  { client, api, repository, sha, signal }: LookUpRequest,
  store: (facts: readonly Facts[]) => Promise<void>
): Promise<void> {
  const mappings = (await mappingsOf(client, [repository.id])).get(repository.id) ?? [];
  const shas = await unknownCommits(client, repository.id, mappings, sha);
  for (let first = 0; first < shas.length; first += MOST_COMMITS) {
    signal.throwIfAborted();
    const batch = shas.slice(first, first + MOST_COMMITS);
    const commits = await api.commits({ repository: repository.fullName, shas: batch }, signal);
    // Another repository may have taken the name.
    await store(commits.filter((one) => one.repository.id === repository.id));
  }
  const { neverAsked, hidden } = await unknownRuns(client, repository.id, mappings, sha);
  let isHidden = false;
  for (const runId of [...neverAsked, ...hidden]) {
    signal.throwIfAborted();
    // Without the permission to see them it suffices to learn that once.
    if (isHidden && hidden.includes(runId)) {
      break;
    }
    const run = await api.run({ repository, runId }, signal);
    isHidden ||= run?.conclusion === HIDDEN_RUN;
    await store(run === null ? [] : [run]);
  }
}
