import fc from 'fast-check';
import sql from 'sql-template-tag';

import { STATISTICS } from '../../src/model/dora-metrics';
import { statementOf } from '../../src/backend/aurora/statement';
import type { Statement } from '../../src/backend/aurora/statement';
import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { BINS, LAST_BIN, OCTAVES } from '../../src/backend/metrics/cells/lead-time-bins';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import { sampled } from '../support/attacked';
import { cellStatement } from '../support/cell-questions';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertRecords } from '../support/records';

/** Percentiles by stored lead times, where there are so many that most of them are never looked at. */

const NEVER = new AbortController().signal;
/** Long enough for blocks of every level. */
const DAYS = 200;
const START_MS = Date.UTC(2026, 0, 1);
const QUESTIONS = 60;
const LEAD_TIME = { metric: 'leadTime', groupBy: 'none', filter: {} } as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function rowsOf({ text, values }: Statement): Promise<readonly object[]> {
  return (await database.client.query<object>({ text, values: [...values] })).rows;
}

it('knows the longest lead time of each bin and octave', async () => {
  const [bin, octave] = [sql`b.bin`, sql`b.bin`];
  const isEnd = (parts: typeof BINS, part: typeof bin) => sql`${parts.of(parts.longest(part))} = ${part}
    and (${parts.longest(part)} = 9223372036854775807 or ${parts.of(sql`(${parts.longest(part)} + 1)`)} = ${part} + 1)`;
  const wrong = await rowsOf(
    statementOf(sql`select 'bin' as part, b.bin from generate_series(1, ${LAST_BIN}::int) as b (bin) where (${isEnd(BINS, bin)}) is not true
union all
select 'octave', b.bin from generate_series(1, 29) as b (bin) where (${isEnd(OCTAVES, octave)}) is not true`)
  );
  expect(wrong).toEqual([]);
});

describe('of 60 deployments a day', () => {
  beforeAll(async () => {
    const { client } = database;
    await insertRecords(client, { services: [{ name: 'Shop' }] });
    // Of some hours, many of them equal, many at the bounds of bins and octaves; some negative or missing.
    await client.query(
      `with drawn as (
         select n, $1::timestamptz + random() * $2::int * interval '1 day' as at, random() as kind, random() as length
         from (select setseed(0.42)) as s cross join generate_series(1, $2::int * 60) as n
       )
       insert into stackflow.change_records (service_id, title, change_type, state, deployment_outcome, created_at, closed_at,
         implementation_end_at)
       select s.id, 'Change ' || d.n, 'deployment', 'closed', case when d.n % 20 = 0 then 'failed' else 'successful' end,
         d.at - case when d.kind < 0.3 then interval '1 hour'
           when d.kind < 0.5 then 31250 * (32 + floor(64 * d.length)) * 2 ^ 11 * interval '1 microsecond'
           when d.kind < 0.97 then interval '2 hours' * exp(2 * d.length)
           else interval '-1 minute' end,
         case when d.kind < 0.98 then d.at end, d.at
       from stackflow.services as s cross join drawn as d`,
      [new Date(START_MS), DAYS]
    );
    await foldCells(DEPLOYMENTS, client, NO_REST, NEVER);
    await client.query('analyze');
  });

  const moment = fc
    .oneof(
      fc.nat({ max: DAYS }).map((day) => day * DAY_MS),
      fc.nat({ max: DAYS * 24 * 60 }).map((minute) => minute * 60_000)
    )
    .map((ms) => START_MS + ms);
  const questions = sampled(
    fc.record({
      statistic: fc.constantFrom(...STATISTICS.filter((statistic) => statistic !== 'mean')),
      shape: fc.constantFrom('totals', 'compared', 'series'),
      interval: fc.boolean(),
      bucket: fc.constantFrom('day', 'week', 'month'),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'),
      range: fc
        .tuple(moment, moment)
        .filter(([a, b]) => Math.abs(a - b) > 4 * DAY_MS)
        .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
    }),
    QUESTIONS
  );

  const statementFor = ({ zone, ...question }: (typeof questions)[number], usesCells: boolean): Statement =>
    cellStatement({ ...LEAD_TIME, ...question, timeZone: zone }, usesCells);

  async function lookAtAll(): Promise<void> {
    for (const question of questions) {
      const [cells, records] = [statementFor(question, true), statementFor(question, false)];
      expect(cells.text).toContain('lead_time_values');
      expect({ question, rows: await rowsOf(cells) }).toEqual({ question, rows: await rowsOf(records) });
    }
  }

  it('gives the percentiles of the records where all is folded', lookAtAll);

  it.each([
    ['a day within blocks is marked', `update stackflow.change_records set unplanned = true where title = 'Change 77'`],
    [
      'a change moves',
      `update stackflow.change_records set implementation_end_at = implementation_end_at + interval '9 days' where title = 'Change 78'`,
    ],
    ['changes are deleted', `delete from stackflow.change_records where title like 'Change 79%'`],
    [
      'a lead time grows',
      `update stackflow.change_records set created_at = created_at - interval '1 day' where title like 'Change 8_'`,
    ],
    [
      'a change comes late',
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at)
      select s.id, 'Late', 'deployment', 'closed', '2026-03-03T03:00:00Z', '2026-03-03T04:00:00Z' from stackflow.services as s`,
    ],
    [
      'a deployment fails',
      `update stackflow.change_records set deployment_outcome = 'failed' where title like 'Change 9_'`,
    ],
  ])('gives them where %s', async (_, edit) => {
    await database.client.query(edit);
    await lookAtAll();
    await foldCells(DEPLOYMENTS, database.client, NO_REST, NEVER);
    await lookAtAll();
  });

  it('gives them where half of the days have marks, and where all have', async () => {
    await database.client.query(
      'insert into stackflow.cell_marks (day) select d.day from stackflow.folded_days as d where d.day % 2 = 0'
    );
    await lookAtAll();
    await database.client.query('insert into stackflow.cell_marks (day) values (null)');
    await lookAtAll();
  });
});

describe('of whole hours, sorted on disk', () => {
  beforeAll(async () => {
    const { client } = database;
    await client.query('truncate stackflow.change_records cascade');
    await insertRecords(client, { services: [{ name: 'Ledger' }] });
    await client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at, implementation_end_at)
       select s.id, 'c', 'deployment', 'closed', d.at - (1 + floor(random() * 10)) * interval '1 hour', d.at, d.at
       from (select setseed(0.3)) as seed
       cross join (select s.id from stackflow.services as s where s.name = 'Ledger') as s
       cross join (
         select $1::timestamptz + random() * 150 * interval '1 day' as at from generate_series(1, 150000)
       ) as d`,
      [new Date(START_MS)]
    );
    await foldCells(DEPLOYMENTS, client, NO_REST, NEVER);
    await client.query('analyze');
    await client.query(`set work_mem = '64kB'`);
  });
  afterAll(() => database.client.query('reset work_mem'));

  it.each(['median', 'p75', 'p90', 'p95'] as const)(
    'gives the %s of the records by month in another zone',
    async (statistic) => {
      const question = {
        ...LEAD_TIME,
        statistic,
        shape: 'series',
        interval: true,
        bucket: 'month',
        timeZone: 'Asia/Kolkata',
        range: { fromMs: START_MS + 2.3 * DAY_MS, toMs: START_MS + 139.2 * DAY_MS },
      } as const;
      const [cells, records] = [cellStatement(question, true), cellStatement(question, false)];
      expect(await rowsOf(cells)).toEqual(await rowsOf(records));
    }
  );
});
