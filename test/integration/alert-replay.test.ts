import fc from 'fast-check';

import { REPLAYED_RULES, sampledRule } from '../../alerting/replayed-rules';
import type { Reader } from '../../src/backend/aurora/reader';
import { budgetHistory } from '../../src/backend/metrics/alert-replay/history';
import { replay, replaySampled } from '../../src/backend/metrics/alert-replay/replay';
import { sampledServices } from '../../src/backend/metrics/alert-replay/sample-history';
import { figureOf } from '../../src/backend/metrics/dora/measures';
import { doraTotals } from '../../src/backend/metrics/dora/totals';
import { measureValue } from '../../src/backend/metrics/error-budget/measure-value';
import type { BudgetState } from '../../src/backend/metrics/error-budget/current-budgets';
import { reliabilityRanking } from '../../src/backend/metrics/reliability/ranking';
import { gateDecisionOf } from '../../src/backend/metrics/gate/decisions';
import type { SamplePart } from '../../src/model/dora-query';
import { BURN_TIERS } from '../../src/model/burn-alerts';
import type { BurnTier } from '../../src/model/burn-alerts';
import { sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertMaintenance, insertSlos } from '../support/downtimes';
import { budgetsAt } from '../support/error-budget';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** The replay of alerts against the numbers of the error budget query, and as a command. */

const FROM = Date.parse('2026-06-01T00:00:00Z');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const RANGE = { fromMs: FROM, toMs: FROM + 10 * DAY_MS };
const EVERYTHING = { services: [], teams: [], tiers: [], slos: [] };

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(() => clearAll(database.client));

const iso = (ms: number) => new Date(ms).toISOString();

/** Rules without what makes an alert last, so that it fires in the very minutes in which its condition holds. */
const BARE = REPLAYED_RULES.map((rule) => ({ ...rule, pendingMinutes: 0, keepFiringMinutes: 0 }));

const TIER_OF: Readonly<Record<string, BurnTier>> = {
  'sre-error-budget-fast-burn': 'pageQuick',
  'sre-error-budget-slow-burn-6h': 'pageSlow',
  'sre-error-budget-slow-burn-1d': 'ticketQuick',
  'sre-error-budget-slow-burn-3d': 'ticketSlow',
};

/** The condition of the rule that pages where no burn rate can. */
function isDownOutOfReach(state: BudgetState, availability: number | null): boolean {
  const allowed = 100 - (state.values.targetPercent ?? NaN);
  const isInReach = allowed > 0 && (measureValue(state, 'burnLimit', 'pageSlow') ?? NaN) * allowed < 100;
  return availability === 0 && !isInReach;
}

/** The availability of the 5 minutes before, as the rule's query asks. */
async function availabilityBefore(ms: number): Promise<number | null> {
  const request = { scope: EVERYTHING, range: { fromMs: ms - 5 * MINUTE_MS, toMs: ms }, limit: 10 };
  const { services } = await reliabilityRanking(reader, request, new AbortController().signal);
  return services[0]?.availabilityPercent ?? null;
}

/** Whether the rule's condition holds, as the rule file has it: by the numbers of the query. */
function holds(uid: string, state: BudgetState, availability: number | null): boolean {
  if (uid === 'sre-down-out-of-reach') {
    return isDownOutOfReach(state, availability);
  }
  const tier = TIER_OF[uid];
  if (tier === undefined) {
    const isLow = (state.remainingPercent ?? 100) < 25 && !state.exhausted;
    return uid === 'sre-error-budget-under-25-percent' ? isLow : state.exhausted;
  }
  const limit = measureValue(state, 'burnLimit', tier) ?? Infinity;
  const rates = [tier, `${tier}Short` as const].map((lookback) => measureValue(state, 'burnRate', lookback) ?? 0);
  return rates.every((rate) => rate > limit);
}

