import { webAddressOf } from '../../../model/web-address';
import type { PullRequestFacts } from '../facts/facts';
import type { KnownPullRequest } from '../facts/newest';
import { hasLabel } from '../mapping/decide';
import type { SkipReason } from '../mapping/decide';
import { globMatcher } from '../mapping/glob';
import type { Mapping } from '../mapping/mapping';
import type { Verdict } from './carriage';
import type { Managed } from './managed';
import type { MergedRevert } from './revert-rows';

/** What beside the pull request itself bears on its record. */
export interface Circumstances {
  /** What the rollouts that carry it say. */
  readonly verdict: Verdict;
  /** Merged pull requests that revert it. */
  readonly reverts: readonly MergedRevert[];
  /** Whether it reverts another. */
  readonly isRevert: boolean;
}

/**
 * What was weighed where a record was derived:
 * - `bounded_start`: its first commit is older than its branch, so lead time begins where the branch left the base;
 * - `redeployed`: a deployment of it failed, and a later one brought it live in time;
 * - `cancelled`: a run that would have brought it live was cancelled, and a later one did;
 * - `late_revert`: it was reverted, but too late to count against it;
 * - `undone_before_live`: it was reverted before it was live.
 */
export const NOTES = ['bounded_start', 'redeployed', 'cancelled', 'late_revert', 'undone_before_live'] as const;
export type Note = (typeof NOTES)[number];

export interface DerivedRecord {
  readonly managed: Managed;
  /** In the order of `NOTES`. */
  readonly notes: readonly Note[];
}

/** The record of a merged pull request; or why there is none. */
export type Derived = DerivedRecord | SkipReason;

const DAY_MS = 24 * 3_600_000;

export function deriveRecord(pullRequest: KnownPullRequest, mapping: Mapping, circumstances: Circumstances): Derived {
  const { newest } = pullRequest;
  const { verdict } = circumstances;
  if (newest.state.kind !== 'merged') {
    return newest.state.kind === 'open' ? 'open' : 'closed_unmerged';
  }
  if (verdict.kind === 'waiting') {
    return 'not_deployed';
  }
  const ending =
    verdict.kind === 'ended'
      ? verdict
      : ({
          outcome: 'successful',
          isRetried: false,
          isOnceCancelled: false,
          ...atOnce(newest.state.mergedAt),
        } as const);
  const endedAt = new Date(ending.atMs).toISOString();
  const reverted = revertsThatCount(circumstances.reverts, mapping, ending);
  const start = startOf(pullRequest);
  return {
    managed: {
      title: newest.title,
      url: webAddressOf(newest.url),
      criticality: hasLabel(newest.labels, mapping.criticalLabels) ? 'critical' : 'non_critical',
      unplanned: String(isUnplanned(newest, mapping, circumstances)),
      state: 'closed',
      deployment_outcome: reverted.count ? 'rolled_back' : ending.outcome,
      created_at: start.at.toISOString(),
      implementation_end_at: endedAt,
      closed_at: endedAt,
    },
    notes: NOTES.filter(
      (note) =>
        (note === 'bounded_start' && start.isBounded) ||
        (note === 'redeployed' && ending.isRetried && ending.outcome === 'successful') ||
        (note === 'cancelled' && ending.isOnceCancelled && ending.outcome === 'successful') ||
        (note === 'late_revert' && reverted.late) ||
        (note === 'undone_before_live' && reverted.before)
    ),
  };
}

/** Made because of something in production: by a label, by its branch, or as it takes something back. */
function isUnplanned(
  { labels, headBranch }: PullRequestFacts,
  { reworkLabels, reworkBranches }: Mapping,
  { isRevert }: Circumstances
): boolean {
  return isRevert || hasLabel(labels, reworkLabels) || globMatcher(reworkBranches)(headBranch);
}

function atOnce(mergedAt: Date) {
  return { atMs: mergedAt.getTime(), withAllUpToMs: mergedAt.getTime() };
}

interface Reverted {
  readonly count: boolean;
  readonly late: boolean;
  readonly before: boolean;
}

/** What was live together with its own revert never was. One that comes long after tells nothing of the deployment. */
function revertsThatCount(
  reverts: readonly MergedRevert[],
  { productionBranch, revertDays }: Mapping,
  { atMs, withAllUpToMs }: { readonly atMs: number; readonly withAllUpToMs: number }
): Reverted {
  const isProduction = globMatcher([productionBranch]);
  const own = reverts.filter(({ branch }) => isProduction(branch));
  const after = own.filter(({ mergedMs }) => mergedMs > withAllUpToMs);
  const count = after.some(({ mergedMs }) => mergedMs <= atMs + revertDays * DAY_MS);
  return { count, late: after.length > 0 && !count, before: own.length > after.length && after.length === 0 };
}

/**
 * When work on it began: at its first commit or when it was opened, whichever was earlier. A commit that
 * was picked from elsewhere may be much older than the branch, which left the base no earlier than there.
 */
function startOf({ newest: { openedAt }, firstCommitAt, leftBaseAt }: KnownPullRequest): {
  readonly at: Date;
  readonly isBounded: boolean;
} {
  const first = firstCommitAt?.value ?? openedAt;
  const branchedAt = leftBaseAt?.value ?? first;
  const bounded = first < branchedAt ? branchedAt : first;
  return { at: bounded < openedAt ? bounded : openedAt, isBounded: first < branchedAt };
}

/**
 * Names for the record, the first that is free to be taken: `owner/name#12` where the repository is
 * one service's, else `owner/name#12:Service`. The last is nobody else's in any case.
 */
export function externalIds({ number }: PullRequestFacts, mapping: Mapping): readonly string[] {
  const plain = `${mapping.repository}#${number}`;
  const long = [`${plain}:${mapping.service}`, `${plain}:${mapping.repositoryId}/${mapping.serviceId}`];
  return mapping.isOnly ? [plain, ...long] : long;
}
