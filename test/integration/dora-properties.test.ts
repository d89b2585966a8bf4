import fc from 'fast-check';

import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import type { Reader } from '../../src/backend/aurora/reader';
import { bruteForce } from '../support/brute-force';
import type { PlainRecords } from '../support/brute-force';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { series, total, totals } from '../support/dora';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';

/** What holds for any records: SQL and the plain definitions agree, and parts add up to the whole. */

const SERVICES = ['Shop', 'Search', 'Index'] as const;
const TEAM_OF = { Shop: 'Sales', Search: 'Data', Index: 'Data' } as const;
const RUNS = 40;

// Around a week in which Berlin's clock changes, on a coarse grid so that edges are hit often.
const START_MS = Date.UTC(2026, 2, 26);
const GRID_MS = 3 * 3600_000;
const GRID_POINTS = 64;
const time = fc.integer({ min: 0, max: GRID_POINTS }).map((point) => START_MS + point * GRID_MS);

const recordsArbitrary: fc.Arbitrary<PlainRecords> = fc
  .array(
    fc.record({
      service: fc.constantFrom(...SERVICES),
      type: fc.constantFrom('deployment' as const, 'deployment' as const, 'emergency' as const),
      outcome: fc.constantFrom('successful' as const, 'failed' as const, 'rolled_back' as const, null),
      createdAtMs: time,
      implementationEndAtMs: fc.option(time, { freq: 5 }),
      closedAtMs: time,
    }),
    { maxLength: 12 }
  )
  .chain((plain) => {
    const changes = plain.map((change, index) => ({ ...change, key: `c${index}` }));
    const incident = fc.record({
      priority: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const),
      createdAtMs: time,
      resolvedAtMs: fc.option(time, { freq: 4 }),
      changes: fc.subarray(
        changes.map(({ key }) => key),
        { maxLength: Math.min(3, changes.length) }
      ),
    });
    return fc.array(incident, { maxLength: 8 }).map((incidents) => ({
      changes,
      incidents: incidents.map((one, index) => ({ ...one, key: `i${index}` })),
    }));
  });

const rangeArbitrary = fc
  .tuple(time, time)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));

const iso = (ms: number) => new Date(ms).toISOString();

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

async function load({ changes, incidents }: PlainRecords): Promise<void> {
  await clearRecords(database.client);
  await insertRecords(database.client, {
    services: SERVICES.map((name) => ({ name, team: TEAM_OF[name] })),
    changes: changes.map((change) => ({
      ...change,
      createdAt: iso(change.createdAtMs),
      implementationEndAt: change.implementationEndAtMs === null ? null : iso(change.implementationEndAtMs),
      closedAt: iso(change.closedAtMs),
    })),
    incidents: incidents.map((incident) => ({
      ...incident,
      createdAt: iso(incident.createdAtMs),
      resolvedAt: incident.resolvedAtMs === null ? null : iso(incident.resolvedAtMs),
    })),
  });
}

/** Runs a property over random records and ranges for every metric. */
function property(
  check: (
    metric: DoraMetric,
    records: PlainRecords,
    range: { from: string; to: string },
    ms: { fromMs: number; toMs: number }
  ) => Promise<void>
) {
  return fc.assert(
    fc.asyncProperty(recordsArbitrary, rangeArbitrary, async (records, ms) => {
      await load(records);
      for (const metric of DORA_METRICS) {
        await check(metric, records, { from: iso(ms.fromMs), to: iso(ms.toMs) }, ms);
      }
    }),
    { numRuns: RUNS }
  );
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

it('SQL gives what the definitions say', async () => {
  await property(async (metric, records, range, { fromMs, toMs }) => {
    const answer = await total(reader, { metric, ...range });
    const expected = bruteForce(metric, records, fromMs, toMs);
    expect({ metric, n: answer.sample.n }).toEqual({ metric, n: expected.n });
    if (expected.value === null) {
      expect(answer.value).toBeNull();
    } else {
      expect(answer.value).toBeCloseTo(expected.value, 6);
    }
  });
}, 120_000);

it('buckets add up to the whole, in any zone', async () => {
  await property(async (metric, _, range) => {
    const whole = (await total(reader, { metric, ...range })).sample;
    for (const [bucket, timeZone] of [
      ['day', 'Europe/Berlin'],
      ['week', 'America/New_York'],
      ['hour', 'UTC'],
    ] as const) {
      const { lines } = await series(reader, { metric, bucket, timeZone, ...range });
      const samples = lines.flatMap(({ points }) => points.map(({ sample }) => sample));
      expect(sum(samples.map(({ n }) => n))).toBe(whole.n);
      expect(sum(samples.map((sample) => (sample.kind === 'ratio' ? sample.of : 0)))).toBe(
        whole.kind === 'ratio' ? whole.of : 0
      );
    }
  });
}, 120_000);

it('groups add up to the total; an incident of several counts for each', async () => {
  await property(async (metric, records, range, { fromMs, toMs }) => {
    const answer = await totals(reader, { metric, groupBy: 'service', ...range });
    const whole = await total(reader, { metric, ...range });
    const grouped = sum(answer.totals.map(({ measurement }) => measurement.sample.n));
    expect(grouped).toBe(metric === 'mttr' ? incidentServicePairs(records, fromMs, toMs) : whole.sample.n);
  });
}, 120_000);

it('each group is what its filter gives', async () => {
  await property(async (metric, _, range) => {
    const byService = await totals(reader, { metric, groupBy: 'service', ...range });
    const byTeam = await totals(reader, { metric, groupBy: 'team', ...range });
    for (const { group, measurement } of [...byService.totals, ...byTeam.totals]) {
      if (group.by === 'service' && group.service !== null) {
        expect(await total(reader, { metric, ...range, services: [group.service] })).toEqual(measurement);
      } else if (group.by === 'team' && group.team !== null) {
        expect(await total(reader, { metric, ...range, teams: [group.team] })).toEqual(measurement);
      }
    }
  });
}, 120_000);

/** How often restored incidents count in a split by service: once for each service, or for none. */
function incidentServicePairs({ changes, incidents }: PlainRecords, fromMs: number, toMs: number): number {
  const restored = incidents.filter(
    ({ priority, createdAtMs, resolvedAtMs }) =>
      priority !== 'P3' && resolvedAtMs !== null && resolvedAtMs >= Math.max(fromMs, createdAtMs) && resolvedAtMs < toMs
  );
  return sum(
    restored.map((incident) => {
      const touched = changes.filter(({ key }) => incident.changes.includes(key)).map(({ service }) => service);
      return Math.max(1, new Set(touched).size);
    })
  );
}
