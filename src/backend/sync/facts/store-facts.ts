import type { ClientBase } from 'pg';

import type { SkipReason } from '../mapping/decide';
import { learnNames } from '../mapping/learn-ids';
import { globMatcher } from '../mapping/glob';
import { isDeployedByMerge, makesRecordsOfPushes, mappingsOf } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { derivePushes } from '../records/derive-pushes';
import { deriveRecords } from '../records/derive-records';
import type { DerivedRecords } from '../records/derive-records';
import type { RecordCounts } from '../records/reconcile-records';
import { affectedPullRequests } from './affected';
import type { CommitKey, Touch } from './affected';
import { affectedByRollouts, affectedSince, deriveLater, deriveMergedLater, rolloutsOn } from './affected-by-rollouts';
import { countReasons } from './counts';
import type { StoreCounts } from './counts';
import type { Facts, OtherFacts } from './facts';
import { lockRepositories } from './locks';
import { keyOf, keyText, loadPullRequests } from './pull-request-rows';
import type { StoredPullRequest } from './pull-request-rows';
import { storeDeployments } from './store-deployments';
import { storeOthers } from './store-others';
import { storePullRequests } from './store-pull-requests';
import { trackTouches } from './track-touches';
import type { TrackTouch } from './track-touches';

export { addCounts, noCounts } from './counts';
export type { StoreCounts } from './counts';

/**
 * When the records follow that rollouts bear on: `now`, or once the pass that reads the facts ends, as
 * each of its pages bears on the pull requests of many.
 */
export type Deriving = 'now' | 'atEndOfPass';

/**
 * Stores what was told of GitHub, and makes the change records that follow from all that is known.
 * Facts may come in any order, late and repeatedly: the rows end the same.
 *
 * @param client signed in as a member of `sre_metrics_writer`, in a transaction
 * @throws whatever PostgreSQL says
 */
export async function storeFacts(
  client: ClientBase,
  facts: readonly Facts[],
  deriving: Deriving = 'now'
): Promise<StoreCounts> {
  const ids = facts.map(({ repository }) => repository.id);
  await lockRepositories(client, ids);
  await learnNames(
    client,
    facts.map(({ repository }) => repository)
  );
  const mappings = await mappingsOf(client, ids);
  const pullRequests = await storePullRequests(
    client,
    facts.filter((one) => one.kind === 'pullRequest')
  );
  const deployments = await storeDeployments(
    client,
    facts.filter((one) => one.kind === 'deployment')
  );
  const others = await storeOthers(
    client,
    facts
      .filter((one) => one.kind !== 'pullRequest' && one.kind !== 'deployment')
      .filter((one) => isWanted(one, mappings.get(one.repository.id) ?? []))
  );
  const touchedRollouts = [
    ...deployments.rollouts,
    ...others.rollouts,
    ...(await rolloutsOn(client, {
      commits: [...pullRequests.merges, ...others.sources.commits],
      runs: others.sources.runs,
    })),
  ];
  const rollouts = await trackTouches(client, touchedRollouts, mappings);
  const rolledOut = rollouts.flatMap(({ repositoryId, sha }) => (sha === null ? [] : { repositoryId, sha }));
  const touches: Touch[] = [...pullRequests.touches, ...rolledOut];
  // What rollouts carry is derived once for all that a long history holds.
  const later = pullRequests.changed.filter(
    ({ newest: { repository, state } }) =>
      deriving === 'atEndOfPass' &&
      state.kind === 'merged' &&
      !(mappings.get(repository.id) ?? []).every(isDeployedByMerge)
  );
  if (deriving === 'atEndOfPass') {
    await deriveLater(client, rollouts);
    await deriveMergedLater(
      client,
      later.map(({ newest }) => keyOf(newest))
    );
  } else {
    touches.push(...(await affectedByRollouts(client, rollouts)));
  }
  const { counts, reasons } = await deriveAffected(
    client,
    pullRequests.changed.filter((one) => !later.includes(one)),
    touches
  );
  const commits = [...pullRequests.merges, ...others.sources.commits, ...rolledOut];
  const ofPushes = await deriveAffectedPushes(client, mappings, commits, deriving === 'now' ? rollouts : []);
  const stored = pullRequests.changed.length + deployments.changed + others.changed;
  const of = pullRequests.all.length + deployments.all + others.all;
  const reasonOf = ({ newest, skipReason }: StoredPullRequest) => {
    const derived = reasons.get(keyText(keyOf(newest)));
    return derived === undefined ? skipReason : derived;
  };
  return {
    stored,
    unchanged: of - stored,
    recordsCreated: counts.created + ofPushes.created,
    recordsUpdated: counts.updated + ofPushes.updated,
    recordsRemoved: counts.removed + ofPushes.removed,
    skipped: countReasons((reason) => pullRequests.all.filter((one) => reasonOf(one) === reason).length),
  };
}

/** What no mapping asks for, such as pushes to every feature's branch, is not kept. */
function isWanted(facts: OtherFacts, mappings: readonly Mapping[]): boolean {
  switch (facts.kind) {
    case 'push':
      return mappings.some(
        (one) => one.deployWithoutPullRequest !== 'ignore' && globMatcher([one.productionBranch])(facts.branch)
      );
    case 'release':
    case 'tag':
      return mappings.some(({ deployedBy }) => deployedBy === facts.kind);
    default:
      return true;
  }
}

async function deriveAffectedPushes(
  client: ClientBase,
  mappings: ReadonlyMap<number, readonly Mapping[]>,
  commits: readonly CommitKey[],
  rollouts: readonly TrackTouch[]
): Promise<RecordCounts> {
  const sum = { created: 0, updated: 0, removed: 0 };
  const recording = [...mappings].filter(([, own]) => own.some(makesRecordsOfPushes));
  const since = recording.length === 0 ? new Map<number, Date>() : await affectedSince(client, rollouts);
  for (const [id, own] of recording) {
    const shas = commits.flatMap(({ repositoryId, sha }) => (repositoryId === id ? sha : []));
    const { created, updated, removed } = await derivePushes(client, id, own, { after: since.get(id) ?? null, shas });
    sum.created += created;
    sum.updated += updated;
    sum.removed += removed;
  }
  return sum;
}

/** Pull requests of one go: changed files of so many fit into memory. */
const BATCH = 500;

async function deriveAffected(
  client: ClientBase,
  changed: readonly StoredPullRequest[],
  touches: readonly Touch[]
): Promise<DerivedRecords> {
  const changedByKey = new Map(changed.map((one) => [keyText(keyOf(one.newest)), one]));
  const others = (await affectedPullRequests(client, touches)).filter((key) => !changedByKey.has(keyText(key)));
  const ids = [...others.map((key) => key.repositoryId), ...changed.map(({ newest }) => newest.repository.id)];
  const mappings = await mappingsOf(client, [...new Set(ids)]);
  const counts = { created: 0, updated: 0, removed: 0 };
  const reasons = new Map<string, SkipReason | null>();
  const derive = async (batch: readonly StoredPullRequest[]) => {
    const derived = await deriveRecords(client, batch, mappings);
    counts.created += derived.counts.created;
    counts.updated += derived.counts.updated;
    counts.removed += derived.counts.removed;
    derived.reasons.forEach((reason, key) => reasons.set(key, reason));
  };
  for (const batch of inBatches(others)) {
    await derive([...(await loadPullRequests(client, batch)).values()]);
  }
  for (const batch of inBatches(changed)) {
    await derive(batch);
  }
  return { counts, reasons };
}

function inBatches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH)
  );
}
