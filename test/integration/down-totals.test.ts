import fc from 'fast-check';

import { LEAST_DAYS_BY_TOTALS } from '../../src/backend/metrics/downtime/down-totals';
import { foldDownPieces } from '../../src/backend/metrics/downtime/fold-down-pieces';
import { reliabilityRanking } from '../../src/backend/metrics/reliability/ranking';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import type { TimeRange } from '../../src/backend/metrics/time-range';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertMaintenance } from '../support/downtimes';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';
import { TouchedRows } from '../support/touched-rows';

/** Rankings over long ranges are those of the functions that define downtime, whatever totals shorten. */

const NEVER = new AbortController().signal;
const RUNS = 80;
const SERVICES = ['Shop', 'Search'] as const;
const HOUR_MS = 3_600_000;
/** Totals are so far apart, and count from 1970. */
const APART_MS = 32 * DAY_MS;
const FIRST_MS = 606 * APART_MS;
/** Three years. */
const TOTALS = 34;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const iso = (ms: number) => new Date(ms).toISOString();

/** Anywhere, or where a total is. */
const moment = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: TOTALS * 32 * 24 }).map((hour) => hour * HOUR_MS) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: TOTALS }).map((total) => total * APART_MS) }
  )
  .map((ms) => FIRST_MS + ms);

const lengthHours = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 150 * 24 }) }
);

const downtimeArbitrary = fc
  .record({
    service: fc.constantFrom(...SERVICES),
    // Periods of one incident may be years apart.
    incident: fc.integer({ min: 1, max: 30 }).map(String),
    from: moment,
    hours: fc.option(lengthHours, { freq: 30 }),
    extreme: fc.option(fc.constantFrom('-infinity', '1950-05-05T05:05:05Z'), { freq: 30 }),
  })
  .map(({ from, hours, extreme, ...rest }) => ({
    ...rest,
    from: extreme ?? iso(from),
    to: hours === null ? null : iso(from + hours * HOUR_MS),
  }));

const maintenanceArbitrary = fc
  .record({ service: fc.constantFrom(...SERVICES), from: moment, hours: lengthHours })
  .map(({ service, from, hours }) => ({ service, from: iso(from), to: iso(from + hours * HOUR_MS) }));

const rangeArbitrary = fc.record({ fromMs: moment, to: moment }).map(({ fromMs, to }) => ({
  fromMs,
  toMs: Math.max(fromMs + LEAST_DAYS_BY_TOTALS * DAY_MS, to),
}));

const historyArbitrary = fc.record({
  // Those of one incident and service begin at different times.
  downtimes: fc.uniqueArray(downtimeArbitrary, {
    maxLength: 60,
    selector: ({ service, incident, from }) => `${service} ${incident} ${from}`,
  }),
  /** How many of these come after the first fold. */
  late: fc.integer({ min: 0, max: 3 }),
  maintenance: fc.array(maintenanceArbitrary, { maxLength: 8 }),
  monitoredFrom: fc.option(moment, { freq: 3 }),
  retiredAt: fc.option(moment, { freq: 3 }),
  ranges: fc.array(rangeArbitrary, { minLength: 4, maxLength: 4 }),
});
type History = typeof historyArbitrary extends fc.Arbitrary<infer T> ? T : never;

async function fill({ downtimes, late, maintenance, monitoredFrom, retiredAt }: History): Promise<void> {
  await clearAll(database.client);
  await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
  await insertDowntimes(database.client, downtimes.slice(late));
  await insertMaintenance(database.client, maintenance);
  await database.client.query(
    `update stackflow.services set monitored_since = $1, retired_at = $2 where name = 'Search'`,
    [monitoredFrom === null ? null : iso(monitoredFrom), retiredAt === null ? null : iso(retiredAt)]
  );
}

const fold = () => foldDownPieces(database.client, NEVER);
const markAll = () =>
  database.client.query('insert into stackflow.down_marks (service_id) select s.id from stackflow.services as s');

async function rankings(ranges: readonly TimeRange[]): Promise<readonly unknown[]> {
  const scope = { services: [], teams: [], tiers: [] };
  const answers = [];
  for (const range of ranges) {
    answers.push(await reliabilityRanking(readerOn(database.client), { scope, range, limit: 100 }, NEVER));
  }
  return answers;
}

