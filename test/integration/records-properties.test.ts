import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import { listChanges } from '../../src/backend/metrics/records/changes';
import { listIncidents } from '../../src/backend/metrics/records/incidents';
import type { RecordList, RecordsRequest, Standing } from '../../src/backend/metrics/records/page';
import { listRecoveries } from '../../src/backend/metrics/records/recoveries';
import type { Scope } from '../../src/backend/metrics/scope';
import { verdictReason } from '../../src/backend/plugin/records/record-text';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import { RECORD_SELECTIONS } from '../../src/model/records-query';
import type { RecordSelection } from '../../src/model/records-query';
import { load, rangeArbitrary, recordsArbitrary } from '../support/any-records';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { total } from '../support/dora';
import { readerOn } from '../support/reader';

/** For any records, a list and the metric it stands behind agree. */

const RUNS = 30;
const NEVER = new AbortController().signal;
const SCOPES: readonly Partial<Scope>[] = [{}, { teams: ['Data'] }, { services: ['Shop', 'Index'] }];

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

interface Item {
  readonly standing: Standing;
  readonly seconds: number | null;
}

async function list(request: RecordsRequest): Promise<RecordList<Item>> {
  switch (request.metric) {
    case 'mttr':
      return await listIncidents(reader, request, NEVER);
    case 'failedDeploymentRecoveryTime':
      return await listRecoveries(reader, request, NEVER);
    default:
      return await listChanges(reader, request, NEVER);
  }
}

/** Runs a check over random records and ranges, for every metric and some scopes. */
async function property(
  check: (metric: DoraMetric, scope: Scope, range: RecordsRequest['range']) => Promise<void>
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(recordsArbitrary, rangeArbitrary, async (records, range) => {
      await load(database.client, records);
      for (const metric of DORA_METRICS) {
        for (const scope of SCOPES) {
          await check(metric, { services: [], teams: [], tiers: [], ...scope }, range);
        }
      }
    }),
    { numRuns: RUNS }
  );
}

const iso = (ms: number) => new Date(ms).toISOString();
const all = { select: 'all', limit: 10_000 } as const;

it('as many rows are counted, left out and open as the metric says', async () => {
  await property(async (metric, scope, range) => {
    const { sample, excluded, open } = await total(reader, {
      metric,
      services: [...scope.services],
      teams: [...scope.teams],
      from: iso(range.fromMs),
      to: iso(range.toMs),
    });
    const rowsOf = async (select: RecordSelection) => (await list({ metric, scope, range, ...all, select })).items;
    const rows = await rowsOf('all');
    const count = (...standings: readonly Standing[]) => rows.filter((row) => standings.includes(row.standing)).length;
    expect({
      metric,
      counted: count('counted'),
      excluded: count('negative', 'missing'),
      open: count('open'),
      selected: (await rowsOf('counted')).length,
      leftOut: (await rowsOf('leftOut')).length,
    }).toEqual({ metric, counted: sample.n, excluded, open, selected: sample.n, leftOut: excluded + open });
    if (sample.kind === 'ratio') {
      expect(rows).toHaveLength(sample.of);
    }
  });
}, 120_000);

it('the mean of the rows counted is the mean of the metric', async () => {
  await property(async (metric, scope, range) => {
    if (metric !== 'mttr' && metric !== 'leadTime') {
      return;
    }
    const { value } = await total(reader, {
      metric,
      statistic: 'mean',
      services: [...scope.services],
      teams: [...scope.teams],
      from: iso(range.fromMs),
      to: iso(range.toMs),
    });
    const { items } = await list({ metric, scope, range, ...all, select: 'counted' });
    const seconds = items.map((item) => item.seconds ?? NaN);
    if (value === null) {
      expect(seconds).toEqual([]);
    } else {
      expect(seconds.reduce((sum, one) => sum + one, 0) / seconds.length).toBeCloseTo(value, 6);
    }
  });
}, 120_000);

it('a limit cuts the end of the list and leaves the counts', async () => {
  await property(async (metric, scope, range) => {
    for (const select of RECORD_SELECTIONS) {
      const whole = await list({ metric, scope, range, ...all, select });
      const cut = await list({ metric, scope, range, select, limit: 2 });
      expect(cut.items).toEqual(whole.items.slice(0, 2));
      expect([cut.sample, cut.selected]).toEqual([whole.sample, whole.items.length]);
    }
  });
}, 120_000);

it('what is counted is listed as it is among all', async () => {
  await property(async (metric, scope, range) => {
    const whole = await list({ metric, scope, range, ...all });
    const counted = await list({ metric, scope, range, ...all, select: 'counted' });
    expect(counted.items).toEqual(whole.items.filter(({ standing }) => standing === 'counted'));
    expect(counted.sample).toEqual(whole.sample);
  });
}, 120_000);

it('a failed deployment says why, a successful one has nothing to say against it', async () => {
  await property(async (metric, scope, range) => {
    if (metric !== 'changeFailureRate') {
      return;
    }
    const { items } = await listChanges(reader, { metric, scope, range, ...all }, NEVER);
    for (const item of items) {
      const hasCause = item.blamedBy.length > 0 || item.outcome === 'failed' || item.outcome === 'rolled_back';
      expect({ title: item.title, hasCause }).toEqual({ title: item.title, hasCause: item.standing === 'counted' });
      expect(verdictReason(item)).not.toBe('');
    }
  });
}, 120_000);
