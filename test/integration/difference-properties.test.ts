import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import { hasPart } from '../../src/backend/metrics/difference/difference';
import type { Difference } from '../../src/backend/metrics/difference/difference';
import { DORA_METRICS, DORA_METRIC_INFO } from '../../src/model/dora-metrics';
import type { DoraMetric, Statistic } from '../../src/model/dora-metrics';
import type { PlainRecords } from '../support/brute-force';
import { load, manyRecordsArbitrary, recordsArbitrary } from '../support/any-records';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { partsOfMean, partsOfPercentile, recordsOf } from '../support/difference-brute-force';
import type { PlainDifferenceMetric } from '../support/difference-brute-force';
import { difference, total, totals } from '../support/dora';
import { readerOn } from '../support/reader';

/** What holds of a difference whatever the records: it is that of the metric, and its parts are exactly that. */

const RUNS = 20;
const HOUR_MS = 3600_000;
// The records of `recordsArbitrary` lie in the eight days from here; the two periods meet among them.
const START_MS = Date.UTC(2026, 2, 26);

const rangeArbitrary = fc
  .tuple(fc.integer({ min: 20, max: 50 }), fc.integer({ min: 5, max: 40 }))
  .map(([from, length]) => ({ fromMs: START_MS + from * 3 * HOUR_MS, lengthMs: length * 3 * HOUR_MS }));

const SELECTIONS: ReadonlyArray<readonly [DoraMetric, Statistic | undefined]> = DORA_METRICS.flatMap((metric) => {
  const { statistics } = DORA_METRIC_INFO[metric];
  return (statistics.length === 0 ? [undefined] : statistics).map((statistic) => [metric, statistic] as const);
});

const iso = (ms: number) => new Date(ms).toISOString();
const digits = (value: number) => BigInt(value.toFixed(6).replace('.', ''));
const sum = (values: readonly bigint[]) => values.reduce((all, value) => all + value, 0n);

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

interface Asked {
  readonly metric: DoraMetric;
  readonly statistic?: Statistic;
  readonly from: string;
  readonly to: string;
}

/** Runs a property over random records and ranges for every metric with every statistic. */
function property(check: (asked: Asked, before: Asked, records: PlainRecords) => Promise<void>) {
  return fc.assert(
    fc.asyncProperty(
      fc.oneof(recordsArbitrary, manyRecordsArbitrary),
      rangeArbitrary,
      async (records, { fromMs, lengthMs }) => {
        await load(database.client, records);
        for (const [metric, statistic] of SELECTIONS) {
          const selection = { metric, ...(statistic && { statistic }) };
          await check(
            { ...selection, from: iso(fromMs), to: iso(fromMs + lengthMs) },
            { ...selection, from: iso(fromMs - lengthMs), to: iso(fromMs) },
            records
          );
        }
      }
    ),
    { numRuns: RUNS }
  );
}

function expectClose(value: number | null, expected: number | null) {
  if (expected === null || value === null) {
    expect(value).toBe(expected);
  } else {
    // Millionths.
    expect(Math.abs(value - expected)).toBeLessThan(1.1e-6);
  }
}

function contributions({ groups }: Difference): number[] {
  return groups.filter(hasPart).map(({ contribution }) => contribution);
}

it('is between the two values of the metric, and its parts add up to it to the last digit', async () => {
  await property(async (asked, before) => {
    const values = { now: (await total(reader, asked)).value, then: (await total(reader, before)).value };
    for (const groupBy of ['none', 'service', 'team'] as const) {
      const answer = await difference(reader, { ...asked, groupBy });
      expectClose(answer.valueNow, values.now);
      expectClose(answer.valueThen, values.then);
      const { whole } = answer;
      expect(whole === null).toBe(values.now === null || values.then === null);
      if (whole !== null) {
        expect(sum(contributions(answer).map(digits)) + digits(whole.interpolation)).toBe(digits(whole.change));
        expect(digits(whole.then) + digits(whole.change)).toBe(digits(whole.now));
        const isSplit = asked.statistic === 'p75' || asked.statistic === 'p90' || asked.statistic === 'p95';
        expect(isSplit || whole.interpolation === 0).toBe(true);
      }
    }
  });
}, 300_000);

it("names each group's own values, as the metric by group has them", async () => {
  await property(async (asked, before) => {
    const byName = async (period: Asked) => {
      const answer = await totals(reader, { ...period, groupBy: 'service' });
      return new Map(answer.totals.map(({ group, measurement }) => [JSON.stringify(group), measurement.value]));
    };
    const [now, then] = [await byName(asked), await byName(before)];
    for (const { group, valueNow, valueThen } of (await difference(reader, { ...asked, groupBy: 'service' })).groups) {
      expectClose(valueNow, now.get(JSON.stringify(group)) ?? null);
      expectClose(valueThen, then.get(JSON.stringify(group)) ?? null);
    }
  });
}, 300_000);

it('its records pull the way it went, the furthest first, and all of them together are the change', async () => {
  await property(async (asked, before) => {
    const { whole, records } = await difference(reader, asked);
    if (whole === null) {
      expect(records).toEqual([]);
      return;
    }
    const direction = Math.sign(whole.change);
    const pulls = records.map(({ contribution }) => direction * contribution);
    pulls.slice(1).forEach((pull, index) => expect(pull).toBeLessThanOrEqual((pulls[index] ?? 0) + 1e-9));
    const { n } = (await total(reader, asked)).sample;
    const { n: nThen } = (await total(reader, before)).sample;
    // A rate has records that do not count, so n does not tell how many there are.
    if (n + nThen <= 10 && records.length < 10) {
      const moved = records.reduce((all, { contribution }) => all + contribution, 0);
      expect(moved).toBeCloseTo(whole.change - whole.interpolation, 4);
    }
  });
}, 300_000);

const PLAIN: readonly PlainDifferenceMetric[] = ['changeFailureRate', 'leadTime', 'mttr'];
const SHARES = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95 } as const;

it('its parts are what the definitions say', async () => {
  await property(async ({ metric, statistic, ...period }, before, records) => {
    const plain = PLAIN.find((known) => known === metric);
    if (plain === undefined) {
      return;
    }
    const recordsIn = ({ from, to }: Pick<Asked, 'from' | 'to'>) =>
      recordsOf(plain, records, Date.parse(from), Date.parse(to));
    const [then, now] = [recordsIn(before), recordsIn(period)];
    if (then.length === 0 || now.length === 0) {
      return;
    }
    const isMean = statistic === undefined || statistic === 'mean';
    const expected = isMean ? partsOfMean(then, now) : partsOfPercentile(then, now, SHARES[statistic]);
    const answer = await difference(reader, { metric, ...(statistic && { statistic }), ...period, groupBy: 'service' });
    const parts = answer.groups.filter(hasPart);
    for (const { group, within, mix } of parts) {
      const name = (group.by === 'service' ? group.service : null) ?? '(no service)';
      const part = expected.get(name) ?? { within: 0, mix: 0 };
      expect(Math.abs(within - part.within)).toBeLessThan(1e-5);
      expect(Math.abs((mix ?? 0) - part.mix)).toBeLessThan(1e-5);
    }
    expect(parts.length).toBeGreaterThanOrEqual(expected.size);
  });
}, 300_000);
