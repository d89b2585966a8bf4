import fc from 'fast-check';

import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldBatch, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../../src/backend/metrics/cells/incident-rows';
import { applyCellEdit, cellEditArbitrary } from '../support/cell-edits';
import type { CellEdit } from '../support/cell-edits';
import { cellAnswers, cellDifferences, cellQuestion, cellStatement } from '../support/cell-questions';
import type { CellQuestion } from '../support/cell-questions';
import { clearCellRecords, expectAnswersOfRecords, tryRandomHistories, trySideBySide } from '../support/cell-race';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { Race } from '../support/race';
import { insertRecords } from '../support/records';

/** Answers from days of incidents are those of the records, to the last bit, whatever is folded, edited and committed when. */

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
    folds: [INCIDENTS, INCIDENTS, DEPLOYMENTS].map((store) => (folder) => foldBatch(store, folder, NO_REST)),
    foldAll: async (folder) => {
      await foldCells(DEPLOYMENTS, folder, NO_REST, NEVER);
      await foldCells(INCIDENTS, folder, NO_REST, NEVER);
    },
    differences: cellDifferences,
  });
});
afterAll(async () => {
  await race.close();
  await database.drop();
});
beforeEach(() => clearCellRecords(database.client));

const anyQuestion = cellQuestion('mttr', 'changeFailureRate', 'failedDeploymentRecoveryTime');
const questionArbitrary = fc.oneof(
  anyQuestion,
  // What days answer.
  ...[0, 1, 2].map(() =>
    anyQuestion.map((question): CellQuestion => ({
      ...question,
      statistic: 'mean',
      interval: false,
      groupBy: 'none',
      filter: {},
    }))
  )
);

const answers = (question: CellQuestion) => cellAnswers(question, race.reader);

const look = (question: CellQuestion) => expectAnswersOfRecords(question, race.reader);
const fold = (restMinutes = NO_REST) => foldCells(INCIDENTS, race.folder, restMinutes, NEVER);

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  const tried = { store: INCIDENTS, race, client: database.client, question: questionArbitrary };
  await tryRandomHistories(tried, { minLength: 12, maxLength: 30 });
}, 300_000);

it('while writers and a fold run side by side', async () => {
  await trySideBySide({ store: INCIDENTS, race, question: questionArbitrary });
}, 300_000);

