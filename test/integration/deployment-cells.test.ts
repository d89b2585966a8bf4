import fc from 'fast-check';

import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldBatch, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { applyCellEdit, cellEditArbitrary } from '../support/cell-edits';
import type { CellEdit } from '../support/cell-edits';
import { cellAnswers, cellDifferences, cellQuestion, cellStatement } from '../support/cell-questions';
import type { CellQuestion } from '../support/cell-questions';
import { clearCellRecords, expectAnswersOfRecords, tryRandomHistories, trySideBySide } from '../support/cell-race';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { Race } from '../support/race';
import { insertRecords } from '../support/records';

/** Answers from cells are those of the records, whatever is folded, edited and committed when. */

const NEVER = new AbortController().signal;

let database: TestDatabase;
let race: Race<CellEdit, readonly CellQuestion[]>;

beforeAll(async () => {
  database = await createTestDatabase();
  race = await Race.open<CellEdit, readonly CellQuestion[]>(database, {
    writers: 'owner',
    edit: cellEditArbitrary,
    look: fc.array(questionArbitrary, { minLength: 1, maxLength: 2 }),
    applyEdit: applyCellEdit,
    folds: [(folder) => foldBatch(DEPLOYMENTS, folder, NO_REST)],
    foldAll: (folder) => foldCells(DEPLOYMENTS, folder, NO_REST, NEVER),
    differences: cellDifferences,
  });
});
afterAll(async () => {
  await race.close();
  await database.drop();
});
beforeEach(() => clearCellRecords(database.client));

const questionArbitrary = cellQuestion(
  'deploymentFrequency',
  'changeFailureRate',
  'reworkRate',
  'leadTime',
  'leadTime',
  'leadTime'
);

const answers = (question: CellQuestion) => cellAnswers(question, race.reader);

const look = (question: CellQuestion) => expectAnswersOfRecords(question, race.reader);
const fold = (restMinutes = NO_REST) => foldCells(DEPLOYMENTS, race.folder, restMinutes, NEVER);

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  const tried = { store: DEPLOYMENTS, race, client: database.client, question: questionArbitrary };
  await tryRandomHistories(tried, { minLength: 8, maxLength: 20 });
}, 300_000);

it('while writers and a fold run side by side', async () => {
  await trySideBySide({ store: DEPLOYMENTS, race, question: questionArbitrary });
}, 300_000);

