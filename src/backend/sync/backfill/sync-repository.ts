import { isDeepStrictEqual } from 'node:util';

import type { PoolClient } from 'pg';

import type { GitHubApi } from '../api/github-api';
import { DEPLOYMENT_OVERLAP_MS, PULL_REQUEST_OVERLAP_MS, floorOf } from './floor';
import { newPass } from './pass';
import type { Pass, Scope } from './pass';
import { runPass } from './run-pass';
import type { StoredPage, Whereabouts } from './run-pass';
import type { PassEnd } from './end-pass';
import { inTransaction } from '../../aurora/transaction';
import { storeFacts } from '../facts/store-facts';
import { lookUp } from '../lookups/look-up';
import { readNames } from '../lookups/read-names';
import { readPushes } from './read-pushes';
import { probeSame } from './same-repository';
import { noteUnchanged, readState } from './state';
import type { SyncState } from './state';
import type { SyncTarget } from './targets';

export interface RepositoryTools {
  /** Holds the repository's lock, outside a transaction. */
  readonly client: PoolClient;
  readonly api: GitHubApi;
  /** Null: from where the last sync ended. */
  readonly since: Date | null;
  readonly signal: AbortSignal;
  readonly onPage: (page: StoredPage) => void;
  /** Told what the end of a pass came to. */
  readonly onEnd: (end: PassEnd) => void;
}

/**
 * Brings one repository up to date: goes on with a pass that was cut off, then looks whether anything
 * changed since, and reads that.
 *
 * @returns whether there was anything to read
 */
export async function syncRepository(target: SyncTarget, tools: RepositoryTools): Promise<'synced' | 'unchanged'> {
  const { scope } = target;
  const storedState = target.repositoryId === null ? null : await readState(tools.client, target.repositoryId);
  const state =
    storedState !== null && !isSameScope(storedState.scope, scope) ? withoutProgress(storedState) : storedState;
  const where = { name: state?.repository.fullName ?? target.repository, id: target.repositoryId };
  if (state === null || state.pass === null) {
    return await freshPass(where, state, scope, tools);
  }
  // Whatever is asked for: a pass that is left undone would leave a gap that nobody finds again.
  await runPass(where, state.pass, scope, tools);
  // What changed while nobody was at it lies before where that pass began.
  const after = await readState(tools.client, state.repository.id);
  const isAskedFor = tools.since?.getTime() === state.pass.since?.getTime();
  await freshPass(where, after, scope, isAskedFor ? { ...tools, since: null } : tools);
  return 'synced';
}

async function freshPass(
  where: Whereabouts,
  state: SyncState | null,
  scope: Scope,
  tools: RepositoryTools
): Promise<'synced' | 'unchanged'> {
  const { client, api, since, signal } = tools;
  const etag = since === null ? (state?.pullsEtag ?? null) : null;
  const probe = await probeSame(api, where, etag, signal);
  const isUnchanged = probe.kind === 'unchanged';
  const wantsDeployments = scope.environments.length > 0;
  if (isUnchanged && !wantsDeployments && state !== null) {
    const repository = { id: state.repository.id, fullName: where.name };
    await readNames({ ...tools, repository, isWhole: false }, (facts) =>
      inTransaction(client, () => storeFacts(client, facts))
    );
    await readPushes(repository, tools, 'now');
    await lookUp({ ...tools, repository, sha: null }, async (facts) => {
      await inTransaction(client, () => storeFacts(client, facts));
    });
    await noteUnchanged(client, state.repository.id);
    return 'unchanged';
  }
  const floors = floorsOf(state, since);
  const pass: Pass = newPass(
    {
      pullRequests: isUnchanged ? undefined : floors.pullRequests,
      deployments: wantsDeployments ? floors.deployments : undefined,
    },
    since,
    isUnchanged ? etag : probe.etag
  );
  await runPass(where, pass, scope, tools);
  return isUnchanged ? 'unchanged' : 'synced';
}

function floorsOf(state: SyncState | null, since: Date | null) {
  return {
    pullRequests: floorOf(state?.pullsWatermark ?? null, since, PULL_REQUEST_OVERLAP_MS),
    deployments: floorOf(state?.deploymentsWatermark ?? null, since, DEPLOYMENT_OVERLAP_MS),
  };
}

/** What was read with something else in view counts for nothing. */
function withoutProgress(state: SyncState): SyncState {
  return { ...state, pullsWatermark: null, pullsEtag: null, deploymentsWatermark: null, pass: null };
}

function isSameScope(one: Scope | null, other: Scope): boolean {
  return (
    one !== null &&
    one.version === other.version &&
    one.withPaths === other.withPaths &&
    isDeepStrictEqual(one.environments, other.environments) &&
    isDeepStrictEqual(one.names, other.names)
  );
}
