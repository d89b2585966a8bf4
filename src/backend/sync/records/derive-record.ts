import { webAddressOf } from '../../../model/web-address';
import type { DeploymentFacts, PullRequestFacts } from '../facts/facts';
import type { KnownPullRequest } from '../facts/newest';
import { hasLabel } from '../mapping/decide';
import { globMatcher } from '../mapping/glob';
import type { Mapping } from '../mapping/mapping';
import { deploymentVerdict } from './deployment-verdict';
import type { Managed } from './managed';

/** What beside the pull request itself bears on its record. */
export interface Circumstances {
  /** Deployments of its merge commit, to whatever environment. */
  readonly deployments: readonly DeploymentFacts[];
  /** Branches into which a pull request that reverts it was merged. */
  readonly revertedOn: readonly string[];
}

/** The record of a merged pull request; null for one that is not merged. */
export function deriveRecord(
  { newest, firstCommitAt }: KnownPullRequest,
  mapping: Mapping,
  { deployments, revertedOn }: Circumstances
): Managed | null {
  if (newest.state.kind !== 'merged') {
    return null;
  }
  const verdict = deploymentVerdict(deployments, mapping.productionEnvironments);
  const endedAt = (verdict?.liveAt ?? newest.state.mergedAt).toISOString();
  return {
    title: newest.title,
    url: webAddressOf(newest.url),
    criticality: hasLabel(newest.labels, mapping.criticalLabels) ? 'critical' : 'non_critical',
    state: 'closed',
    deployment_outcome: outcomeOf(
      revertedOn.some(globMatcher([mapping.productionBranch])),
      verdict?.outcome ?? 'successful'
    ),
    created_at: (firstCommitAt?.value ?? newest.openedAt).toISOString(),
    implementation_end_at: endedAt,
    closed_at: endedAt,
  };
}

function outcomeOf(isReverted: boolean, outcome: 'successful' | 'failed'): string {
  return isReverted ? 'rolled_back' : outcome;
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
