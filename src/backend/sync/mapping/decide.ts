import type { KnownPullRequest } from '../facts/newest';
import type { PullRequestFacts } from '../facts/facts';
import { globMatcher, textMatcher } from './glob';
import type { Mapping } from './mapping';

/**
 * Why a pull request is no change record, from what is furthest from one to what is nearest:
 * - `open`: it may become one yet;
 * - `closed_unmerged`;
 * - `unmapped`: its repository has no enabled mapping;
 * - `other_branch`: it was merged elsewhere than into the production branch;
 * - `excluded_label`, `excluded_author`, `excluded_title`: the mapping leaves it out;
 * - `no_matching_path`: it changes nothing of any service;
 * - `paths_unknown`: what it changes will be known once GitHub's API was asked;
 * - `not_deployed`: no deployment has brought it live yet.
 */
export const SKIP_REASONS = [
  'open',
  'closed_unmerged',
  'unmapped',
  'other_branch',
  'excluded_label',
  'excluded_author',
  'excluded_title',
  'no_matching_path',
  'paths_unknown',
  'not_deployed',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Which mappings make a record of a pull request. */
export interface Decision {
  readonly mappings: readonly Mapping[];
  /** Mappings that make none, as far as is known for good. */
  readonly rejecting: readonly Mapping[];
  /** Null where there are some. */
  readonly skipReason: SkipReason | null;
}

/** @param mappings of its repository, those that are enabled */
export function decide(pullRequest: KnownPullRequest, mappings: readonly Mapping[]): Decision {
  const reasons = mappings.map((mapping) => skipReason(pullRequest, mapping));
  const chosen = mappings.filter((_, index) => reasons[index] === null);
  const rejecting = mappings.filter((_, index) => reasons[index] !== null && reasons[index] !== 'paths_unknown');
  if (chosen.length > 0) {
    return { mappings: chosen, rejecting, skipReason: null };
  }
  const nearest = nearestReason(reasons.flatMap((reason) => reason ?? []));
  return { mappings: [], rejecting, skipReason: nearest ?? stateReason(pullRequest) ?? 'unmapped' };
}

/** Of the reasons of several mappings the one that came nearest to a record: it tells most. Null where there are none. */
export function nearestReason(reasons: readonly SkipReason[]): SkipReason | null {
  return reasons.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

function skipReason(pullRequest: KnownPullRequest, mapping: Mapping): SkipReason | null {
  return stateReason(pullRequest) ?? reasonOnceMerged(pullRequest, mapping);
}

/** Why a pull request is no change record of a mapping even where it is merged; null: it is one, or would be. */
export function reasonOnceMerged(pullRequest: KnownPullRequest, mapping: Mapping): SkipReason | null {
  const { baseBranch, labels, title } = pullRequest.newest;
  if (!globMatcher([mapping.productionBranch])(baseBranch)) {
    return 'other_branch';
  }
  if (hasLabel(labels, mapping.excludeLabels)) {
    return 'excluded_label';
  }
  if (isExcludedAuthor(pullRequest.newest, mapping)) {
    return 'excluded_author';
  }
  if (textMatcher(mapping.excludeTitles)(title)) {
    return 'excluded_title';
  }
  if (mapping.pathFilters.length === 0) {
    return null;
  }
  if (pullRequest.paths === null) {
    return 'paths_unknown';
  }
  return pullRequest.paths.value.some(globMatcher(mapping.pathFilters)) ? null : 'no_matching_path';
}

/** A bot is known with and without the `[bot]` that GitHub shows behind its name. */
export function isExcludedAuthor(
  { author, isByBot }: Pick<PullRequestFacts, 'author' | 'isByBot'>,
  mapping: Mapping
): boolean {
  const isExcluded = textMatcher(mapping.excludeAuthors);
  const names = author === null ? [] : isByBot ? [author, `${author}[bot]`] : [author];
  return (isByBot && mapping.excludeBots) || names.some(isExcluded);
}

function stateReason({ newest }: KnownPullRequest): SkipReason | null {
  switch (newest.state.kind) {
    case 'open':
      return 'open';
    case 'closed':
      return 'closed_unmerged';
    case 'merged':
      return null;
  }
}

/** GitHub takes labels for the same whatever their case. */
export function hasLabel(labels: readonly string[], ofMapping: readonly string[]): boolean {
  const lower = new Set(ofMapping.map((label) => label.toLowerCase()));
  return labels.some((label) => lower.has(label.toLowerCase()));
}

function rank(reason: SkipReason): number {
  return SKIP_REASONS.indexOf(reason);
}