describe('with incidents of two days', () => {
  const FIRST = 20_525;
  const MTTR: CellQuestion = {
    metric: 'mttr',
    statistic: 'mean',
    shape: 'totals',
    groupBy: 'none',
    filter: {},
    interval: false,
    bucket: 'day',
    timeZone: 'UTC',
    range: { fromMs: Date.UTC(2026, 1, 1), toMs: Date.UTC(2026, 3, 11) },
  };
  const FAILURES: CellQuestion = { ...MTTR, metric: 'changeFailureRate' };

  // i0 is of the first day alone, i1 is blamed on c1 and goes on to the third.
  beforeEach(async () => {
    await insertRecords(database.client, {
      services: [],
      changes: ['2026-03-13', '2026-03-14'].map((day, index) => ({
        key: `c${index}`,
        service: 'Shop',
        implementationEndAt: `${day}T12:00:00Z`,
      })),
      incidents: [
        { key: 'i0', createdAt: '2026-03-13T13:00:00Z', resolvedAt: '2026-03-13T14:00:00Z', priority: 'P2' },
        {
          key: 'i1',
          createdAt: '2026-03-14T13:00:00Z',
          resolvedAt: '2026-03-15T13:00:00Z',
          priority: 'P1',
          changes: ['c1'],
        },
        { key: 'i2', createdAt: '2026-03-16T13:00:00Z', resolvedAt: '2026-03-17T13:00:00Z', priority: 'P3' },
      ],
    });
    await fold();
  });

  const firstRow = async (question: CellQuestion) =>
    (
      (await answers(question)).cells as ReadonlyArray<Record<'n' | 'severe_incidents' | 'linked_incidents', number>>
    )[0];
  const resolved = async () => (await firstRow(MTTR))?.n;
  const support = async () => {
    const row = await firstRow(FAILURES);
    return [row?.severe_incidents ?? 0, row?.linked_incidents ?? 0];
  };
  const markedDays = async () => {
    const { rows } = await database.client.query<{ day: number | null }>(
      `select distinct coalesce(m.day, stackflow.utc_day(i.created_at)) as day
       from stackflow.incident_marks as m
       left join stackflow.incidents as i on i.id = m.incident_id
       where m.incident_id is null or i.id is not null
       order by 1`
    );
    return rows.map(({ day }) => (day === null ? null : day - FIRST));
  };

  it('stores what is counted of each day', async () => {
    const { rows } = await database.client.query(
      'select d.*, d.day - $1 as day from stackflow.incident_days as d order by 1',
      [FIRST]
    );
    const none = { created: 0, linked: 0, resolved: 0, excluded: 0, resolved_us: '0' };
    expect(rows).toEqual([
      { ...none, day: 0, created: 1, resolved: 1, resolved_us: '3600000000' },
      { ...none, day: 1, created: 1, linked: 1 },
      { ...none, day: 2, resolved: 1, resolved_us: '86400000000' },
    ]);
  });

  it('reads days without a mark, and records of days with one', async () => {
    expect([await resolved(), await support()]).toEqual([2, [2, 1]]);
    await database.client.query('delete from stackflow.incident_days');
    expect([await resolved(), await support()]).toEqual([0, [0, 0]]);
    await database.client.query('insert into stackflow.incident_marks (day) values ($1)', [FIRST]);
    expect([await resolved(), await support()]).toEqual([1, [1, 0]]);
    await database.client.query(`insert into stackflow.incident_marks (incident_id)
      select i.id from stackflow.incidents as i where i.external_id = 'i1'`);
    expect([await resolved(), await support()]).toEqual([1, [2, 1]]);
    await database.client.query('insert into stackflow.incident_marks (day) values (null)');
    expect([await resolved(), await support()]).toEqual([2, [2, 1]]);
    await fold();
    expect([await resolved(), await support(), await markedDays()]).toEqual([2, [2, 1], []]);
  });

  it.each([
    ['by service', { groupBy: 'service' }],
    ['of a team', { filter: { teams: ['Data'] } }],
    ['of two days', { range: { fromMs: Date.UTC(2026, 2, 13), toMs: Date.UTC(2026, 2, 15) } }],
    ['by hour', { shape: 'series', bucket: 'hour' }],
  ] as const)('leaves days alone %s', (_, part) => {
    for (const question of [MTTR, FAILURES]) {
      expect(cellStatement({ ...question, ...part }, true).text).not.toContain('incident_days');
    }
  });

  it.each([
    ['a median', { statistic: 'median' }],
    ['an interval', { interval: true }],
    ['a comparison with intervals', { shape: 'compared', interval: true }],
  ] as const)('leaves days alone for %s of times', (_, part) => {
    expect(cellStatement({ ...MTTR, ...part }, true).text).not.toContain('incident_days');
  });

  it('compares with the period before by days, and ranks as the incidents do, whatever durations are equal', async () => {
    const COMPARED: CellQuestion = {
      ...MTTR,
      shape: 'compared',
      range: { fromMs: Date.UTC(2026, 2, 16, 5), toMs: Date.UTC(2026, 2, 23, 7) },
    };
    expect(cellStatement(COMPARED, true).text).toContain('incident_days');
    // In seconds; below 0 they do not count.
    const durations = fc.array(fc.constantFrom(-5, 0, 1, 1, 2, 3, 86_400), { maxLength: 12 });
    const resolve = (seconds: readonly number[], day: string) =>
      database.client.query(
        `insert into stackflow.incidents (title, priority, created_at, resolved_at)
         select 'i', 'P1', v.at - u.seconds * interval '1 second', v.at
         from unnest($2::float8[]) with ordinality as u (seconds, n)
         cross join lateral (select $1::timestamptz + u.n * interval '11 hours' as at) as v`,
        [day, seconds]
      );
    await fc.assert(
      fc.asyncProperty(durations, durations, async (now, before) => {
        await clearCellRecords(database.client);
        await resolve(now, '2026-03-16T06:00:00Z');
        await resolve(before, '2026-03-09T06:00:00Z');
        await fold();
        const { cells, records } = await answers(COMPARED);
        expect(cells).toEqual(records);
      }),
      { numRuns: 25 }
    );
  });

  it('leaves days alone where the data source does not use them', () => {
    for (const question of [MTTR, FAILURES]) {
      expect(cellStatement(question, false).text).not.toContain('incident_days');
    }
  });

  const LINK = (change: string, incident: string, role: string) =>
    `insert into stackflow.incident_changes (incident_id, change_id, role)
     select i.id, c.id, '${role}' from stackflow.incidents as i
     join stackflow.change_records as c on c.external_id = '${change}' where i.external_id = '${incident}'`;

  it.each([
    ['a title', `update stackflow.incidents set title = 'other'`, []],
    ['one severe priority to another', `update stackflow.incidents set priority = 'P1' where external_id = 'i0'`, []],
    [
      'a priority that is no more severe',
      `update stackflow.incidents set priority = 'P3' where external_id = 'i1'`,
      [1, 2],
    ],
    [
      'a priority that becomes severe',
      `update stackflow.incidents set priority = 'P2' where external_id = 'i2'`,
      [3, 4],
    ],
    [
      'when one began',
      `update stackflow.incidents set created_at = created_at - interval '2 days' where external_id = 'i1'`,
      [-1, 1, 2],
    ],
    [
      'when one ended',
      `update stackflow.incidents set resolved_at = resolved_at + interval '3 days' where external_id = 'i0'`,
      [0, 3],
    ],
    ['that one is open again', `update stackflow.incidents set resolved_at = null where external_id = 'i1'`, [1, 2]],
    [
      'a negative time',
      `update stackflow.incidents set resolved_at = created_at - interval '1 hour' where external_id = 'i1'`,
      [1, 2],
    ],
    [
      'a time without end',
      `update stackflow.incidents set created_at = '-infinity', resolved_at = 'infinity' where external_id = 'i1'`,
      [1, 2],
    ],
    [
      'when one ended that is not severe',
      `update stackflow.incidents set resolved_at = now() where external_id = 'i2'`,
      [],
    ],
    [
      'a new incident',
      `insert into stackflow.incidents (title, priority, created_at) values ('x', 'P1', '2026-03-12T00:00:00Z')`,
      [-1],
    ],
    [
      'a new incident that is over',
      `insert into stackflow.incidents (title, priority, created_at, resolved_at) values ('x', 'P1', '2026-03-12T23:59:59Z', '2026-03-13T00:00:00Z')`,
      [-1, 0],
    ],
    ['a new incident that is not severe', `insert into stackflow.incidents (title, priority) values ('x', 'P4')`, []],
    ['incidents that go', 'delete from stackflow.incidents', [0, 1, 2]],
    ['a new link', LINK('c0', 'i0', 'cause'), [0]],
    ['a new link of another kind', LINK('c0', 'i0', 'fix'), []],
    ['a link of an incident that is not severe', LINK('c0', 'i2', 'cause'), [3]],
    ['the kind of a link', `update stackflow.incident_changes set role = 'fix'`, [1]],
    ['who linked', `update stackflow.incident_changes set linked_by = 'somebody'`, []],
    [
      'the incident of a link',
      `update stackflow.incident_changes set incident_id = (select i.id from stackflow.incidents as i where i.external_id = 'i0')`,
      [0, 1],
    ],
    ['a link that goes', 'delete from stackflow.incident_changes', [1]],
    ['a change that goes with its links', `delete from stackflow.change_records where external_id = 'c1'`, [1]],
    ['all incidents', 'truncate stackflow.incidents cascade', [null]],
    ['all links', 'truncate stackflow.incident_changes', [null]],
    [
      'an incident that a replica writes',
      `set session_replication_role = replica; update stackflow.incidents set resolved_at = null where external_id = 'i0'; set session_replication_role = origin`,
      [0],
    ],
  ] as const)('marks the days of what is edited: %s', async (_, edit, days) => {
    await database.client.query(edit);
    expect(await markedDays()).toEqual(days);
    const asked = [MTTR, FAILURES].flatMap((question): readonly CellQuestion[] => [
      question,
      { ...question, shape: 'series', timeZone: 'Asia/Kolkata' },
    ]);
    for (const question of asked) {
      await look(question);
    }
    await fold();
    for (const question of asked) {
      await look(question);
    }
    expect(await markedDays()).toEqual([]);
  });

  /** What two writers do, of whom neither sees the other, and who is done first. */
  const BLIND = [
    [
      'a link and when its incident began',
      LINK('c0', 'i0', 'cause'),
      `update stackflow.incidents set created_at = created_at - interval '2 days' where external_id = 'i0'`,
    ],
    [
      'a link and the priority of its incident',
      LINK('c0', 'i2', 'cause'),
      `update stackflow.incidents set priority = 'P1' where external_id = 'i2'`,
    ],
    [
      'two links, one that comes and one that goes',
      LINK('c0', 'i1', 'cause'),
      'delete from stackflow.incident_changes',
    ],
  ].flatMap(([what = '', one = '', other = '']) =>
    ['read committed', 'repeatable read'].flatMap((isolation) => [
      { what, first: one, second: other, isolation },
      { what, first: other, second: one, isolation },
    ])
  );
  it.each(BLIND)('loses no mark of two who do not see each other: $what, $isolation', async (blind) => {
    const { first, second, isolation } = blind;
    await race.folder.query(`begin isolation level ${isolation}`);
    await race.folder.query('select count(*) from stackflow.incidents');
    await race.writer.query('begin');
    await race.writer.query(first);
    await race.folder.query(second);
    await race.writer.query('commit');
    await foldCells(INCIDENTS, database.client, NO_REST, NEVER);
    await race.folder.query('commit');
    await look(FAILURES);
    await fold();
    await look(FAILURES);
    expect(await markedDays()).toEqual([]);
  });

  it('has no writer wait for another, or for a fold', async () => {
    const edit = (key: string) =>
      `update stackflow.incidents set resolved_at = '2026-03-15T15:00:00Z' where external_id = '${key}'`;
    await database.client.query('insert into stackflow.incident_marks (day) values ($1)', [FIRST + 2]);
    await race.folder.query('begin');
    await foldBatch(INCIDENTS, race.folder, NO_REST);
    await race.writer.query(`begin; set local lock_timeout = '1ms'; ${edit('i0')}`);
    await database.client.query(`begin; set local lock_timeout = '1ms'; ${edit('i1')}; commit`);
    await race.writer.query('commit');
    await race.folder.query('commit');
    expect(await markedDays()).toEqual([0, 1, 2]);
    await look(MTTR);
  });

  it('leaves a day alone that was folded a moment ago, whose records answer meanwhile', async () => {
    await database.client.query(`update stackflow.incidents set priority = 'P4' where external_id = 'i0'`);
    expect(await fold(10)).toEqual({ days: 0, isBusy: false });
    expect([await markedDays(), await resolved()]).toEqual([[0], 1]);
    await database.client.query(
      `update stackflow.folded_incident_days set folded_at = folded_at - interval '10 minutes'`
    );
    expect(await fold(10)).toEqual({ days: 1, isBusy: false });
  });

  it('folds beside who folds deployments, and not beside who folds incidents', async () => {
    await race.folder.query('begin');
    await foldBatch(DEPLOYMENTS, race.folder, NO_REST);
    expect(await foldCells(INCIDENTS, race.writer, NO_REST, NEVER)).toEqual({ days: 0, isBusy: false });
    await foldBatch(INCIDENTS, race.folder, NO_REST);
    expect(await foldCells(INCIDENTS, race.writer, NO_REST, NEVER)).toEqual({ days: 0, isBusy: true });
    await race.folder.query('commit');
  });

  it.each([
    [
      'inherited from',
      'create table stackflow.more_incidents () inherits (stackflow.incidents)',
      'drop table stackflow.more_incidents',
    ],
    [
      'under row security',
      'alter table stackflow.incident_changes enable row level security',
      'alter table stackflow.incident_changes disable row level security',
    ],
  ])('leaves every day to its records where a table is %s', async (_, done, undone) => {
    await database.client.query(done);
    expect(await fold()).toEqual({ days: 0, isBusy: false });
    expect(await markedDays()).toEqual([null]);
    await look(MTTR);
    await database.client.query(undone);
    await fold();
    expect(await markedDays()).toEqual([]);
    await look(MTTR);
  });

  it('folds every day on which one began or ended', async () => {
    await database.client.query('truncate stackflow.folded_incident_days, stackflow.incident_days');
    await database.client.query('insert into stackflow.incident_marks (day) values (null)');
    expect(await fold()).toEqual({ days: 3, isBusy: false });
    await look(MTTR);
    await look(FAILURES);
  });
});