const anyHistory = fc.record({
  outages: fc.array(fc.tuple(fc.integer({ min: -20_000, max: 14_000 }), fc.integer({ min: 1, max: 20_000 })), {
    minLength: 1,
    maxLength: 8,
  }),
  maintenance: fc.tuple(fc.integer({ min: 0, max: 14_000 }), fc.integer({ min: 1, max: 300 })),
  targetPercent: fc.constantFrom(80, 90, 99, 99.9, 100),
  windowDays: fc.constantFrom(1, 3, 7, 14, 30, 90),
  editedTo: fc.constantFrom(99, 99.9),
  editedAt: fc.integer({ min: 0, max: 14_000 }),
  retiredAt: fc.option(fc.integer({ min: 1, max: 14_000 })),
  monitoredSince: fc.option(fc.integer({ min: -20_000, max: 14_000 }), { freq: 2 }),
});

it('agrees with the numbers of the query at every minute that is checked', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyHistory,
      fc.array(fc.integer({ min: 0, max: 14_399 }), { minLength: 8, maxLength: 8 }),
      async (h, minutes) => {
        await clearAll(database.client);
        const at = (minute: number) => iso(FROM + minute * MINUTE_MS);
        const retiredAt = h.retiredAt === null ? null : at(h.retiredAt);
        const monitoredSince = h.monitoredSince === null ? null : at(h.monitoredSince);
        await insertRecords(database.client, {
          services: [{ name: 'Shop', team: 'Sales', retiredAt, monitoredSince }],
        });
        await insertDowntimes(
          database.client,
          h.outages.map(([minute, seconds]) => ({
            service: 'Shop',
            from: at(minute),
            to: iso(FROM + minute * MINUTE_MS + seconds * 1000),
          }))
        );
        const [planned, length] = h.maintenance;
        await insertMaintenance(database.client, [{ service: 'Shop', from: at(planned), to: at(planned + length) }]);
        const { targetPercent, windowDays } = h;
        const edits = [{ since: at(h.editedAt), targetPercent: h.editedTo }];
        await insertSlos(database.client, [{ service: 'Shop', targetPercent, windowDays, edits }]);
        const firings = replay(await budgetHistory(reader, EVERYTHING, RANGE, new AbortController().signal), BARE);
        // Beside any minutes those in which something begins or ends.
        const edges = firings.flatMap(({ fromMs, toMs }) => [fromMs - MINUTE_MS, fromMs, toMs - MINUTE_MS, toMs]);
        const checked = [...minutes.map((minute) => FROM + minute * MINUTE_MS), ...edges].filter(
          (ms) => ms >= RANGE.fromMs && ms < RANGE.toMs
        );
        for (const ms of new Set(checked)) {
          const [state] = await budgetsAt(reader, iso(ms));
          const availability = await availabilityBefore(ms);
          for (const { uid } of BARE) {
            const fires = firings.some(({ rule, fromMs, toMs }) => rule.uid === uid && fromMs <= ms && ms < toMs);
            expect({ uid, at: iso(ms), fires }).toEqual({
              uid,
              at: iso(ms),
              fires: state !== undefined && holds(uid, state, availability),
            });
          }
        }
      }
    ),
    { numRuns: 25 }
  );
}, 120_000);

/** Deployments of the days before and after, some failed, and incidents that some of them are blamed for. */
const anyDeliveries = fc.record({
  deployments: fc.array(
    fc.record({
      minute: fc.integer({ min: -50_000, max: 14_000 }),
      failed: fc.boolean(),
      blamedAfterMinutes: fc.option(fc.integer({ min: 1, max: 2000 })),
    }),
    { minLength: 1, maxLength: 12 }
  ),
  minimumSample: fc.integer({ min: 1, max: 5 }),
  changeFailureRatePercent: fc.constantFrom(5, 25, 50),
  retiredAt: fc.option(fc.integer({ min: 1, max: 14_000 })),
});

