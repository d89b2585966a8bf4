import fc from 'fast-check';

import { REPLAYED_RULES } from '../../alerting/replayed-rules';
import type { Reader } from '../../src/backend/aurora/reader';
import { budgetHistory } from '../../src/backend/metrics/alert-replay/history';
import { replay } from '../../src/backend/metrics/alert-replay/replay';
import { measureValue } from '../../src/backend/metrics/error-budget/measure-value';
import type { BudgetState } from '../../src/backend/metrics/error-budget/current-budgets';
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

/** Whether the rule's condition holds, as the rule file has it: by the numbers of the query. */
function holds(uid: string, state: BudgetState): boolean {
  const tier = TIER_OF[uid];
  if (tier === undefined) {
    const isLow = (state.remainingPercent ?? 100) < 25 && !state.exhausted;
    return uid === 'sre-error-budget-exhausted' ? state.exhausted : isLow;
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
  targetPercent: fc.constantFrom(90, 99, 99.9, 100),
  windowDays: fc.constantFrom(1, 3, 7, 14, 30, 90),
  editedTo: fc.constantFrom(99, 99.9),
  editedAt: fc.integer({ min: 0, max: 14_000 }),
  retiredAt: fc.option(fc.integer({ min: 1, max: 14_000 })),
  monitoredSince: fc.option(fc.integer({ min: -20_000, max: 14_000 }), { freq: 2 }),
});

it('agrees with the numbers of the query at every minute that is looked at', async () => {
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
        const looked = [...minutes.map((minute) => FROM + minute * MINUTE_MS), ...edges].filter(
          (ms) => ms >= RANGE.fromMs && ms < RANGE.toMs
        );
        for (const ms of new Set(looked)) {
          const [state] = await budgetsAt(reader, iso(ms));
          for (const { uid } of BARE) {
            const fires = firings.some(({ rule, fromMs, toMs }) => rule.uid === uid && fromMs <= ms && ms < toMs);
            expect({ uid, at: iso(ms), fires }).toEqual({
              uid,
              at: iso(ms),
              fires: state !== undefined && holds(uid, state),
            });
          }
        }
      }
    ),
    { numRuns: 25 }
  );
}, 120_000);

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
      'Error budget burns very fast (page): fired 1 time, 1 notification; 19 min in all, at most 19 min; of the budget was left 97.7 % in the middle, 97.7 % at least.'
    );
    expect(out).toContain('Error budget exhausted (ticket): never fired.');
    expect(out).toContain(
      '2026-06-05T12:01Z to 2026-06-05T12:20Z: page, Error budget burns very fast: Shop (availability), 42.2 minutes (97.7 %) left'
    );
    expect(out).toContain('A day had 0.20 pages and 0.20 tickets, repetitions among them.');
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
