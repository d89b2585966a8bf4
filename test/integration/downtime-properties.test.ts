import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import {
  DAY,
  MINUTES,
  SERVICES,
  START,
  iso,
  livesArbitrary,
  minute,
  monitoredArbitrary,
  planned,
} from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertMaintenance, insertSlos } from '../support/downtimes';
import { budgetAt, budgetsAt, budgetsOverTime, burnRate, spending, timeToExhaustion } from '../support/error-budget';
import { downMinutes, measured } from '../support/minute-by-minute';
import type { MinuteRecords } from '../support/minute-by-minute';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';
import { availabilityOverTime, downAtEnd, outages, ranking } from '../support/reliability';

/** Random overlapping periods, open ones and maintenance: SQL agrees with looking at every minute. */

const RUNS = 40;

const rangeArbitrary = fc
  .tuple(minute, minute)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const length = ([from, to]: readonly [number, number]) => to - from;

const USERS: Readonly<Record<string, number>> = { a: 10, b: 200, c: 0, d: 3 };

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

async function load({ periods, maintenance, retired = {}, monitored = {} }: MinuteRecords): Promise<void> {
  await clearAll(database.client);
  await insertRecords(database.client, {
    services: SERVICES.map((name) => {
      const [since, until] = [monitored[name], retired[name]];
      return {
        name,
        monitoredSince: since === undefined ? null : iso(since),
        retiredAt: until === undefined ? null : iso(until),
      };
    }),
  });
  await insertDowntimes(
    database.client,
    periods.map(({ from, to, ...one }) => ({
      ...one,
      from: iso(from),
      to: to === null ? null : iso(to),
      affectedUsers: USERS[one.incident] ?? null,
    }))
  );
  await insertMaintenance(
    database.client,
    maintenance.map((one) => ({ ...one, from: iso(one.from), to: iso(one.to) }))
  );
}

it('an error budget, now and over time', async () => {
  await fc.assert(
    fc.asyncProperty(
      monitoredArbitrary,
      rangeArbitrary,
      fc.integer({ min: 1, max: 2 }),
      async (records, [from, to], windowDays) => {
        await load(records);
        await insertSlos(database.client, [{ service: 'Shop', targetPercent: 99, windowDays }]);
        const window = (at: number, minutes = windowDays * DAY) => [at - minutes, at] as const;
        const whole = (at: number, minutes?: number) => length(measured(records, 'Shop', window(at, minutes)));
        const used = (at: number) => (whole(at) > 0 ? downMinutes(records, 'Shop', window(at)) : null);
        const { instantsMs, lines } = await budgetsOverTime(reader, {
          measure: 'usedMinutes',
          from: iso(from),
          to: iso(to),
          stepSeconds: 6 * 3600,
        });
        const expected = instantsMs.map((ms) => used(ms / 60_000));
        expect(lines.flatMap(({ values }) => values)).toEqual(expected.some((one) => one !== null) ? expected : []);
        if (whole(to) <= 0) {
          expect(await budgetsAt(reader, iso(to))).toEqual([]);
          return;
        }
        const state = await budgetAt(reader, iso(to));
        const [budget, spent] = [whole(to) * 0.01, used(to) ?? NaN];
        expect(state.usedMinutes).toBe(spent);
        expect(state.measuredDays).toBeCloseTo(whole(to) / DAY, 12);
        expect(state.remainingMinutes).toBeCloseTo(budget - spent, 9);
        expect(state.availabilityPercent).toBeCloseTo(100 * (1 - spent / whole(to)), 9);
        const burnt = downMinutes(records, 'Shop', window(to, 360)) / whole(to, 360);
        expect(burnRate(state, '6h')).toBeCloseTo(burnt / 0.01, 9);
        const speed = downMinutes(records, 'Shop', window(to, DAY)) / whole(to, DAY);
        expect(timeToExhaustion(state, '1d') ?? -1).toBeCloseTo(
          state.exhausted ? 0 : speed === 0 ? -1 : ((budget - spent) * 60) / speed,
          3
        );
      }
    ),
    { numRuns: RUNS }
  );
});

