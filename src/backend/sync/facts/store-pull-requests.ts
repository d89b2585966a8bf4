import type { ClientBase } from 'pg';

import type { CommitKey, Touch } from './affected';
import type { PullRequestFacts } from './facts';
import { knownFacts, newestPullRequest, saysTheSame } from './newest';
import type { KnownPullRequest } from './newest';
import { keyOf, keyText, loadPullRequests, savePullRequests } from './pull-request-rows';
import type { StoredPullRequest } from './pull-request-rows';

/** What came of storing pull requests. */
export interface StoredPullRequests {
  readonly all: readonly StoredPullRequest[];
  /** Those of which something new is known. */
  readonly changed: readonly StoredPullRequest[];
  /** Others that they bear on. */
  readonly touches: readonly Touch[];
  /** Commits that merging them made, where that is new: rollouts may hold them. */
  readonly merges: readonly CommitKey[];
}

interface Change {
  readonly before: StoredPullRequest | undefined;
  readonly after: StoredPullRequest;
}

export async function storePullRequests(
  client: ClientBase,
  facts: readonly PullRequestFacts[]
): Promise<StoredPullRequests> {
  if (facts.length === 0) {
    return { all: [], changed: [], touches: [], merges: [] };
  }
  const before = await loadPullRequests(client, facts.map(keyOf));
  const after = new Map<string, KnownPullRequest>(before);
  for (const one of facts) {
    const key = keyText(keyOf(one));
    const present = after.get(key);
    after.set(key, present ? newestPullRequest(present, knownFacts(one)) : knownFacts(one));
  }
  const all = [...after].map(([key, one]): Change => {
    const was = before.get(key);
    // Why it makes no record follows once all is stored.
    return { before: was, after: { ...one, skipReason: was?.skipReason ?? null } };
  });
  const changed = all.filter((one) => one.before === undefined || !saysTheSame(one.before, one.after));
  await savePullRequests(
    client,
    all.filter((one) => one.before === undefined || !isSameRow(one.before, one.after)).map((one) => one.after)
  );
  return {
    all: all.map((one) => one.after),
    changed: changed.map((one) => one.after),
    touches: changed.flatMap((one) => [...touchesOf(one.before), ...touchesOf(one.after), claimed(one.after)]),
    merges: changed.flatMap((one) => (mergeText(one.before) === mergeText(one.after) ? [] : mergesOf(one))),
  };
}

/** Whether nothing is to be written: beside what is said, who said it when. */
function isSameRow(before: StoredPullRequest, after: StoredPullRequest): boolean {
  const timesOf = ({ newest, firstCommitAt, leftBaseAt, paths }: StoredPullRequest) =>
    [newest.readAt, firstCommitAt?.at, leftBaseAt?.at, paths?.at].map((time) => time?.getTime()).join();
  return saysTheSame(before, after) && timesOf(before) === timesOf(after);
}

/** What a pull request reverts. */
function touchesOf(pullRequest: KnownPullRequest | undefined): readonly Touch[] {
  if (pullRequest?.newest.state.kind !== 'merged') {
    return [];
  }
  const { repository, revertsNumber, revertsSha, branchRevertsNumber } = pullRequest.newest;
  const numbers = [revertsNumber, branchRevertsNumber].filter((number) => number !== null);
  return [
    ...numbers.map((number) => ({ repositoryId: repository.id, number })),
    ...(revertsSha === null ? [] : [{ repositoryId: repository.id, sha: revertsSha }]),
  ];
}

function claimed({ newest }: KnownPullRequest): Touch {
  return { repositoryId: newest.repository.id, claimed: newest.number };
}

/** What rollouts look at: where, when and as what it was merged. */
function mergeText(pullRequest: KnownPullRequest | undefined): string {
  const state = pullRequest?.newest.state;
  return state?.kind === 'merged'
    ? JSON.stringify([state.mergeCommitSha, state.mergedAt, pullRequest?.newest.baseBranch])
    : '';
}

function mergesOf({ before, after }: Change): readonly CommitKey[] {
  return [before, after].flatMap((one) =>
    one?.newest.state.kind === 'merged' && one.newest.state.mergeCommitSha !== null
      ? [{ repositoryId: one.newest.repository.id, sha: one.newest.state.mergeCommitSha }]
      : []
  );
}
