import type { ClientBase } from 'pg';

import { largest, smallest } from '../../../model/extremes';
import type { KnownPullRequest } from '../facts/newest';
import { keyOf, keyText } from '../facts/pull-request-rows';
import { isDeployedByMerge } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { standingOn, verdictOf } from './carriage';
import type { MergedChange } from './carriage';
import type { Circumstances } from './derive-record';
import { revertsByBranchAndTitle, revertsOf } from './revert-rows';
import { NO_ROLLOUTS, loadRollouts } from './rollout-rows';
import type { Rollouts } from './rollout-rows';

const HOUR_MS = 3_600_000;

/** What bears on the record of a pull request that is merged, for one of its mappings. */
export type CircumstancesOf = (pullRequest: KnownPullRequest, mapping: Mapping) => Circumstances;

/**
 * What bears on the records of these pull requests.
 *
 * @param merged in whatever order, of several repositories
 */
export async function circumstancesOf(
  client: ClientBase,
  merged: readonly KnownPullRequest[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<CircumstancesOf> {
  const reverts = await revertsOf(client, merged);
  const byBranch = await revertsByBranchAndTitle(client, merged);
  const rollouts = await rolloutsOf(client, merged, mappings);
  return (pullRequest, mapping) => {
    const { repository, revertsNumber, revertsSha } = pullRequest.newest;
    const key = keyText(keyOf(pullRequest.newest));
    const change = changeOf(pullRequest);
    const tracks = (rollouts.get(repository.id) ?? NO_ROLLOUTS).tracksOf(mapping);
    const redeployMs = mapping.redeployHours * HOUR_MS;
    const standings = change ? tracks.map((track) => standingOn(track, change, redeployMs)) : [];
    return {
      verdict: change ? verdictOf(standings, change) : { kind: 'silent' },
      reverts: reverts.get(key) ?? [],
      isRevert: revertsNumber !== null || revertsSha !== null || byBranch.has(key),
    };
  };
}

function changeOf({ newest: { state, baseBranch } }: KnownPullRequest): MergedChange | null {
  return state.kind === 'merged'
    ? { branch: baseBranch, mergedMs: state.mergedAt.getTime(), sha: state.mergeCommitSha }
    : null;
}

async function rolloutsOf(
  client: ClientBase,
  merged: readonly KnownPullRequest[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<ReadonlyMap<number, Rollouts>> {
  const byRepository = new Map<number, Rollouts>();
  for (const repositoryId of new Set(merged.map(({ newest }) => newest.repository.id))) {
    const own = merged.filter(({ newest }) => newest.repository.id === repositoryId);
    const changes = own.flatMap((one) => changeOf(one) ?? []);
    const ofRepository = mappings.get(repositoryId) ?? [];
    if (changes.length > 0 && !ofRepository.every(isDeployedByMerge)) {
      const times = changes.map(({ mergedMs }) => mergedMs);
      const around = {
        repositoryId,
        fromMs: smallest(times),
        toMs: largest(times),
        shas: changes.flatMap(({ sha }) => sha ?? []),
      };
      byRepository.set(repositoryId, await loadRollouts(client, around, ofRepository));
    }
  }
  return byRepository;
}
