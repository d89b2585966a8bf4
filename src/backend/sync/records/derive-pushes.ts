import type { ClientBase } from 'pg';

import { largest, smallest } from '../../../model/extremes';
import { isExcludedAuthor } from '../mapping/decide';
import { globMatcher } from '../mapping/glob';
import { makesRecordsOfPushes } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { standingOn, verdictOf } from './carriage';
import type { Verdict } from './carriage';
import type { Managed } from './managed';
import { loadPushes, recordedPushes } from './push-rows';
import type { PushRow, Pushes } from './push-rows';
import { carrierOf } from './carrier-record';
import { reconcileCarried } from './reconcile-carried';
import type { Derivation } from './reconcile-carried';
import type { RecordCounts } from './reconcile-records';
import { recordText } from './record-rows';
import { NO_ROLLOUTS, loadRollouts } from './rollout-rows';
import type { Rollouts } from './rollout-rows';

const HOUR_MS = 3_600_000;

/**
 * Makes the records of pushes without a pull request what follows from all that is known, where a mapping
 * says that they are deployments.
 *
 * @param client in a transaction that holds the repository's lock
 */
export async function derivePushes(
  client: ClientBase,
  repositoryId: number,
  mappings: readonly Mapping[],
  which: Pushes
): Promise<RecordCounts> {
  const recording = mappings.filter(makesRecordsOfPushes);
  const pushes = recording.length === 0 ? [] : await loadPushes(client, repositoryId, which);
  const times = pushes.map(({ atMs }) => atMs);
  const rollouts =
    pushes.length === 0
      ? NO_ROLLOUTS
      : await loadRollouts(
          client,
          {
            repositoryId,
            fromMs: smallest(times),
            toMs: largest(times),
            shas: pushes.map(({ sha }) => sha),
          },
          recording
        );
  const derived = [...byCommit(pushes).values()].flatMap((ofCommit) =>
    recording.flatMap((mapping) => derivationOf(ofCommit, mapping, rollouts) ?? [])
  );
  const desiredKeys = new Set(derived.map(({ key }) => recordText(key)));
  const rejected = (await recordedPushes(client, repositoryId, which))
    .flatMap((subject) => mappings.map(({ serviceId }) => ({ repositoryId, subject, serviceId })))
    .filter((key) => !desiredKeys.has(recordText(key)));
  return await reconcileCarried(client, { derived, rejected }, new Map([[repositoryId, mappings]]));
}

/** @returns null: it makes no record */
function derivationOf(ofCommit: readonly PushRow[], mapping: Mapping, rollouts: Rollouts): Derivation | null {
  const isProduction = globMatcher([mapping.productionBranch]);
  // The same commit may be pushed to several.
  const push = ofCommit.find(({ branch }) => isProduction(branch));
  if (push === undefined || isExcludedAuthor(push, mapping)) {
    return null;
  }
  const verdict = verdictOn(push, mapping, rollouts);
  if (verdict.kind === 'waiting') {
    return null;
  }
  const { repositoryId, serviceId } = mapping;
  return {
    key: { repositoryId, subject: `push ${push.sha}`, serviceId },
    externalIds: externalIds(push, mapping),
    derived: derivePush(push, verdict),
    notes: [],
    carrier: carrierOf(verdict, mapping),
  };
}

function byCommit(pushes: readonly PushRow[]): ReadonlyMap<string, readonly PushRow[]> {
  const found = new Map<string, PushRow[]>();
  for (const push of pushes) {
    const own = found.get(push.sha) ?? [];
    own.push(push);
    found.set(push.sha, own);
  }
  return found;
}

function verdictOn({ branch, atMs, sha }: PushRow, mapping: Mapping, rollouts: Rollouts): Verdict {
  const change = { branch, mergedMs: atMs, sha };
  const redeployMs = mapping.redeployHours * HOUR_MS;
  const standings = rollouts.tracksOf(mapping).map((track) => standingOn(track, change, redeployMs));
  return verdictOf(standings, change);
}

function derivePush(push: PushRow, verdict: Verdict): Managed {
  const { branch, atMs, sha, startMs } = push;
  const endedAt = new Date(verdict.kind === 'ended' ? verdict.atMs : atMs).toISOString();
  return {
    title: `Push of ${sha.slice(0, 7)} to ${branch}${push.author === null ? '' : ` by ${push.author}`}`,
    url: null,
    criticality: 'non_critical',
    unplanned: 'false',
    state: 'closed',
    deployment_outcome: verdict.kind === 'ended' ? verdict.outcome : 'successful',
    created_at: new Date(Math.min(startMs ?? atMs, atMs)).toISOString(),
    implementation_end_at: endedAt,
    closed_at: endedAt,
  };
}

function externalIds({ sha }: PushRow, { repository, service, repositoryId, serviceId, isOnly }: Mapping): string[] {
  const plain = `${repository}@${sha}`;
  const long = [`${plain}:${service}`, `${plain}:${repositoryId}/${serviceId}`];
  return isOnly ? [plain, ...long] : long;
}
