import { largest } from '../../../model/extremes';
import type { Firing } from './replay';
import type { RuleInReplay } from './rules';
import { DAY_MS } from '../time-range';

/** What the alerts of one rule come to. */
export interface FiringSummary {
  readonly alerts: number;
  /** Notifications, repetitions among them. */
  readonly messages: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** What was left of the budgets as they fired; null where no alert says so. */
  readonly remaining: RemainingShares | null;
}

/** In percent of the budget. */
export interface RemainingShares {
  /** Of an even number the lower of the two in the middle. */
  readonly medianPercent: number;
  readonly lowestPercent: number;
}

/** @returns null where none fired */
export function summaryOf(firings: ReadonlyArray<Firing<RuleInReplay>>): FiringSummary | null {
  if (firings.length === 0) {
    return null;
  }
  const lengthsMs = firings.map(({ fromMs, toMs }) => toMs - fromMs);
  return {
    alerts: firings.length,
    messages: messagesIn(firings),
    totalMs: lengthsMs.reduce((sum, ms) => sum + ms, 0),
    longestMs: largest(lengthsMs),
    remaining: remainingShares(firings),
  };
}

function remainingShares(firings: ReadonlyArray<Firing<RuleInReplay>>): RemainingShares | null {
  const sorted = firings
    .flatMap(({ left }) => (left === null || left.percent === null ? [] : [left.percent]))
    .toSorted((a, b) => a - b);
  const [medianPercent, lowestPercent] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[0]];
  return medianPercent === undefined || lowestPercent === undefined ? null : { medianPercent, lowestPercent };
}

/** Notifications a day over a range of so many milliseconds, repetitions among them. */
export function messagesPerDay(
  firings: ReadonlyArray<Firing<RuleInReplay>>,
  severity: RuleInReplay['severity'],
  rangeMs: number
): number {
  return (messagesIn(firings.filter(({ rule }) => rule.severity === severity)) * DAY_MS) / rangeMs;
}

function messagesIn(firings: ReadonlyArray<Firing<RuleInReplay>>): number {
  return firings.reduce((sum, { messages }) => sum + messages, 0);
}
