/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';
import { z } from 'zod';

import { REPLAYED_RULES } from '../alerting/replayed-rules';
import { replay } from '../src/backend/metrics/alert-replay/replay';
import type { Demand, ReplayedRule } from '../src/backend/metrics/alert-replay/rules';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { readSloFile } from '../src/backend/cli/slo/read-slo-file';
import { ROOT } from '../tooling/paths';
import { OUTAGES_RANGE } from './real-data';

/** What the rules of today, and those before them, make of the real outages: the table in docs/alerts.md. */

const HOUR = 3600;
const DAY = 24 * HOUR;

/** As they were: one table for 30 days, whose limits went with the SLO's window and whose look-backs did not. */
const burnBefore = (
  title: string,
  severity: ReplayedRule['severity'],
  [rate, longSeconds, shortSeconds]: readonly [number, number, number],
  [pendingMinutes, keepFiringMinutes]: readonly [number, number]
): ReplayedRule => ({
  uid: title,
  title,
  severity,
  condition: { kind: 'burn', limitOf: (windowDays) => ({ rate: (rate * windowDays) / 30, longSeconds, shortSeconds }) },
  pendingMinutes,
  keepFiringMinutes,
  repeatMinutes: severity === 'page' ? 240 : 1440,
});

const RULES_BEFORE: readonly ReplayedRule[] = [
  {
    uid: 'exhausted',
    title: 'exhausted',
    severity: 'page',
    condition: { kind: 'exhausted' },
    pendingMinutes: 2,
    keepFiringMinutes: 15,
    repeatMinutes: 240,
  },
  burnBefore('1 h', 'page', [14.4, HOUR, 300], [1, 5]),
  burnBefore('6 h', 'page', [6, 6 * HOUR, 1800], [2, 15]),
  burnBefore('3 d', 'ticket', [1, 3 * DAY, 6 * HOUR], [15, 60]),
  {
    uid: 'under',
    title: 'under',
    severity: 'ticket',
    condition: { kind: 'remainingUnder', percent: 25 },
    pendingMinutes: 15,
    keepFiringMinutes: 30,
    repeatMinutes: 1440,
  },
];

const rowSchema = z.array(z.object({ service: z.string(), started_at: z.string(), ended_at: z.string() }));
const downtimes = rowSchema.parse(parse(readFileSync(join(__dirname, 'data/downtimes.csv')), { columns: true }));
const demoSlos = readSloFile(readFileSync(join(__dirname, 'slos.yaml'), 'utf8')).slos.map(
  ({ definition }) => definition
);

/** The gate's rule, which there was before too, is left out of both. */
const RULES_NOW = REPLAYED_RULES.filter(({ condition }) => condition.kind !== 'gated');

/** Notifications a day, of all services together. */
function daily(rules: readonly ReplayedRule[], demandOf: (service: string) => Demand | undefined) {
  const services = [...new Set(downtimes.map(({ service }) => service))];
  const periods = services.flatMap((service) => {
    const demand = demandOf(service);
    const names = {
      sloId: service,
      serviceId: service,
      service,
      team: null,
      monitoredSinceMs: null,
      slo: 'availability',
    };
    return demand === undefined ? [] : [{ ...names, ...OUTAGES_RANGE, ...demand }];
  });
  const us = (time: string) => Date.parse(time) * 1000;
  const down = new Map(
    services.map((name) => [
      name,
      downtimes
        .filter(({ service }) => service === name)
        .map(({ started_at: start, ended_at: end }) => ({ startUs: us(start), endUs: us(end) }))
        .toSorted((a, b) => a.startUs - b.startUs),
    ])
  );
  const firings = replay({ periods, down }, rules);
  const days = (OUTAGES_RANGE.toMs - OUTAGES_RANGE.fromMs) / DAY_MS;
  const count = (severity: ReplayedRule['severity']) =>
    firings.reduce((sum, { rule, messages }) => sum + (rule.severity === severity ? messages : 0), 0) / days;
  return [count('page').toFixed(2), count('ticket').toFixed(2)] as const;
}

const demandOfDemo = (service: string) => demoSlos.find((slo) => slo.service === service);

it.each([
  ["the demo's SLOs, over 10 days", demandOfDemo],
  ['99.9 % over 7 days', () => ({ targetPercent: 99.9, windowDays: 7 })],
  ['99.9 % over 30 days', () => ({ targetPercent: 99.9, windowDays: 30 })],
  ['99 % over 30 days', () => ({ targetPercent: 99, windowDays: 30 })],
  ['99.9 % over 90 days', () => ({ targetPercent: 99.9, windowDays: 90 })],
])('docs/alerts.md tells what changed for %s', (name, demandOf) => {
  const cells = [name, ...daily(RULES_BEFORE, demandOf), ...daily(RULES_NOW, demandOf)];
  const rows = readFileSync(join(ROOT, 'docs/alerts.md'), 'utf8')
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .filter((cell) => cell !== '')
    );
  expect(rows).toContainEqual(cells);
});
