import type { LeftOutRule } from '../../../../alerting/replayed-rules';
import type { BudgetLeft, Firing as FiringOf } from '../../metrics/alert-replay/replay';
import type { RuleInReplay } from '../../metrics/alert-replay/rules';
import { messagesPerDay, summaryOf } from '../../metrics/alert-replay/summary';
import type { FiringSummary, RemainingShares } from '../../metrics/alert-replay/summary';
import { MINUTE_MS } from '../../metrics/time-range';
import { amount } from '../output/amount';

type Firing = FiringOf<RuleInReplay>;

/** What a replay says of each rule: how often it fired, for how long, and what was left of the budgets then. */
export function ruleLines(rules: readonly RuleInReplay[], firings: readonly Firing[]): string[] {
  return rules.map((rule) => {
    const summary = summaryOf(firings.filter((firing) => firing.rule.uid === rule.uid));
    const name = `${rule.title} (${rule.severity})`;
    return summary === null ? `${name}: never fired.` : `${name}: ${summaryText(summary)}`;
  });
}

function summaryText({ alerts, messages, totalMs, longestMs, remaining }: FiringSummary): string {
  const times = `fired ${amount(alerts, 'time')}, ${amount(messages, 'notification')}`;
  const lasted = `${durationText(totalMs)} in all, at most ${durationText(longestMs)}`;
  return `${times}; ${lasted}${remaining === null ? '' : remainingText(remaining)}.`;
}

function remainingText({ medianPercent, lowestPercent }: RemainingShares): string {
  return `; budget left: median ${medianPercent.toFixed(1)} %, lowest ${lowestPercent.toFixed(1)} %`;
}

/** By name the rules that no history can tell of. */
export function leftOutLines(rules: readonly LeftOutRule[]): string[] {
  return rules.map(({ title, why }) => `${title}: not replayed, ${why}.`);
}

/** One line for each alert, in the order of time. */
export function firingLines(firings: readonly Firing[]): string[] {
  return firings
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(({ rule, service, left, fromMs, toMs }) => {
      const about = left === null ? service : `${service} (${left.slo}), ${budgetText(left)}`;
      return `${minuteText(fromMs)} to ${minuteText(toMs)}: ${rule.severity}, ${rule.title}: ${about}`;
    });
}

function budgetText({ minutes, percent }: BudgetLeft): string {
  return `${minutes.toFixed(1)} minutes${percent === null ? '' : ` (${percent.toFixed(1)} %)`} left`;
}

/** Pages and tickets a day over a range. */
export function perDayLine(firings: readonly Firing[], rangeMs: number): string {
  const daily = (severity: RuleInReplay['severity']) => messagesPerDay(firings, severity, rangeMs).toFixed(2);
  return `A day had ${daily('page')} pages and ${daily('ticket')} tickets, repetitions among them.`;
}

function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function durationText(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [days > 0 && `${days} d`, hours > 0 && `${hours} h`, minutes % 60 > 0 && `${minutes % 60} min`];
  return parts.filter((part) => part !== false).join(' ');
}
