import type { DeploymentFacts, OtherFacts, PullRequestFacts } from './facts';

/**
 * Which of several things that were told of the same pull request or deployment holds. The result depends on
 * what was told alone, never on the order or on repetition: each part is the greatest of a total order.
 */

/** A part of a pull request that not everybody tells. */
export interface Observed<T> {
  readonly value: T;
  /** `updatedAt` of the state that it belongs to. */
  readonly at: Date;
}

/** What is known of a pull request. */
export interface KnownPullRequest {
  /** The newest state; its own `firstCommitAt`, `leftBaseAt` and `paths` do not count. */
  readonly newest: PullRequestFacts;
  /** Null: never told. */
  readonly firstCommitAt: Observed<Date> | null;
  readonly leftBaseAt: Observed<Date> | null;
  readonly paths: Observed<readonly string[]> | null;
}

/** Facts as all that is known; lists in one order, whoever tells them. */
export function knownFacts(facts: PullRequestFacts): KnownPullRequest {
  const { firstCommitAt, leftBaseAt, paths, updatedAt: at } = facts;
  return {
    newest: { ...facts, labels: sorted(facts.labels) },
    firstCommitAt: firstCommitAt && { value: firstCommitAt, at },
    leftBaseAt: leftBaseAt && { value: leftBaseAt, at },
    paths: paths && { value: sorted(paths), at },
  };
}

export function newestPullRequest(one: KnownPullRequest, other: KnownPullRequest): KnownPullRequest {
  return {
    newest: compare(keyOf(one.newest), keyOf(other.newest)) < 0 ? other.newest : one.newest,
    firstCommitAt: newestObserved(one.firstCommitAt, other.firstCommitAt),
    leftBaseAt: newestObserved(one.leftBaseAt, other.leftBaseAt),
    paths: newestObserved(one.paths, other.paths),
  };
}

/** Whether records made of them could differ. */
export function saysTheSame(one: KnownPullRequest, other: KnownPullRequest): boolean {
  return compare(contentOf(one), contentOf(other)) === 0;
}

/** A verdict stays: `inactive` only says that a later deployment took its place. */
export function newestDeployment(one: DeploymentFacts, other: DeploymentFacts): DeploymentFacts {
  return compare(deploymentKey(one), deploymentKey(other)) < 0 ? other : one;
}

export function isVerdict({ state }: DeploymentFacts): boolean {
  return VERDICTS.includes(state);
}

/** How a deployment ends; of one second's two the worse counts. */
const VERDICTS: readonly string[] = ['success', 'error', 'failure'];

/** What a pull request comes to: of one second's states the later counts. */
const STATES: readonly string[] = ['open', 'closed', 'merged'];

type Key = readonly (string | number)[];

function keyOf(facts: PullRequestFacts): Key {
  const { updatedAt, readAt, state } = facts;
  return [updatedAt.getTime(), readAt?.getTime() ?? -Infinity, STATES.indexOf(state.kind), textOf(facts)];
}

function textOf({ state, repository, ...facts }: PullRequestFacts): string {
  const { title, url, author, isByBot, baseBranch, headBranch, headSha, openedAt, labels } = facts;
  const { revertsNumber, revertsSha, branchRevertsNumber } = facts;
  // The fuller first: where one of two lacks the commit, the other says more.
  const merge = state.kind === 'merged' ? [state.mergeCommitSha ?? '', state.mergedAt] : [];
  const closed = state.kind === 'closed' ? [state.closedAt] : [];
  return JSON.stringify([
    state.kind,
    merge,
    closed,
    title,
    url,
    author,
    isByBot,
    baseBranch,
    headBranch,
    headSha,
    openedAt,
    labels,
    revertsNumber,
    revertsSha,
    branchRevertsNumber,
    repository.fullName,
  ]);
}

function contentOf({ newest, firstCommitAt, leftBaseAt, paths }: KnownPullRequest): Key {
  return [
    newest.updatedAt.getTime(),
    textOf(newest),
    firstCommitAt?.value.getTime() ?? -Infinity,
    leftBaseAt?.value.getTime() ?? -Infinity,
    JSON.stringify(paths?.value ?? null),
  ];
}

function newestObserved<T>(one: Observed<T> | null, other: Observed<T> | null): Observed<T> | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  const key = ({ at, value }: Observed<T>): Key => [at.getTime(), JSON.stringify(value)];
  return compare(key(one), key(other)) < 0 ? other : one;
}

function deploymentKey(facts: DeploymentFacts): Key {
  const { stateAt, state, sha, environment, url, runId, repository } = facts;
  const verdict = VERDICTS.indexOf(state);
  const text = JSON.stringify([state, sha, environment, url, repository.fullName]);
  // The fuller first: an older version did not keep the run.
  return [Math.sign(verdict + 1), stateAt.getTime(), verdict, runId ?? -1, text];
}

/** @param one of the same kind and key as the other */
export function newestOther<T extends OtherFacts>(one: T, other: T): T {
  if (saysNothingNew(one, other)) {
    return one;
  }
  return compare(otherKey(one), otherKey(other)) < 0 ? other : one;
}

/** Whether the same is told again: when it was asked is no news. */
function saysNothingNew(one: OtherFacts, other: OtherFacts): boolean {
  return isRead(one) === isRead(other) && otherContent(one) === otherContent(other);
}

function isRead(facts: OtherFacts): boolean {
  return 'readAt' in facts && facts.readAt !== null;
}

/** All that is told, in one order whoever tells it. */
function otherContent(facts: OtherFacts): string {
  const { id, fullName } = facts.repository;
  const entries = Object.entries({ ...facts, repository: `${id} ${fullName}`, readAt: null });
  return JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function otherKey(facts: OtherFacts): Key {
  const text = otherContent(facts);
  switch (facts.kind) {
    case 'commit':
      return [facts.holds.length, text];
    case 'run':
      return [facts.updatedAt.getTime(), text];
    case 'release':
    case 'tag':
      return [facts.readAt?.getTime() ?? -Infinity, text];
    case 'push':
      return [isRead(facts) ? 1 : 0, text];
  }
}

function compare(one: Key, other: Key): number {
  for (const [index, a] of one.entries()) {
    const b = other[index];
    if (b !== undefined && a !== b) {
      return a < b ? -1 : 1;
    }
  }
  return 0;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
