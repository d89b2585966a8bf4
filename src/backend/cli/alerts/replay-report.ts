import type { LeftOutRule } from '../../../../alerting/replayed-rules';
import type { BudgetLeft, Firing as FiringOf } from '../../metrics/alert-replay/replay';
import type { RuleInReplay } from '../../metrics/alert-replay/rules';
import { MINUTE_MS } from '../../metrics/time-range';
import { amount } from '../output/amount';

type Firing = FiringOf<RuleInReplay>;

/** What a replay says of each rule: how often it fired, for how long, and what was left of the budgets then. */
export function ruleLines(rules: readonly RuleInReplay[], firings: readonly Firing[]): string[] {
  return rules.map((rule) => {
    const own = firings.filter((firing) => firing.rule.uid === rule.uid);
    const name = `${rule.title} (${rule.severity})`;
    return own.length === 0 ? `${name}: never fired.` : `${name}: ${firedText(own)}`;
  });
}

function firedText(firings: readonly Firing[]): string {
  const messages = firings.reduce((sum, firing) => sum + firing.messages, 0);
  const totalMs = firings.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const longestMs = Math.max(...firings.map(({ fromMs, toMs }) => toMs - fromMs));
  const times = `fired ${amount(firings.length, 'time')}, ${amount(messages, 'notification')}`;
  const lasted = `${durationText(totalMs)} in all, at most ${durationText(longestMs)}`;
  return `${times}; ${lasted}${remainingText(firings)}.`;
}

function remainingText(firings: readonly Firing[]): string {
  const shares = firings.flatMap(({ left }) => (left === null || left.percent === null ? [] : [left.percent]));
  if (shares.length === 0) {
    return '';
  }
  const sorted = shares.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return `; budget left: median ${median.toFixed(1)} %, lowest ${(sorted[0] ?? NaN).toFixed(1)} %`;
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
export function perDayLine(firings: readonly Firing[], days: number): string {
  const daily = (severity: RuleInReplay['severity']) => {
    const own = firings.filter(({ rule }) => rule.severity === severity);
    return (own.reduce((sum, { messages }) => sum + messages, 0) / days).toFixed(2);
  };
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
