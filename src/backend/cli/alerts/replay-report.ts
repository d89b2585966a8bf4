import type { Firing } from '../../metrics/alert-replay/replay';
import type { ReplayedRule } from '../../metrics/alert-replay/rules';
import { amount } from '../output/amount';

const MINUTE_MS = 60_000;

/** What a replay says of each rule: how often it fired, for how long, and what was left of the budgets then. */
export function ruleLines(rules: readonly ReplayedRule[], firings: readonly Firing[]): string[] {
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
  return `${times}; ${lasted}${leftText(firings)}.`;
}

function leftText(firings: readonly Firing[]): string {
  const shares = firings.flatMap(({ remainingPercent }) => (remainingPercent === null ? [] : [remainingPercent]));
  if (shares.length === 0) {
    return '';
  }
  const sorted = shares.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return `; of the budget was left ${median.toFixed(1)} % in the middle, ${(sorted[0] ?? NaN).toFixed(1)} % at least`;
}

/** One line for each alert, in the order of time. */
export function firingLines(firings: readonly Firing[]): string[] {
  return firings
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(({ rule, service, slo, fromMs, toMs, remainingMinutes, remainingPercent }) => {
      const share = remainingPercent === null ? '' : ` (${remainingPercent.toFixed(1)} %)`;
      const left = `${remainingMinutes.toFixed(1)} minutes${share} left`;
      return `${minuteText(fromMs)} to ${minuteText(toMs)}: ${rule.severity}, ${rule.title}: ${service} (${slo}), ${left}`;
    });
}

/** Pages and tickets a day over a range. */
export function perDayLine(firings: readonly Firing[], days: number): string {
  const daily = (severity: ReplayedRule['severity']) => {
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
