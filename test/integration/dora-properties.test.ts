import fc from 'fast-check';

import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import type { Reader } from '../../src/backend/aurora/reader';
import { sharedOf } from '../../src/backend/metrics/dora/measures';
import { TEAM_OF, load, rangeArbitrary, recordsArbitrary } from '../support/any-records';
import { bruteForce, countedOnce, deployedAt, failed, recordsOfChange } from '../support/brute-force';
import type { PlainRecords } from '../support/brute-force';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { series, total, totals } from '../support/dora';
import { readerOn } from '../support/reader';

/** What holds for any records: SQL and the plain definitions agree, and parts add up to the whole. */

const RUNS = 30;

const iso = (ms: number) => new Date(ms).toISOString();

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

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
      await load(database.client, records);
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
    const { n, open } = expected;
    expect({ metric, n: answer.sample.n, open: answer.open }).toEqual({ metric, n, open });
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

it('a change or an incident of several services counts for each, and once for a team that owns both', async () => {
  await property(async (metric, records, range, { fromMs, toMs }) => {
    const nOf = async (groupBy: 'service' | 'team') =>
      sum((await totals(reader, { metric, groupBy, ...range })).totals.map(({ measurement }) => measurement.sample.n));
    if (metric === 'mttr') {
      expect(await nOf('service')).toBe(incidentServicePairs(records, fromMs, toMs));
      return;
    }
    const alone = (isIn: (service: keyof typeof TEAM_OF) => boolean) =>
      bruteForce(metric, ownedBy(records, isIn), fromMs, toMs).n;
    const services = Object.keys(TEAM_OF) as Array<keyof typeof TEAM_OF>;
    const teams = new Set(Object.values(TEAM_OF));
    expect(await nOf('service')).toBe(sum(services.map((name) => alone((service) => service === name))));
    expect(await nOf('team')).toBe(sum([...teams].map((team) => alone((service) => TEAM_OF[service] === team))));
  });
}, 120_000);

it('says how many changes it counts once', async () => {
  await property(async (metric, records, range, { fromMs, toMs }) => {
    const [whole, separate] = await Promise.all(
      (['none', 'service'] as const).map(async (groupBy) => await totals(reader, { metric, groupBy, ...range }))
    );
    expect(sharedOf((separate?.totals ?? []).map(({ measurement }) => measurement))).toBe(0);
    if (metric !== 'changeFailureRate') {
      return;
    }
    const deployments = records.changes.filter(({ type }) => type === 'deployment');
    const shared = countedOnce(deployments, (change) => failed(change, records)).filter(
      (change) =>
        deployedAt(change) >= fromMs && deployedAt(change) < toMs && recordsOfChange(change, deployments).length > 1
    );
    expect(whole?.totals.map(({ measurement }) => measurement.shared)).toEqual([shared.length]);
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

/** The records as they were if there were no other services. */
function ownedBy(records: PlainRecords, isIn: (service: keyof typeof TEAM_OF) => boolean): PlainRecords {
  return { ...records, changes: records.changes.filter(({ service }) => isIn(service as keyof typeof TEAM_OF)) };
}

/** How often restored incidents count in a split by service: once for each service, or for none. */
function incidentServicePairs({ changes, incidents }: PlainRecords, fromMs: number, toMs: number): number {
  const restored = incidents.filter(
    ({ priority, createdAtMs, resolvedAtMs }) =>
      priority !== 'P3' && resolvedAtMs !== null && resolvedAtMs >= Math.max(fromMs, createdAtMs) && resolvedAtMs < toMs
  );
  return sum(
    restored.map((incident) => {
      const keys = [...incident.changes, ...incident.fixes];
      const touched = changes.filter(({ key }) => keys.includes(key)).map(({ service }) => service);
      return Math.max(1, new Set(touched).size);
    })
  );
}