it('whatever the history, its edits and the range', async () => {
  await fc.assert(
    fc.asyncProperty(historyArbitrary, async (history) => {
      await fill(history);
      await fold();
      expect(await rankings(history.ranges)).toEqual(await definedRankings(history.ranges));
      await insertDowntimes(database.client, history.downtimes.slice(0, history.late));
      await fold();
      expect(await rankings(history.ranges)).toEqual(await definedRankings(history.ranges));
    }),
    { numRuns: RUNS }
  );
});

it('counts what begins or ends just at a total, or at an end of the range', async () => {
  await clearAll(database.client);
  await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
  const at = (total: number, hours = 0) => iso(FIRST_MS + total * APART_MS + hours * HOUR_MS);
  await insertDowntimes(database.client, [
    { service: 'Shop', from: at(0), to: at(0, 1) },
    ...[2, 4, 8, 10].map((total) => ({ service: 'Shop', from: at(total, -2), to: at(total) })),
    ...[3, 4, 9, 10].map((total) => ({ service: 'Shop', from: at(total), to: at(total, 3) })),
    { service: 'Shop', from: at(12, -1), to: at(12) },
  ]);
  await fold();
  const ranges = [1, 2, 3, 4, 5].flatMap((first) =>
    [-1, 0, 1].flatMap((hours) =>
      [8, 9, 10].map((last) => ({
        fromMs: Date.parse(at(first, hours)),
        toMs: Date.parse(at(Math.max(last, first + 4), hours)),
      }))
    )
  );
  expect(await rankings(ranges)).toEqual(await definedRankings(ranges));
});

/** By the functions alone; what is stored stays as it is. */
async function definedRankings(ranges: readonly TimeRange[]): Promise<readonly unknown[]> {
  await database.client.query('begin');
  await markAll();
  const answers = await rankings(ranges);
  await database.client.query('rollback');
  return answers;
}

describe('with an outage each day for three years', () => {
  beforeAll(async () => {
    await clearAll(database.client);
    await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
    await database.client.query(
      `with made as (
         insert into stackflow.incidents (title, priority, created_at, resolved_at)
         select 'An outage', 'P1', d.at, d.at + interval '1 hour'
         from generate_series($1::timestamptz, $2, interval '1 day') as d (at)
         returning id, created_at, resolved_at
       )
       insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
       select m.id, s.id, m.created_at, m.resolved_at from made as m cross join stackflow.services as s`,
      [iso(FIRST_MS), iso(FIRST_MS + (TOTALS + 1) * APART_MS)]
    );
    await fold();
    await database.client.query('vacuum analyze');
  });

  const END_MS = FIRST_MS + TOTALS * APART_MS + 5 * DAY_MS;
  const year = { fromMs: END_MS - 365 * DAY_MS, toMs: END_MS };

  it('reads less than a tenth of what it reads where there are no totals', async () => {
    const touched = await TouchedRows.of(database.client);
    const rowsRead = async () => {
      touched.take();
      return { answer: await rankings([year]), rows: touched.take().rows };
    };
    const byTotals = await rowsRead();
    await database.client.query('begin');
    await database.client.query('delete from stackflow.down_totals');
    const byPieces = await rowsRead();
    await database.client.query('rollback');
    expect(byTotals.answer).toEqual(byPieces.answer);
    expect(byTotals.rows).toBeLessThan(byPieces.rows / 10);
  });

  it('says nothing of a service whose downtime is gone', async () => {
    const totals = async () =>
      (await database.client.query<{ n: number }>('select count(*)::int as n from stackflow.down_totals')).rows[0]?.n;
    expect(await totals()).toBe(2 * (TOTALS + 2));
    await database.client.query('delete from stackflow.incident_downtimes');
    await fold();
    expect(await totals()).toBe(0);
  });
});

it('counts downtime and incidents up to each total', async () => {
  await clearAll(database.client);
  await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
  await insertDowntimes(database.client, [
    { service: 'Shop', from: iso(FIRST_MS - HOUR_MS), to: iso(FIRST_MS + HOUR_MS) },
    { service: 'Shop', from: iso(FIRST_MS + APART_MS), to: iso(FIRST_MS + APART_MS + HOUR_MS) },
  ]);
  await fold();
  const { rows } = await database.client.query(
    'select t.at, t.down_us::float8, t.begun, t.ended from stackflow.down_totals as t order by t.at'
  );
  expect(rows).toEqual([
    { at: new Date(FIRST_MS), down_us: 0, begun: 1, ended: 0 },
    { at: new Date(FIRST_MS + APART_MS), down_us: HOUR_MS * 1000, begun: 1, ended: 1 },
  ]);
});