it('when a budget recovers: a moment before it has not, a moment after it has', async () => {
  await fc.assert(
    fc.asyncProperty(
      monitoredArbitrary,
      minute,
      fc.constantFrom(50, 90, 99, 100),
      async (records, at, targetPercent) => {
        // As if what lasts ended at the moment that is asked about, and nothing came after.
        const before = records.periods.filter(({ from }) => from < at);
        const ended = before.map((one) => ({ ...one, to: Math.min(one.to ?? at, at) }));
        await load({ ...records, periods: ended });
        await insertSlos(database.client, [{ service: 'Shop', targetPercent, windowDays: 1 }]);
        const [state] = await budgetsAt(reader, iso(at));
        const seconds = state?.values.timeToRecovery ?? 0;
        if (state === undefined || !state.exhausted) {
          expect(seconds).toBe(0);
          return;
        }
        const later = (shift: number) => new Date(at * 60_000 + (seconds + shift) * 1000).toISOString();
        expect((await budgetAt(reader, later(0.01))).exhausted).toBe(false);
        if (seconds > 0.02) {
          expect((await budgetAt(reader, later(-0.01))).exhausted).toBe(true);
        }
      }
    ),
    { numRuns: RUNS }
  );
});

it('reliability: the ranking, each bucket, and that buckets add up to the whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      livesArbitrary,
      rangeArbitrary,
      fc.constantFrom('hour', 'day'),
      async (records, [from, to], bucket) => {
        await load(records);
        const range = { from: iso(from), to: iso(to) };
        const inUse = SERVICES.filter((service) => (records.retired?.[service] ?? Infinity) > from);
        const shares = inUse.map((service) => {
          const minutes = downMinutes(records, service, [from, to]);
          const whole = length(measured(records, service, [from, to]));
          // Of what was never measured no share is down; it comes last.
          const isOnRecord =
            records.monitored?.[service] !== undefined || records.periods.some((one) => one.service === service);
          return { service: service, minutes, share: whole > 0 ? minutes / whole : -1, isOnRecord };
        });
        const { services } = await ranking(reader, range);
        expect(services.map(({ service, downtimeMinutes }) => [service, downtimeMinutes])).toEqual(
          shares
            .toSorted(
              (a, b) =>
                b.share - a.share ||
                b.minutes - a.minutes ||
                Number(b.isOnRecord) - Number(a.isOnRecord) ||
                (a.service < b.service ? -1 : 1)
            )
            .map(({ service, minutes }) => [service, minutes])
        );
        for (const { service, share } of shares) {
          const found = services.find((one) => one.service === service);
          expect(found?.availabilityPercent ?? 200).toBeCloseTo(100 * (1 - share), 9);
        }
        const downNow = services.filter(({ isDown }) => isDown).map(({ service }) => service);
        expect((await downAtEnd(reader, range)).names).toEqual(downNow.toSorted());
        const { buckets, lines } = await availabilityOverTime(reader, { ...range, bucket, zone: 'Europe/Berlin' });
        expect(lines.map(({ service }) => service)).toEqual(services.map(({ service }) => service));
        for (const { service, points } of lines) {
          const clipped = buckets.map(({ startMs, endMs }) =>
            measured(records, service, [Math.max(from, startMs / 60_000), Math.min(to, endMs / 60_000)])
          );
          expect(points.map((point) => point === null)).toEqual(clipped.map((part) => length(part) <= 0));
          const lost = clipped.map((part, index) => ((100 - (points[index] ?? 100)) / 100) * length(part));
          clipped.forEach((part, index) => expect(lost[index]).toBeCloseTo(downMinutes(records, service, part), 6));
          const minutes = shares.find((one) => one.service === service)?.minutes ?? NaN;
          expect(lost.reduce((sum, one) => sum + one, 0)).toBeCloseTo(minutes, 6);
        }
      }
    ),
    { numRuns: RUNS }
  );
});

it('outages: each incident’s downtime on each service, the largest impact first', async () => {
  await fc.assert(
    fc.asyncProperty(livesArbitrary, rangeArbitrary, async (records, [from, to]) => {
      await load(records);
      const expected = SERVICES.flatMap((service) =>
        Object.entries(USERS).map(([incident, users]) => {
          const minutes = downMinutes(records, service, [from, to], incident);
          return { incident, service, minutes, impact: users * minutes };
        })
      ).filter(({ minutes }) => minutes > 0);
      const found = await outages(reader, { from: iso(from), to: iso(to) });
      const key = ({ service, incident }: { service: string; incident: string }) => `${service} ${incident}`;
      expect(new Map(found.map((one) => [key(one), [one.downtimeMinutes, one.impactUserMinutes]]))).toEqual(
        new Map(expected.map((one) => [key(one), [one.minutes, one.impact]]))
      );
      const impacts = found.map(({ impactUserMinutes }) => impactUserMinutes ?? -1);
      expect(impacts).toEqual(impacts.toSorted((a, b) => b - a));
    }),
    { numRuns: RUNS }
  );
});