/** As the rule's queries ask. */
async function changeFailureRate(sample: SamplePart, ms: number): Promise<number | null> {
  const scope = { ...EVERYTHING, inUseAtMs: ms };
  const range = { fromMs: ms - 30 * DAY_MS, toMs: ms };
  const asked = { metric: 'changeFailureRate', selection: { kind: 'rate' }, grouping: 'service' } as const;
  const request = { ...asked, scope, range, interval: false, rowLimit: 10, usesCells: false };
  const { totals } = await doraTotals(reader, request, new AbortController().signal);
  return totals[0] === undefined ? null : figureOf(totals[0].measurement, sample);
}

it('agrees with the change failure rate of the query at every evaluation that is checked', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeliveries, async (d) => {
      await clearAll(database.client);
      const at = (minute: number) => iso(FROM + minute * MINUTE_MS);
      const retiredAt = d.retiredAt === null ? null : at(d.retiredAt);
      await insertRecords(database.client, {
        services: [{ name: 'Shop', retiredAt }],
        changes: d.deployments.map(({ minute, failed }, index) => ({
          ...{ key: `change ${index}`, service: 'Shop', createdAt: at(minute - 60), closedAt: at(minute) },
          outcome: failed ? 'failed' : 'successful',
        })),
        incidents: d.deployments.flatMap(({ minute, blamedAfterMinutes }, index) =>
          blamedAfterMinutes === null
            ? []
            : [{ key: `incident ${index}`, createdAt: at(minute + blamedAfterMinutes), changes: [`change ${index}`] }]
        ),
      });
      const { minimumSample, changeFailureRatePercent } = d;
      const rule = sampledRule({ minimumSample, changeFailureRatePercent });
      expect(rule.everyMinutes).toBe(10);
      const { windowMinutes } = rule.condition;
      const within = { scope: EVERYTHING, range: RANGE };
      const services = await sampledServices(reader, windowMinutes, within, new AbortController().signal);
      const firings = replaySampled(services, { ...rule, keepFiringMinutes: 0 }, RANGE);
      const edges = firings.flatMap(({ fromMs, toMs }) => [
        fromMs - 10 * MINUTE_MS,
        fromMs,
        toMs - 10 * MINUTE_MS,
        toMs,
      ]);
      const any = [0, 3000, 7770, 14_390].map((minute) => FROM + minute * MINUTE_MS);
      const evaluated = [...edges, ...any].filter((ms) => ms >= FROM && ms < RANGE.toMs && ms % (10 * MINUTE_MS) === 0);
      for (const ms of new Set(evaluated)) {
        const isEnough = ((await changeFailureRate('total', ms)) ?? 0) >= minimumSample;
        const holds = isEnough && ((await changeFailureRate('none', ms)) ?? -1) >= changeFailureRatePercent;
        const fires = firings.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
        expect({ at: iso(ms), fires }).toEqual({ at: iso(ms), fires: holds });
      }
    }),
    { numRuns: 15 }
  );
}, 120_000);

it('agrees with the gate at the minutes at which it begins and ends', async () => {
  await insertRecords(database.client, { services: [{ name: 'Shop' }] });
  await insertSlos(database.client, [
    { service: 'Shop', name: 'lax', targetPercent: 99, windowDays: 3 },
    { service: 'Shop', name: 'strict', windowDays: 2, edits: [{ since: iso(FROM + 7 * DAY_MS), enabled: false }] },
  ]);
  await insertDowntimes(database.client, [
    { service: 'Shop', from: iso(FROM + DAY_MS), to: iso(FROM + DAY_MS + 50 * MINUTE_MS) },
    { service: 'Shop', from: iso(FROM + 6 * DAY_MS), to: iso(FROM + 6 * DAY_MS + 10 * MINUTE_MS) },
  ]);
  const signal = new AbortController().signal;
  const gated = replay(await budgetHistory(reader, EVERYTHING, RANGE, signal), BARE).filter(
    ({ rule }) => rule.condition.kind === 'gated'
  );
  expect(gated).toHaveLength(2);
  for (const { fromMs, toMs } of gated) {
    const decided: unknown[] = [];
    for (const atMs of [fromMs - MINUTE_MS, fromMs, toMs - MINUTE_MS, toMs]) {
      decided.push((await gateDecisionOf(reader, 'Shop', atMs, signal))?.gated);
    }
    expect(decided).toEqual([false, true, true, false]);
  }
});

