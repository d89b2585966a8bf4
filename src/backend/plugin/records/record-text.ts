import type { DoraMetric } from '../../../model/dora-metrics';
import type { BlamingIncident, ChangeItem, Outcome } from '../../metrics/records/changes';
import type { LinkedChange } from '../../metrics/records/incidents';
import type { Standing } from '../../metrics/records/page';

/** What a list says about a record, in words. */

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  successful: 'outcome successful',
  failed: 'outcome failed',
  rolled_back: 'outcome rolled back',
};

/** Incidents that a reason names before it only counts the others. */
const NAMED_INCIDENTS = 3;

/**
 * Why a deployment has the verdict it has: an outcome that failed, the incidents that made it fail,
 * both, or else the outcome or its absence.
 */
export function verdictReason({ outcome, blamedBy }: Pick<ChangeItem, 'outcome' | 'blamedBy'>): string {
  const failures = [
    ...(outcome === 'failed' || outcome === 'rolled_back' ? [OUTCOME_WORDS[outcome]] : []),
    ...blamedBy.slice(0, NAMED_INCIDENTS).map(incidentWords),
    ...(blamedBy.length > NAMED_INCIDENTS ? [`${blamedBy.length - NAMED_INCIDENTS} more`] : []),
  ];
  if (failures.length > 0) {
    return failures.join('; ');
  }
  return outcome === null ? 'no outcome noted' : OUTCOME_WORDS[outcome];
}

function incidentWords({ priority, title, secondsAfter }: BlamingIncident): string {
  if (secondsAfter < 0) {
    return `${priority} "${title}" during implementation`;
  }
  // Rounded down: what is shown must stay below the 24 hours that count.
  const hours = Math.floor(secondsAfter / 360) / 10;
  return `${priority} "${title}" ${hours} h after`;
}

/** Why a record is not in the metric's sample; null where it is. */
export function whyNotCounted(metric: DoraMetric, standing: Standing): string | null {
  switch (standing) {
    case 'counted':
      return null;
    case 'notCounted':
      return NOT_COUNTED[metric] ?? null;
    case 'negative':
      return NEGATIVE[metric] ?? null;
    case 'missing':
      return 'has no closing time';
    case 'open':
      return 'still open';
  }
}

const NOT_COUNTED: Readonly<Partial<Record<DoraMetric, string>>> = {
  deploymentFrequency: 'failed',
  changeFailureRate: 'successful, so only in the total',
  reworkRate: 'planned, so only in the total',
};

const NEGATIVE: Readonly<Partial<Record<DoraMetric, string>>> = {
  leadTime: 'closed before it was created',
  mttr: 'resolved before it was created',
  failedDeploymentRecoveryTime: 'resolved before the deployment',
};

/** Who or what linked an incident to its changes. */
export function linkReason(links: readonly Pick<LinkedChange, 'linkedBy'>[]): string {
  if (links.length === 0) {
    return 'unlinked';
  }
  const reasons = links.map(({ linkedBy }) =>
    linkedBy === null ? 'linked, nobody said by whom' : `linked by ${linkedBy}`
  );
  return [...new Set(reasons)].join('; ');
}
