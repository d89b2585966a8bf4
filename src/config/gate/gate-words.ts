import { dateTimeFormat } from '@grafana/data';

import type { GateDecisionsResponse, GatedService } from '../../model/gate';
import { counted, good, warning } from '../sections/section-status';
import type { SectionStatus } from '../sections/section-status';

/** The change gate in plain words. */

const minutes = (value: number): string =>
  `${value.toLocaleString('en', { maximumFractionDigits: 1, useGrouping: false })} min`;

/** Such as `60 min used of 43.2 min`. */
export function usedText({ usedMinutes, budgetMinutes }: GatedService): string {
  return `${minutes(usedMinutes)} used of ${minutes(budgetMinutes)}`;
}

/** Such as `availability: 99.9 % over 30 days`. */
export function sloText({ slo, targetPercent, windowDays }: GatedService): string {
  return `${slo}: ${targetPercent} % over ${windowDays} ${windowDays === 1 ? 'day' : 'days'}`;
}

/** What becomes of the non-critical changes of a gated service. */
export function changesText({ overrideUntil }: GatedService): string {
  return overrideUntil === null ? 'blocked' : `pass until ${dateTimeFormat(overrideUntil)}`;
}

/** Whether anything happens by itself, and what where nobody can say. */
export function enforcementText({ enforced, policy }: GateDecisionsResponse): string {
  const rule = enforced
    ? 'The database holds non-critical changes of a gated service until its error budget recovers.'
    : 'The gate is not installed in this database: it shows decisions and holds nothing.';
  const fallback = policy === 'open' ? 'pass' : 'are blocked';
  return `${rule} Where it cannot be computed, changes ${fallback}.`;
}

/** Whether any service is gated, beside the section's title. */
export function gatedStatus({ gated }: GateDecisionsResponse): SectionStatus {
  return gated.length === 0 ? good('nothing gated') : warning(counted(gated.length, 'service', 'gated'));
}
