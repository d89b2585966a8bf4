import fc from 'fast-check';

import { STATISTICS } from '../../src/model/dora-metrics';
import { doraQuerySchema } from '../../src/model/dora-query';
import type { Reader } from '../../src/backend/aurora/reader';
import { comparedTotals, trendFor } from '../../src/backend/metrics/dora/comparison';
import { doraRequest } from '../../src/backend/metrics/dora/request';
import { proportionsDiffer } from '../../src/backend/metrics/evidence/fisher-test';
import { isBound } from '../../src/backend/metrics/evidence/quantile-grid';
import { meanInterval } from '../../src/backend/metrics/evidence/mean-interval';
import { rankDifference } from '../../src/backend/metrics/evidence/rank-test';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { USES_CELLS, series, total, totals } from '../support/dora';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';
import type { IncidentSpec } from '../support/records';

/** What SQL brings for intervals, levels and trends, against the plain way over lists. */

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const NEVER = new AbortController().signal;
const FROM_MS = Date.UTC(2026, 4, 1);
const TO_MS = Date.UTC(2026, 4, 31);
const RANGE = { from: iso(FROM_MS), to: iso(TO_MS) };

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

/** Deployments of Shop, one for each lead time in seconds, spread over a range. */
async function loadLeadTimes(now: readonly number[], before: readonly number[] = []): Promise<void> {
  await clearRecords(database.client);
  await insertRecords(database.client, { services: [{ name: 'Shop', team: 'Sales' }] });
  const insert = async (seconds: readonly number[], fromMs: number) => {
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, environment, created_at, closed_at)
       select s.id, 'c', 'deployment', 'closed', 'production', v.at - make_interval(secs => v.seconds), v.at
       from stackflow.services as s,
         lateral (
           select $1::timestamptz + n * interval '1 second' as at, seconds
           from unnest($2::float8[]) with ordinality as u (seconds, n)
         ) as v`,
      [iso(fromMs), seconds]
    );
  };
  await insert(now, FROM_MS);
  await insert(before, FROM_MS - 10 * DAY_MS);
}

const QUANTILES = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95 } as const;

describe('the interval of a percentile', () => {
  const durations = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 120 });

  it('is of values of the sample that bound it, hardly farther away than need be', async () => {
    await fc.assert(
      fc.asyncProperty(durations, async (seconds) => {
        await loadLeadTimes(seconds);
        const sorted = seconds.toSorted((a, b) => a - b);
        const n = sorted.length;
        for (const [statistic, quantile] of Object.entries(QUANTILES) as [keyof typeof QUANTILES, number][]) {
          const { interval } = await total(reader, { metric: 'leadTime', statistic, interval: true, ...RANGE });
          const ranks = sorted.map((_, index) => index + 1);
          const lowers = ranks.filter((rank) => isBound(rank, n, quantile, 'lower'));
          const uppers = ranks.filter((rank) => isBound(rank, n, quantile, 'upper'));
          const at = (rank: number | undefined) => (rank === undefined ? null : (sorted[rank - 1] ?? null));
          // One rank of slack: the grid's fractions are a tenth of the distance apart.
          const nearly = (rank: number | undefined, step: number) => [
            at(rank),
            at(rank === undefined ? rank : Math.min(n, Math.max(1, rank + step))),
          ];
          expect(nearly(lowers.at(-1), -1)).toContainEqual(interval?.lower ?? null);
          expect(nearly(uppers[0], 1)).toContainEqual(interval?.upper ?? null);
        }
      }),
      { numRuns: 25 }
    );
  }, 120_000);
});

it('the interval of a mean is of the very durations', async () => {
  const seconds = [5, 7, 60, 3, 900, 40, 41, 43, 8, 1];
  await loadLeadTimes(seconds);
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  const squares = seconds.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const meanCube = seconds.reduce((sum, value) => sum + value ** 3, 0) / seconds.length;
  const expected = meanInterval({
    n: seconds.length,
    mean,
    standardDeviation: Math.sqrt(squares / (seconds.length - 1)),
    meanCube,
  });
  const { interval } = await total(reader, { metric: 'leadTime', statistic: 'mean', interval: true, ...RANGE });
  expect(interval?.lower).toBeCloseTo(expected?.lower ?? Number.NaN, 3);
  expect(interval?.upper).toBeCloseTo(expected?.upper ?? Number.NaN, 3);
});

it('an interval changes no value, in no shape', async () => {
  await loadLeadTimes([5, 7, 60, 3, 900, 40, 41]);
  for (const metric of ['leadTime', 'deploymentFrequency', 'changeFailureRate', 'mttr'] as const) {
    const ask = { metric, groupBy: 'service', ...RANGE } as const;
    const values = async (interval: boolean) => ({
      totals: (await totals(reader, { ...ask, interval })).totals.map(({ measurement }) => measurement.value),
      points: (await series(reader, { ...ask, interval, bucket: 'week' })).lines.flatMap(({ points }) =>
        points.map(({ value }) => value)
      ),
    });
    expect(await values(true)).toEqual(await values(false));
  }
});

it('each bucket of a series has its own interval', async () => {
  await loadLeadTimes(Array.from({ length: 40 }, (_, index) => index + 1));
  const { lines } = await series(reader, { metric: 'leadTime', bucket: 'week', interval: true, ...RANGE });
  // Conover's table: the 14th and the 27th of forty.
  expect(lines[0]?.points.map(({ interval }) => interval)).toEqual([{ lower: 14, upper: 27 }, ...Array(4).fill(null)]);
});

describe('a trend', () => {
  const compare = async (fields: Parameters<typeof doraQuerySchema.parse>[0]) => {
    const query = doraQuerySchema.parse({
      queryType: 'dora',
      shape: 'table',
      compare: 'previousPeriod',
      ...(fields as object),
    });
    const request = doraRequest(
      query,
      { fromMs: FROM_MS, toMs: FROM_MS + 10 * DAY_MS },
      { rowLimit: 1000, usesCells: USES_CELLS }
    );
    const compared = await comparedTotals(reader, request, NEVER);
    return compared.totals.map(({ group }) => trendFor(compared, group));
  };

  function ranked(now: readonly number[], before: readonly number[]) {
    const all = [...now, ...before];
    const rank = (value: number) =>
      all.filter((other) => other < value).length + (all.filter((other) => other === value).length + 1) / 2;
    const runs = [...new Set(all)].map((value) => all.filter((other) => other === value).length);
    return {
      n: now.length,
      rankSum: now.reduce((sum, value) => sum + rank(value), 0),
      otherN: before.length,
      ties: runs.reduce((sum, run) => sum + run ** 3 - run, 0),
    };
  }

  it('is told by ranks and shares that SQL counts as the plain way does, in total and by group', async () => {
    const some = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(some, some, fc.integer({ min: 0, max: 6 }), async (now, others, shift) => {
        const before = others.map((value) => value + shift);
        await loadLeadTimes(now, before);
        const pooled = [...now, ...before].toSorted((a, b) => a - b);
        for (const statistic of STATISTICS) {
          const quantile = statistic === 'mean' ? 0.5 : QUANTILES[statistic];
          const cut = pooled[Math.ceil(quantile * pooled.length) - 1] ?? 0;
          const above = (values: readonly number[]) => ({
            hits: values.filter((value) => value > cut).length,
            trials: values.length,
          });
          for (const groupBy of ['none', 'service', 'team'] as const) {
            const [trend] = await compare({ metric: 'leadTime', statistic, groupBy });
            const share = (values: readonly number[]) => above(values).hits / values.length;
            const byShare = proportionsDiffer(above(now), above(before)) ? Math.sign(share(now) - share(before)) : 0;
            const side = statistic === 'mean' ? rankDifference(ranked(now, before)) : byShare;
            const change = trend?.change.kind === 'known' ? Math.sign(trend.change.amount) : 0;
            const expected = side === 0 || side !== change ? 'usual' : side > 0 ? 'worse' : 'better';
            expect({ statistic, groupBy, verdict: trend?.verdict }).toEqual({ statistic, groupBy, verdict: expected });
          }
        }
      }),
      { numRuns: 12 }
    );
  }, 120_000);

  it('is worse or better only where it is more than chance', async () => {
    const alike = (count: number, seconds: number) => Array.from({ length: count }, (_, index) => seconds + index);
    await loadLeadTimes(alike(20, 1000), alike(20, 100));
    expect((await compare({ metric: 'leadTime' }))[0]?.verdict).toBe('worse');
    expect((await compare({ metric: 'deploymentFrequency' }))[0]?.verdict).toBe('usual');
    await loadLeadTimes(alike(30, 100), alike(12, 100));
    expect((await compare({ metric: 'deploymentFrequency' }))[0]).toMatchObject({
      verdict: 'better',
      change: { kind: 'known', amount: 150 },
    });
    expect((await compare({ metric: 'mttr' }))[0]?.verdict).toBe('unknown');
  });
});

describe('whether failures are measured', () => {
  const incident = (key: string, more: Partial<IncidentSpec> = {}): IncidentSpec => ({
    key,
    createdAt: '2026-05-10T00:00:00Z',
    resolvedAt: '2026-05-10T01:00:00Z',
    ...more,
  });
  const supportBy = async (groupBy: 'none' | 'service' | 'team', services: string[] = []) =>
    (await totals(reader, { metric: 'changeFailureRate', groupBy, services, ...RANGE })).totals.map(
      ({ group, support }) => [
        'service' in group ? group.service : 'team' in group ? group.team : 'all',
        support.severeIncidents,
        support.linkedIncidents,
      ]
    );

  it('is told by group: P1 and P2 incidents of the range, and those linked to what may have caused them', async () => {
    await clearRecords(database.client);
    await insertRecords(database.client, {
      services: [
        { name: 'Shop', team: 'Sales' },
        { name: 'Cart', team: 'Sales' },
        { name: 'Idle', team: 'Data' },
      ],
      changes: [
        { key: 'a', service: 'Shop', implementationEndAt: '2026-05-09T23:00:00Z' },
        { key: 'b', service: 'Cart', implementationEndAt: '2026-05-09T23:00:00Z' },
      ],
      incidents: [
        incident('linked', { changes: ['a'], downServices: ['Shop'] }),
        incident('unlinked', { downServices: ['Cart'] }),
        incident('mended', { fixes: ['b'], downServices: ['Cart'] }),
        incident('minor', { priority: 'P3', downServices: ['Idle'] }),
        incident('nowhere'),
        incident('earlier', { createdAt: '2026-04-10T00:00:00Z', downServices: ['Idle'] }),
      ],
    });
    expect(await supportBy('none')).toEqual([['all', 4, 1]]);
    expect(await supportBy('none', ['Cart'])).toEqual([['all', 2, 0]]);
    expect(await supportBy('service')).toEqual([
      ['Cart', 2, 0],
      ['Idle', 0, 0],
      ['Shop', 1, 1],
    ]);
    expect(await supportBy('team')).toEqual([
      ['Data', 0, 0],
      ['Sales', 3, 1],
    ]);
  });

  it('a rework rate wants an unplanned change within a year', async () => {
    const recorded = async () => (await totals(reader, { metric: 'reworkRate', ...RANGE })).totals[0]?.support;
    await clearRecords(database.client);
    const end = (key: string, type: 'deployment' | 'emergency', at: string) => ({
      key,
      type,
      service: 'Shop',
      implementationEndAt: at,
    });
    await insertRecords(database.client, {
      services: [{ name: 'Shop' }],
      changes: [end('a', 'deployment', '2026-05-10T00:00:00Z'), end('old', 'emergency', '2025-05-01T00:00:00Z')],
    });
    expect(await recorded()).toMatchObject({ unplannedRecorded: false });
    await insertRecords(database.client, { changes: [end('new', 'emergency', '2025-09-01T00:00:00Z')] });
    expect(await recorded()).toMatchObject({ unplannedRecorded: true });
    await clearRecords(database.client);
    await insertRecords(database.client, {
      services: [{ name: 'Shop' }],
      changes: [end('a', 'deployment', '2026-05-10T00:00:00Z')],
      incidents: [{ key: 'mended', createdAt: '2026-05-09T00:00:00Z', fixes: ['a'] }],
    });
    expect(await recorded()).toMatchObject({ unplannedRecorded: true });
  });
});