describe('sre-metrics alerts replay', () => {
  const run = (...args: string[]) =>
    sreMetrics(['alerts', 'replay', ...args], {
      SRE_METRICS_DATABASE_URL: `postgres://${database.adminUser}:${database.adminPassword}@${database.host}:${database.port}/${database.name}`,
    });

  beforeEach(async () => {
    await insertRecords(database.client, { services: [{ name: 'Shop', team: 'Sales' }] });
    await insertSlos(database.client, [{ service: 'Shop' }]);
    const from = '2026-06-05T12:00:00Z';
    await insertDowntimes(database.client, [{ service: 'Shop', from, to: '2026-06-05T12:10:00Z' }]);
  });

  it('tells of each rule how often and how long it fires, and what was left', async () => {
    const { out, status } = await run('--from', '2026-06-01', '--to', '2026-06-11', '--each');
    expect(status).toBe(0);
    expect(out).toContain(
      'Error budget burns very fast (page): fired 1 time, 1 notification; 19 min in all, at most 19 min; budget left: median 97.7 %, lowest 97.7 %.'
    );
    expect(out).toContain('Error budget exhausted (ticket): never fired.');
    expect(out).toContain(
      '2026-06-05T12:01Z to 2026-06-05T12:20Z: page, Error budget burns very fast: Shop (availability), 42.2 minutes (97.7 %) left'
    );
    expect(out).toContain('Changes gated (ticket): never fired.');
    expect(out).toContain(
      'MTTR changed against its own past: not replayed, since its limits come of the weeks before each evaluation.'
    );
    expect(out).toContain('SRE data is stale: not replayed, since nobody keeps when a job was stale.');
    expect(out).toContain(
      'SRE data cannot be read: not replayed, since nobody keeps when the data source did not answer.'
    );
    expect(out).toContain('A day had 0.20 pages and 0.20 tickets, repetitions among them.');
  });

  it('takes the edges that are to be tried, of services alone', async () => {
    await insertRecords(database.client, {
      changes: ['04', '05', '06'].map((day) => ({
        ...{ key: day, service: 'Shop', createdAt: '2026-06-01T00:00:00Z', closedAt: `2026-06-${day}T12:00:00Z` },
        outcome: 'failed',
      })),
    });
    const edges = ['--minimum-sample', '3', '--change-failure-rate', '50'];
    const { out } = await run('--from', '2026-06-01', '--to', '2026-06-11', '--each', ...edges);
    expect(out).toContain(
      'Change failure rate at or over 50 % (ticket): fired 1 time, 5 notifications; 4 d 11 h 50 min in all'
    );
    expect(out).toContain(
      '2026-06-06T12:10Z to 2026-06-11T00:00Z: ticket, Change failure rate at or over 50 %: Shop\n'
    );
  });

  it.each([
    [['--from', '2026-06-11', '--to', '2026-06-01'], 1, '--from must be before --to.'],
    [['--from', '2026-06-01', '--service', 'Shopp'], 1, 'There is no service or team "Shopp".'],
    [['--from', 'yesterday'], 2, 'It must be a past date'],
  ])('%j is refused', async (args, status, message) => {
    expect(await run(...args)).toMatchObject({ status, err: expect.stringContaining(message) });
  });
});

it('replays every burn alert that there is', () => {
  expect(Object.values(TIER_OF).toSorted()).toEqual([...BURN_TIERS].toSorted());
});