// More than are looked at one by one for a limit of 2. Many are alike, and few may have most users.
const manyOutages = fc
  .record({
    longest: fc.constantFrom(1, 10, 600),
    usual: fc.constantFrom<(number | null)[]>([null], [1, 2], [null, 0, 1, 2]),
    most: fc.constantFrom(50, 100_000, 100_000),
  })
  .chain(({ longest, usual, most }) =>
    fc.array(
      fc.record({
        service: fc.constantFrom(...SERVICES),
        from: minute,
        minutes: fc.integer({ min: 1, max: longest }),
        affectedUsers: fc.oneof(
          { weight: 15, arbitrary: fc.constantFrom(...usual) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: most }) }
        ),
      }),
      { minLength: 45, maxLength: 70 }
    )
  );
const wholeRange = fc.constant([START, START + MINUTES + DAY] as const);

it('the gravest outages are the first of all, whatever the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      manyOutages,
      fc.oneof({ weight: 3, arbitrary: wholeRange }, { weight: 1, arbitrary: rangeArbitrary }),
      fc.constantFrom(1, 2, 2),
      async (all, [from, to], limit) => {
        await load({ periods: [], maintenance: [] });
        await insertDowntimes(
          database.client,
          all.map(({ minutes, ...one }) => ({ ...one, from: iso(one.from), to: iso(one.from + minutes) }))
        );
        const range = { from: iso(from), to: iso(to) };
        expect(await outages(reader, { ...range, limit })).toEqual((await outages(reader, range)).slice(0, limit));
      }
    ),
    { numRuns: RUNS }
  );
}, 120_000);

it('what each incident took of a budget, as if it had been alone; the budget counts overlaps once', async () => {
  await fc.assert(
    fc.asyncProperty(monitoredArbitrary, minute, fc.integer({ min: 1, max: 2 }), async (records, at, windowDays) => {
      await load(records);
      await insertSlos(database.client, [{ service: 'Shop', targetPercent: 99, windowDays }]);
      const window = [at - windowDays * DAY, at] as const;
      const expected = Object.keys(USERS)
        .map((incident) => [incident, downMinutes(records, 'Shop', window, incident)] as const)
        .filter(([, minutes]) => minutes > 0);
      const found = await spending(reader, iso(at));
      expect(new Map(found.map((one) => [one.incident, one.downtimeMinutes]))).toEqual(new Map(expected));
      const minutes = found.map(({ downtimeMinutes }) => downtimeMinutes);
      expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
      found.forEach((one) =>
        expect(one.sharePercent).toBeCloseTo(
          (100 * one.downtimeMinutes) / (length(measured(records, 'Shop', window)) * 0.01),
          9
        )
      );
      const [{ usedMinutes, incidents } = { usedMinutes: 0, incidents: 0 }] = await budgetsAt(reader, iso(at));
      expect(found).toHaveLength(incidents);
      expect(minutes.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(usedMinutes);
    }),
    { numRuns: RUNS }
  );
});

// One after the other, so that each moment has one incident at most; the last may last.
const apartArbitrary: fc.Arbitrary<MinuteRecords> = fc
  .record({
    edges: fc.uniqueArray(minute, { minLength: 2, maxLength: 12 }),
    incidents: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 6, maxLength: 6 }),
    maintenance: fc.array(planned, { maxLength: 3 }),
  })
  .map(({ edges, incidents, maintenance }) => {
    const sorted = edges.toSorted((a, b) => a - b);
    const periods = incidents.flatMap((incident, index) => {
      const from = sorted[2 * index];
      return from === undefined ? [] : [{ service: 'Shop', incident, from, to: sorted[2 * index + 1] ?? null }];
    });
    return {
      periods,
      maintenance: maintenance.map(({ length, ...one }) => ({ ...one, to: one.from + length })),
    };
  });

it('what incidents that do not overlap took of a budget adds up to what is used', async () => {
  await fc.assert(
    fc.asyncProperty(apartArbitrary, minute, fc.integer({ min: 1, max: 2 }), async (records, at, windowDays) => {
      await load(records);
      await insertSlos(database.client, [{ service: 'Shop', targetPercent: 99, windowDays }]);
      const found = await spending(reader, iso(at));
      const { usedMinutes, usedPercent } = await budgetAt(reader, iso(at));
      const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);
      expect(total(found.map(({ downtimeMinutes }) => downtimeMinutes))).toBe(usedMinutes);
      expect(total(found.map(({ sharePercent }) => sharePercent ?? NaN))).toBeCloseTo(usedPercent ?? NaN, 9);
    }),
    { numRuns: RUNS }
  );
});
