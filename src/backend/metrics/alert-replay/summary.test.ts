/** @jest-environment node */
import type { Firing } from './replay';
import type { RuleInReplay } from './rules';
import { messagesPerDay, summaryOf } from './summary';

const HOUR_MS = 3_600_000;
const RULE: RuleInReplay = {
  ...{ uid: 'burn', title: 'Burns', severity: 'page', pendingMinutes: 0, keepFiringMinutes: 0, repeatMinutes: 240 },
};

const fired = (hours: number, messages: number, percent: number | null): Firing<RuleInReplay> => ({
  ...{ rule: RULE, service: 'Shop', team: null, fromMs: 0, toMs: hours * HOUR_MS, messages },
  left: { slo: 'availability', minutes: 1, percent },
});

it('adds up how long alerts lasted, what they sent and what was left', () => {
  expect(summaryOf([fired(1, 1, 80), fired(5, 2, 20), fired(2, 1, 50), fired(3, 1, 10)])).toEqual({
    alerts: 4,
    messages: 5,
    totalMs: 11 * HOUR_MS,
    longestMs: 5 * HOUR_MS,
    remaining: { medianPercent: 20, lowestPercent: 10 },
  });
});

it('knows of no share where no objective has a budget, and of nothing where none fired', () => {
  expect(summaryOf([fired(1, 1, null)])).toMatchObject({ alerts: 1, remaining: null });
  expect(summaryOf([])).toBeNull();
});

it('counts notifications a day by severity', () => {
  const ticket = { ...fired(1, 4, 50), rule: { ...RULE, severity: 'ticket' as const } };
  const firings = [fired(1, 3, 50), ticket];
  expect(messagesPerDay(firings, 'page', 2 * 24 * HOUR_MS)).toBe(1.5);
  expect(messagesPerDay(firings, 'ticket', 2 * 24 * HOUR_MS)).toBe(2);
});