describe('with deployments of two days', () => {
  const FIRST = 20_525;
  const DAY: CellQuestion = {
    metric: 'deploymentFrequency',
    statistic: 'median',
    shape: 'totals',
    groupBy: 'none',
    filter: {},
    interval: false,
    bucket: 'day',
    timeZone: 'UTC',
    range: { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 2, 11) },
  };

  beforeEach(async () => {
    await insertRecords(database.client, {
      services: [],
      changes: ['2026-03-13', '2026-03-14'].map((day, index) => ({
        key: `c${index}`,
        service: 'Shop',
        implementationEndAt: `${day}T12:00:00Z`,
      })),
      incidents: [{ key: 'i', createdAt: '2026-03-14T13:00:00Z', priority: 'P3', changes: ['c1'] }],
    });
    await fold();
  });

  const WIDE = { ...DAY, range: { fromMs: Date.UTC(2026, 1, 1), toMs: Date.UTC(2026, 3, 11) } };
  const numberIn = async (question: CellQuestion = WIDE) =>
    ((await answers(question)).cells as ReadonlyArray<{ n: number }>)[0]?.n;
  const markedDays = async () => {
    const { rows } = await database.client.query<{ day: number | null }>(
      `select distinct coalesce(m.day, stackflow.utc_day(c.deployed_at)) as day
       from stackflow.cell_marks as m
       left join stackflow.incident_changes as l on l.incident_id = m.incident_id
       left join stackflow.change_records as c on c.id = coalesce(m.change_id, l.change_id)
       where c.id is not null or (m.change_id is null and m.incident_id is null)
       order by 1`
    );
    return rows.map(({ day }) => (day === null ? null : day - FIRST));
  };

  it.each([
    ['days', WIDE, 'deployment_days'],
    [
      'quarters',
      { ...WIDE, range: { fromMs: Date.UTC(2026, 2, 13, 6), toMs: Date.UTC(2026, 2, 15, 6) } },
      'deployment_quarters',
    ],
    ['cells of services', { ...WIDE, groupBy: 'service' }, 'deployment_cells'],
    ['bins', { ...WIDE, metric: 'leadTime' }, 'lead_time_cells'],
  ] as const)('reads %s of days without a mark, and records of days with one', async (_, question, table) => {
    const shop = async () => {
      const { cells } = await answers(question);
      return (cells as ReadonlyArray<{ n: number; service: string | null }>).find(
        ({ service }) => service === null || service === 'Shop'
      )?.n;
    };
    expect(await shop()).toBe(2);
    await database.client.query(`delete from stackflow.${table}`);
    expect(await shop()).toBe(0);
    await database.client.query('insert into stackflow.cell_marks (day) values ($1)', [FIRST]);
    expect(await shop()).toBe(1);
    await database.client.query('insert into stackflow.cell_marks (day) values (null)');
    expect(await shop()).toBe(2);
    await fold();
    expect([await shop(), await markedDays()]).toEqual([2, []]);
  });

  it('counts a record by itself that nobody noticed to be of a change in several services', async () => {
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at)
       select s.id, 'Elsewhere', 'deployment', 'closed', timestamptz '2026-03-14 08:00Z', timestamptz '2026-03-14 09:00Z'
       from stackflow.services as s where s.name = 'Index'`
    );
    await database.client.query(
      `insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, made)
       select 1, '#1', case when c.external_id = 'c0' then (select s.id from stackflow.services as s where s.name = 'Search') else c.service_id end,
         c.id, '{}', true
       from stackflow.change_records as c`
    );
    // As of one that was written beside the others, by whoever did not see them yet.
    await database.client.query(
      `update stackflow.github_changes as g set shared = false from stackflow.change_records as c where c.id = g.change_id and c.external_id = 'c0'`
    );
    for (const isFolded of [false, true]) {
      for (const shape of ['totals', 'series'] as const) {
        await look({ ...WIDE, shape });
      }
      expect([isFolded, await numberIn()]).toEqual([isFolded, 2]);
      await fold();
    }
  });

  it.each([
    ['Asia/Kolkata', '2026-03-14T20:00:00Z'],
    ['America/St_Johns', '2026-03-14T01:00:00Z'],
  ] as const)(
    'gives no point to a day of %s whose only deployment, which ended before it began, is of the next',
    async (timeZone, at) => {
      await database.client.query(
        `update stackflow.change_records set created_at = $1::timestamptz + interval '1 day', implementation_end_at = $1, closed_at = $1
       where external_id = 'c1'`,
        [at]
      );
      await fold();
      for (const statistic of ['median', 'p95', 'mean'] as const) {
        await look({ ...WIDE, metric: 'leadTime', shape: 'series', timeZone, statistic });
      }
    }
  );

  it('adds quarters to whole days where a bound is no midnight', async () => {
    const fromNoon = { ...WIDE, range: { fromMs: Date.UTC(2026, 2, 13, 12), toMs: Date.UTC(2026, 2, 17) } };
    expect(await numberIn(fromNoon)).toBe(2);
    await database.client.query('update stackflow.deployment_quarters set deployments = 100 * deployments');
    expect(await numberIn(fromNoon)).toBe(101);
    await database.client.query('insert into stackflow.cell_marks (day) values ($1)', [FIRST]);
    expect(await numberIn(fromNoon)).toBe(2);
  });

  it('leaves days marked where a program of an older version folds', async () => {
    await database.client.query('insert into stackflow.cell_marks (day) values ($1)', [FIRST]);
    const foldAs = async (columns: string, row: string) => {
      // In one transaction, as every version folds.
      await database.client.query('begin; delete from stackflow.cell_marks');
      await database.client
        .query(`insert into stackflow.folded_days (${columns}) values (${row})`)
        .finally(() => database.client.query('rollback'));
    };
    await expect(foldAs('day, folded_at', '1, now()')).rejects.toThrow('cells_version');
    await expect(foldAs('day, folded_at, cells_version', '1, now(), 19')).rejects.toThrow(
      'folded_days_cells_version_check'
    );
    expect(await markedDays()).toEqual([0]);
  });

  it.each(['totals', 'series'] as const)(
    'takes %s of lead time from what is stored, and from records of days with a mark',
    async (shape) => {
      const question = { ...WIDE, metric: 'leadTime' as const, shape, bucket: 'month' as const };
      const median = async () =>
        ((await answers(question)).cells as ReadonlyArray<{ kind?: string; statistic_seconds: unknown }>)
          .filter(({ kind }) => kind === undefined || kind === 'points')
          .map((row) => row.statistic_seconds);
      const right = await median();
      expect(right).toHaveLength(1);
      await database.client.query(
        `update stackflow.lead_time_values set us = (select array_agg(u * 2 order by u) from unnest(us) as u)`
      );
      expect(await median()).not.toEqual(right);
      await database.client.query('insert into stackflow.cell_marks (day) values (null)');
      expect(await median()).toEqual(right);
      await fold();
      expect(await median()).toEqual(right);
    }
  );

  it('leaves cells alone where the data source does not use them', async () => {
    await database.client.query('delete from stackflow.deployment_days');
    const { text, values } = cellStatement(WIDE, false);
    const { rows } = await race.reader.query<{ n: number }>({ text, values: [...values] });
    expect(rows[0]?.n).toBe(2);
    expect(text).not.toMatch(/cell|quarter|deployment_days/);
  });

  it.each([
    ['a title', `update stackflow.change_records set title = 'other'`, []],
    ['an outcome', `update stackflow.change_records set deployment_outcome = 'failed' where external_id = 'c1'`, [1]],
    [
      'a service',
      `update stackflow.change_records set service_id = (select s.id from stackflow.services as s where s.name = 'Index') where external_id = 'c0'`,
      [0],
    ],
    [
      'a beginning',
      `update stackflow.change_records set created_at = created_at - interval '1 day' where external_id = 'c0'`,
      [0],
    ],
    [
      'a rollout',
      `update stackflow.change_records set implementation_start_at = created_at where external_id = 'c1'`,
      [1],
    ],
    ['a plan', `update stackflow.change_records set unplanned = true where external_id = 'c0'`, [0]],
    [
      'a day',
      `update stackflow.change_records set implementation_end_at = implementation_end_at + interval '3 days' where external_id = 'c0'`,
      [0, 3],
    ],
    ['a state', `update stackflow.change_records set state = 'cancelled' where external_id = 'c0'`, [0]],
    ['an environment', `update stackflow.change_records set environment = 'staging' where external_id = 'c0'`, [0]],
    ['a type', `update stackflow.change_records set change_type = 'emergency' where external_id = 'c0'`, [0]],
    [
      'a change elsewhere',
      `insert into stackflow.change_records (service_id, title, change_type, state, environment, closed_at) select s.id, 'x', 'deployment', 'closed', 'staging', now() from stackflow.services as s`,
      [],
    ],
    [
      'a change that goes',
      `delete from stackflow.incident_changes; delete from stackflow.change_records where external_id = 'c0'`,
      [0, 1],
    ],
    ['a priority', `update stackflow.incidents set priority = 'P1'`, [1]],
    ['when an incident began', `update stackflow.incidents set created_at = created_at + interval '1 hour'`, [1]],
    ['an incident in other ways', `update stackflow.incidents set resolved_at = now(), title = 'over'`, []],
    ['an incident that goes', `delete from stackflow.incidents`, [1]],
    ['a link', `update stackflow.incident_changes set role = 'fix'`, [1]],
    [
      'a new link',
      `insert into stackflow.incident_changes (incident_id, change_id) select i.id, c.id from stackflow.incidents as i join stackflow.change_records as c on c.external_id = 'c0'`,
      [0],
    ],
    ['a link that goes', `delete from stackflow.incident_changes`, [1]],
    [
      'a subject',
      `insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, made) select 1, '#1', c.service_id, c.id, '{}', true from stackflow.change_records as c where c.external_id = 'c0'`,
      [0],
    ],
    ['all changes', 'truncate stackflow.change_records cascade', [null]],
    ['all links', 'truncate stackflow.incident_changes', [null]],
    ['all subjects', 'truncate stackflow.github_changes', [null]],
    [
      'a change that a replica writes',
      `set session_replication_role = replica; update stackflow.change_records set unplanned = true where external_id = 'c0'; set session_replication_role = origin`,
      [0],
    ],
  ] as const)('marks the days of what is edited: %s', async (_, edit, days) => {
    await database.client.query(edit);
    expect(await markedDays()).toEqual(days);
    await fold();
    for (const metric of ['changeFailureRate', 'reworkRate', 'leadTime'] as const) {
      await look({ ...WIDE, metric });
    }
  });

  /** What two writers do, of whom neither sees the other, and who is done first. */
  const LINK = `insert into stackflow.incident_changes (incident_id, change_id, role)
    select i.id, c.id, $role from stackflow.incidents as i join stackflow.change_records as c on c.external_id = 'c0'`;
  const BLIND = [
    [
      'a link and the priority of its incident',
      LINK.replace('$role', `'cause'`),
      `update stackflow.incidents set priority = 'P1'`,
      'changeFailureRate',
    ],
    [
      'a day and a link',
      `update stackflow.change_records set implementation_end_at = '2026-03-14T12:00:00Z' where external_id = 'c0'`,
      LINK.replace('$role', `'fix'`),
      'reworkRate',
    ],
    [
      'a closing and a link',
      `update stackflow.change_records set state = 'closed', implementation_end_at = '2026-03-13T12:00:00Z' where external_id = 'c0'`,
      LINK.replace('$role', `'fix'`),
      'reworkRate',
    ],
  ].flatMap(([what = '', one = '', other = '', metric = '']) =>
    ['read committed', 'repeatable read'].flatMap((isolation) => [
      { what, first: one, second: other, metric, isolation },
      { what, first: other, second: one, metric, isolation },
    ])
  );
  it.each(BLIND)('loses no mark of two who do not see each other: $what, $isolation', async (blind) => {
    const { first, second, metric, isolation } = blind;
    if ((first + second).includes('state')) {
      await database.client.query(
        `update stackflow.change_records set state = 'implementing', implementation_end_at = null where external_id = 'c0'`
      );
    }
    await database.client.query(`update stackflow.incidents set created_at = '2026-03-13T13:00:00Z'`);
    await fold();
    await race.folder.query(`begin isolation level ${isolation}`);
    await race.folder.query('select count(*) from stackflow.incidents');
    await race.writer.query('begin');
    await race.writer.query(first);
    await race.folder.query(second);
    await race.writer.query('commit');
    await foldCells(DEPLOYMENTS, database.client, NO_REST, NEVER);
    await race.folder.query('commit');
    const question = { ...WIDE, metric: metric as CellQuestion['metric'] };
    await look(question);
    await fold();
    await look(question);
    expect(await markedDays()).toEqual([]);
  });

  it('has no writer wait for another, or for a fold', async () => {
    const title = (key: string) =>
      `update stackflow.change_records set unplanned = not unplanned where external_id = '${key}'`;
    await database.client.query(`update stackflow.change_records set implementation_end_at = '2026-03-13T14:00:00Z'`);
    await race.folder.query('begin');
    await foldBatch(DEPLOYMENTS, race.folder, NO_REST);
    await race.writer.query(`begin; set local lock_timeout = '1ms'; ${title('c0')}`);
    await database.client.query(`begin; set local lock_timeout = '1ms'; ${title('c1')}; commit`);
    await race.writer.query('commit');
    await race.folder.query('commit');
    expect(await markedDays()).toEqual([0]);
  });

  it('leaves a day alone that was folded a moment ago, whose records answer meanwhile', async () => {
    await database.client.query(`update stackflow.change_records set environment = 'staging' where external_id = 'c0'`);
    expect(await fold(10)).toEqual({ days: 0, isBusy: false });
    expect([await markedDays(), await numberIn()]).toEqual([[0], 1]);
    await database.client.query(`update stackflow.folded_days set folded_at = folded_at - interval '10 minutes'`);
    expect(await fold(10)).toEqual({ days: 1, isBusy: false });
  });

  it('folds in one process at a time, whatever snapshots a session has by default', async () => {
    await race.folder.query('begin');
    await foldBatch(DEPLOYMENTS, race.folder, NO_REST);
    const late = race.writer;
    expect(await foldCells(DEPLOYMENTS, late, NO_REST, NEVER)).toEqual({ days: 0, isBusy: true });
    await race.folder.query('commit');
    await late.query(`set default_transaction_isolation = 'repeatable read'`);
    await database.client.query(`update stackflow.change_records set unplanned = true`);
    expect(await foldCells(DEPLOYMENTS, late, NO_REST, NEVER)).toEqual({ days: 2, isBusy: false });
    await late.query('reset default_transaction_isolation');
  });

  it('keeps the mark of a writer who commits after the fold began', async () => {
    await database.client.query(`update stackflow.change_records set unplanned = true where external_id = 'c1'`);
    await race.folder.query('begin');
    await foldBatch(DEPLOYMENTS, race.folder, NO_REST);
    await database.client.query(`update stackflow.change_records set environment = 'staging' where external_id = 'c1'`);
    expect(await numberIn()).toBe(1);
    await race.folder.query('commit');
    expect([await markedDays(), await numberIn()]).toEqual([[1], 1]);
  });

  it.each([
    [
      'inherited from',
      `create table stackflow.more_changes () inherits (stackflow.change_records)`,
      'drop table stackflow.more_changes',
    ],
    [
      'under row security',
      `alter table stackflow.incidents enable row level security`,
      `alter table stackflow.incidents disable row level security`,
    ],
  ])('leaves every day to its records where a table is %s', async (_, done, undone) => {
    await database.client.query(done);
    expect(await fold()).toEqual({ days: 0, isBusy: false });
    expect(await markedDays()).toEqual([null]);
    await look(WIDE);
    await database.client.query(undone);
    await fold();
    expect(await markedDays()).toEqual([]);
    await look(WIDE);
  });

  it('folds more days than one transaction takes, of which each has its mark from the first fold on', async () => {
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at)
       select s.id, 'Daily', 'deployment', 'closed', d.at, d.at + interval '1 hour'
       from stackflow.services as s cross join generate_series(timestamptz '2025-01-01', '2025-04-30', '1 day') as d (at)`
    );
    await database.client.query('truncate stackflow.folded_days');
    await database.client.query('insert into stackflow.cell_marks (day) values (null)');
    expect(await fold()).toEqual({ days: 122, isBusy: false });
    await look({ ...WIDE, metric: 'leadTime', range: { fromMs: Date.UTC(2024, 11, 1), toMs: Date.UTC(2026, 5, 1) } });
  });
});
