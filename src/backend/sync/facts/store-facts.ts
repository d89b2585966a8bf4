import type { ClientBase } from 'pg';

import { decide } from '../mapping/decide';
import { learnNames } from '../mapping/learn-ids';
import { mappingsOf } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { deriveRecords } from '../records/derive-records';
import { affectedPullRequests } from './affected';
import type { Touch } from './affected';
import { countReasons } from './counts';
import type { StoreCounts } from './counts';
import { loadDeployments, saveDeployments } from './deployment-rows';
import type { DeploymentFacts, Facts, PullRequestFacts } from './facts';
import { lockRepositories } from './locks';
import { knownFacts, newestDeployment, newestPullRequest, saysTheSame } from './newest';
import type { KnownPullRequest } from './newest';
import { keyOf, keyText, loadPullRequests, savePullRequests } from './pull-request-rows';
import type { StoredPullRequest } from './pull-request-rows';

export { addCounts, noCounts } from './counts';
export type { StoreCounts } from './counts';

/**
 * Stores what was told of pull requests and deployments, and makes the change records that follow
 * from all that is known. Facts may come in any order, late and repeatedly: the rows end the same.
 *
 * @param client signed in as a member of `sre_metrics_writer`, in a transaction
 * @throws whatever PostgreSQL says
 */
export async function storeFacts(client: ClientBase, facts: readonly Facts[]): Promise<StoreCounts> {
  const ids = facts.map(({ repository }) => repository.id);
  await lockRepositories(client, ids);
  await learnNames(
    client,
    facts.map(({ repository }) => repository)
  );
  const mappings = await mappingsOf(client, ids);
  const pullRequests = await storePullRequests(
    client,
    facts.filter((one) => one.kind === 'pullRequest'),
    mappings
  );
  const deployments = await storeDeployments(
    client,
    facts.filter((one) => one.kind === 'deployment')
  );
  const others = await affectedPullRequests(client, [...pullRequests.touches, ...deployments.touches]);
  const changed = new Set(pullRequests.changed.map(({ newest }) => keyText(keyOf(newest))));
  const records = await deriveRecords(
    client,
    [...pullRequests.changed, ...others.filter(({ newest }) => !changed.has(keyText(keyOf(newest))))],
    mappings
  );
  const stored = pullRequests.changed.length + deployments.changed;
  const of = pullRequests.all.length + deployments.all;
  return {
    stored,
    unchanged: of - stored,
    recordsCreated: records.created,
    recordsUpdated: records.updated,
    recordsRemoved: records.removed,
    skipped: countReasons((reason) => pullRequests.all.filter(({ skipReason }) => skipReason === reason).length),
  };
}

interface StoredAll {
  readonly all: readonly StoredPullRequest[];
  readonly changed: readonly StoredPullRequest[];
  readonly touches: readonly Touch[];
}

async function storePullRequests(
  client: ClientBase,
  facts: readonly PullRequestFacts[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<StoredAll> {
  if (facts.length === 0) {
    return { all: [], changed: [], touches: [] };
  }
  const before = await loadPullRequests(client, facts.map(keyOf));
  const after = new Map<string, KnownPullRequest>(before);
  for (const one of facts) {
    const key = keyText(keyOf(one));
    const present = after.get(key);
    after.set(key, present ? newestPullRequest(present, knownFacts(one)) : knownFacts(one));
  }
  const all = [...after].map(([key, one]) => {
    const { skipReason } = decide(one, mappings.get(one.newest.repository.id) ?? []);
    return { key, before: before.get(key), after: { ...one, skipReason } };
  });
  const changed = all.filter((one) => one.before === undefined || !saysTheSame(one.before, one.after));
  await savePullRequests(
    client,
    all.filter((one) => one.before === undefined || !isSameRow(one.before, one.after)).map((one) => one.after)
  );
  return {
    all: all.map((one) => one.after),
    changed: changed.map((one) => one.after),
    touches: changed.flatMap((one) => [...touchesOf(one.before), ...touchesOf(one.after)]),
  };
}

/** Whether nothing is to be written: beside what is said, who said it when. */
function isSameRow(before: StoredPullRequest, after: StoredPullRequest): boolean {
  const timesOf = ({ newest, firstCommitAt, paths }: StoredPullRequest) =>
    [newest.readAt, firstCommitAt?.at, paths?.at].map((time) => time?.getTime()).join();
  return saysTheSame(before, after) && timesOf(before) === timesOf(after) && before.skipReason === after.skipReason;
}

/** What a pull request reverts. */
function touchesOf(pullRequest: KnownPullRequest | undefined): readonly Touch[] {
  if (pullRequest?.newest.state.kind !== 'merged') {
    return [];
  }
  const { repository, revertsNumber, revertsSha } = pullRequest.newest;
  return [
    ...(revertsNumber === null ? [] : [{ repositoryId: repository.id, number: revertsNumber }]),
    ...(revertsSha === null ? [] : [{ repositoryId: repository.id, sha: revertsSha }]),
  ];
}

interface StoredDeployments {
  readonly all: number;
  readonly changed: number;
  readonly touches: readonly Touch[];
}

async function storeDeployments(client: ClientBase, facts: readonly DeploymentFacts[]): Promise<StoredDeployments> {
  if (facts.length === 0) {
    return { all: 0, changed: 0, touches: [] };
  }
  const keyed = ({ repository, deploymentId }: DeploymentFacts) => `${repository.id} ${deploymentId}`;
  const before = new Map((await loadDeployments(client, facts)).map((one) => [keyed(one), one]));
  const after = new Map(before);
  for (const one of facts) {
    const present = after.get(keyed(one));
    after.set(keyed(one), present ? newestDeployment(present, one) : one);
  }
  const changed = [...after].filter(([key, one]) => before.get(key) !== one);
  if (changed.length > 0) {
    await saveDeployments(
      client,
      changed.map(([, one]) => one)
    );
  }
  return {
    all: after.size,
    changed: changed.length,
    touches: changed.flatMap(([key, one]) =>
      [before.get(key), one].flatMap((each) => (each ? [{ repositoryId: each.repository.id, sha: each.sha }] : []))
    ),
  };
}
