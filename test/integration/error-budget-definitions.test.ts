import { Client } from 'pg';

import { planFacts } from '../../bench/plan';
import { migrate } from '../../src/backend/aurora/migrate';
import type { Reader } from '../../src/backend/aurora/reader';
import { budgetStories, storiesStatement } from '../../src/backend/metrics/error-budget/budget-story';
import { measureValue } from '../../src/backend/metrics/error-budget/measure-value';
import { BURN_RANGES, BURN_TIERS, burnLimitOf } from '../../src/model/burn-alerts';
import type { Lookback } from '../../src/model/error-budget-measures';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertMaintenance, insertSlos } from '../support/downtimes';
import { budgetAt, budgetsAt, budgetsOverTime, burnRate, onlyLine, timeToExhaustion } from '../support/error-budget';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** Every definition of an error budget in docs/metrics.md, by example. */

const NOW = '2026-06-30T12:00:00Z';
const DAY_MS = 86_400_000;
const before = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();
const minutesAgo = (minutes: number) => before(minutes * 60_000);
const daysAgo = (days: number) => before(days * DAY_MS);

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

beforeEach(async () => {
  await clearAll(database.client);
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: null },
    ],
  });
});

const down = (from: string, to: string | null, more: { incident?: string; service?: string } = {}) => ({
  service: 'Shop',
  from,
  to,
  ...more,
});

describe("the specification's figures", () => {
  it('99.9 % over 30 days at 99.95 % availability: 21.6 minutes left, 50 % used', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(daysAgo(3), before(3 * DAY_MS - 21.6 * 60_000))]);
    const state = await budgetAt(reader, NOW);
    expect(state).toMatchObject({
      service: 'Shop',
      team: 'Sales',
      slo: 'availability',
      targetPercent: 99.9,
      windowDays: 30,
      exhausted: false,
      incidents: 1,
    });
    expect(state.availabilityPercent).toBeCloseTo(99.95, 12);
    expect(state.remainingMinutes).toBeCloseTo(21.6, 12);
    expect(state.usedMinutes).toBeCloseTo(21.6, 12);
    expect(state.usedPercent).toBeCloseTo(50, 12);
    expect(state.remainingPercent).toBeCloseTo(50, 12);
  });
});

describe('downtime', () => {
  beforeEach(() => insertSlos(database.client, [{ service: 'Shop' }]));

  it.each<[string, Parameters<typeof down>[], number, number]>([
    ['none', [], 0, 0],
    [
      'overlapping periods of two incidents count once',
      [
        [minutesAgo(60), minutesAgo(50)],
        [minutesAgo(55), minutesAgo(40)],
      ],
      20,
      2,
    ],
    [
      'overlapping periods of one incident count once',
      [
        [minutesAgo(60), minutesAgo(50), { incident: 'one' }],
        [minutesAgo(55), minutesAgo(40), { incident: 'one' }],
      ],
      20,
      1,
    ],
    [
      'a period within another adds nothing',
      [
        [minutesAgo(60), minutesAgo(30)],
        [minutesAgo(50), minutesAgo(45)],
      ],
      30,
      2,
    ],
    [
      'periods that touch add up',
      [
        [minutesAgo(60), minutesAgo(50)],
        [minutesAgo(50), minutesAgo(40)],
      ],
      20,
      2,
    ],
    ['an open period lasts until now', [[minutesAgo(10), null]], 10, 1],
    [
      'a period that began before the window counts from its start',
      [[daysAgo(31), before(30 * DAY_MS - 5 * 60_000)]],
      5,
      1,
    ],
    ['a period that began before the window and is still open takes all of it', [[daysAgo(40), null]], 30 * 24 * 60, 1],
    ['a period that ended as the window begins is over', [[daysAgo(31), daysAgo(30)]], 0, 0],
    ['a period that ends later is clipped to now', [[minutesAgo(10), '2026-07-01T00:00:00Z']], 10, 1],
    ['a period that begins later does not count', [['2026-06-30T12:00:00Z', null]], 0, 0],
    ['a period without length does not count', [[minutesAgo(10), minutesAgo(10)]], 0, 0],
    ['that of another service does not count', [[minutesAgo(10), null, { service: 'Search' }]], 0, 0],
  ])('%s', async (_, periods, usedMinutes, incidents) => {
    await insertDowntimes(
      database.client,
      periods.map((period) => down(...period))
    );
    expect(await budgetAt(reader, NOW)).toMatchObject({ usedMinutes, incidents });
  });

  it.each<[string, [string, string][], number, number]>([
    ['before it', [[minutesAgo(80), minutesAgo(70)]], 20, 1],
    ['over its beginning', [[minutesAgo(70), minutesAgo(55)]], 15, 1],
    ['in its middle', [[minutesAgo(55), minutesAgo(50)]], 15, 1],
    ['over all of it: no incident spent anything', [[minutesAgo(70), minutesAgo(30)]], 0, 0],
    [
      'twice, overlapping',
      [
        [minutesAgo(60), minutesAgo(50)],
        [minutesAgo(52), minutesAgo(45)],
      ],
      5,
      1,
    ],
  ])('maintenance %s', async (_, windows, usedMinutes, incidents) => {
    await insertDowntimes(database.client, [down(minutesAgo(60), minutesAgo(40))]);
    await insertMaintenance(
      database.client,
      windows.map(([from, to]) => ({ service: 'Shop', from, to }))
    );
    await insertMaintenance(database.client, [{ service: 'Search', from: daysAgo(30), to: NOW }]);
    expect(await budgetAt(reader, NOW)).toMatchObject({ usedMinutes, incidents });
  });
});

describe('what remains', () => {
  it('is never clamped', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(daysAgo(2), daysAgo(1))]);
    const state = await budgetAt(reader, NOW);
    expect(state.remainingMinutes).toBeCloseTo(43.2 - 1440, 10);
    expect(state.usedPercent).toBeCloseTo((100 * 1440) / 43.2, 9);
    expect(state.exhausted).toBe(true);
  });

  it.each([
    ['a microsecond before', '43.199999 minutes', false],
    ['exactly', '43.2 minutes', true],
  ])('%s the whole budget is used: exhausted %s', async (_, length, exhausted) => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(daysAgo(1), null)]);
    await database.client.query('update stackflow.incident_downtimes set ended_at = started_at + $1::interval', [
      length,
    ]);
    expect((await budgetAt(reader, NOW)).exhausted).toBe(exhausted);
  });

  it('with a target of 100 % there is no time to exhaustion while nothing of the window was lost', async () => {
    await insertSlos(database.client, [{ service: 'Shop', targetPercent: 100, windowDays: 1 }]);
    await insertDowntimes(database.client, [down(daysAgo(3), daysAgo(2.9))]);
    const state = await budgetAt(reader, NOW);
    expect(state.exhausted).toBe(false);
    expect(burnRate(state, '7d')).toBeNull();
    expect(timeToExhaustion(state, '7d')).toBeNull();
  });

  it('with a target of 100 % there is no budget: the first moment exhausts it, and shares and rates are null', async () => {
    await insertSlos(database.client, [{ service: 'Shop', targetPercent: 100 }]);
    const untouched = await budgetAt(reader, NOW);
    expect(untouched).toMatchObject({
      exhausted: false,
      remainingMinutes: 0,
      remainingPercent: null,
      usedPercent: null,
      availabilityPercent: 100,
    });
    expect([burnRate(untouched, '1h'), timeToExhaustion(untouched, '1d')]).toEqual([null, null]);
    await insertDowntimes(database.client, [down(before(1000), NOW)]);
    const touched = await budgetAt(reader, NOW);
    expect(touched).toMatchObject({ exhausted: true, remainingMinutes: -1 / 60, remainingPercent: null });
    expect([burnRate(touched, '1h'), timeToExhaustion(touched, '1d')]).toEqual([null, 0]);
  });

  it('a window that reaches back to before the service was monitored is shorter, and so is its budget', async () => {
    await database.client.query(`update stackflow.services set monitored_since = $1 where name = 'Shop'`, [daysAgo(3)]);
    await insertSlos(database.client, [{ service: 'Shop', targetPercent: 99, windowDays: 30 }]);
    await insertDowntimes(database.client, [down(daysAgo(4), daysAgo(2.99))]);
    // A hundredth of three days is 43.2 minutes, of which a third is used.
    expect(await budgetAt(reader, NOW)).toMatchObject({
      measuredDays: 3,
      windowDays: 30,
      usedMinutes: 14.4,
      remainingMinutes: expect.closeTo(28.8, 9),
      usedPercent: expect.closeTo(100 / 3, 9),
      exhausted: false,
    });
    expect(await budgetsAt(reader, daysAgo(3))).toEqual([]);
    const { lines } = await budgetsOverTime(reader, {
      measure: 'availability',
      from: daysAgo(4),
      to: NOW,
      stepSeconds: 86_400,
    });
    expect(onlyLine(lines).map((value) => value === null)).toEqual([true, false, false, false, false]);
  });

  it('a window is days of 24 hours, whatever the clock does', async () => {
    await insertSlos(database.client, [{ service: 'Shop', windowDays: 1 }]);
    // Berlin's clock was turned on 2026-03-29 at 01:00 UTC: that day had 23 hours.
    await insertDowntimes(database.client, [down('2026-03-28T11:00:00Z', '2026-03-28T12:01:00Z')]);
    await database.client.query(`set timezone = 'Europe/Berlin'`);
    const state = await budgetAt(reader, '2026-03-29T12:00:00Z').finally(() => database.client.query('reset timezone'));
    expect(state.usedMinutes).toBe(1);
    expect(state.availabilityPercent).toBeCloseTo(100 * (1 - 1 / 1440), 12);
  });
});

describe('burning', () => {
  beforeEach(() => insertSlos(database.client, [{ service: 'Shop' }]));

  it('is the share of the look-back that was down, over the share that may be', async () => {
    await insertDowntimes(database.client, [down(minutesAgo(60), minutesAgo(54))]);
    const state = await budgetAt(reader, NOW);
    // 6 of 60 minutes are 10 %, and 0.1 % may be.
    expect(burnRate(state, '1h')).toBeCloseTo(100, 10);
    expect(burnRate(state, '2h')).toBeCloseTo(50, 10);
    expect(burnRate(state, '6h')).toBeCloseTo(6 / 360 / 0.001, 10);
    expect(burnRate(state, '1d')).toBeCloseTo(6 / 1440 / 0.001, 10);
    expect(burnRate(state, '3d')).toBeCloseTo(6 / 4320 / 0.001, 10);
    expect([burnRate(state, '5m'), burnRate(state, '30m')]).toEqual([0, 0]);
  });

  it('at 1 it spends the budget exactly in the window', async () => {
    await insertDowntimes(database.client, [down(before(43.2 * 60_000), NOW)]);
    await insertSlos(database.client, [{ service: 'Shop', name: 'week', windowDays: 7 }]);
    const [month, week] = await budgetsAt(reader, NOW);
    expect(month?.slo === 'availability' && burnRate(month, '3d')).toBeCloseTo(10, 10);
    expect(week && burnRate(week, '7d')).toBeCloseTo(43.2 / 10_080 / 0.001, 10);
  });

  it('reaches beyond a window that is shorter', async () => {
    await insertSlos(database.client, [{ service: 'Shop', name: 'day', windowDays: 1 }]);
    await insertDowntimes(database.client, [down(daysAgo(2.5), before(2.5 * DAY_MS - 4.32 * 60_000))]);
    const day = await budgetAt(reader, NOW, { slos: ['day'] });
    expect(day.usedMinutes).toBe(0);
    expect(burnRate(day, '3d')).toBeCloseTo(1, 10);
  });

  it('time to exhaustion: what remains, at the speed of the last day and of the last 7', async () => {
    await insertDowntimes(database.client, [
      down(daysAgo(3), before(3 * DAY_MS - 7 * 60_000)),
      down(minutesAgo(5), minutesAgo(4)),
    ]);
    const state = await budgetAt(reader, NOW);
    // 35.2 minutes remain; one was lost in the last day, eight in the last seven.
    expect(timeToExhaustion(state, '1d')).toBeCloseTo(35.2 * 86_400, 6);
    expect(timeToExhaustion(state, '7d')).toBeCloseTo((35.2 / 8) * 7 * 86_400, 6);
  });

  it('time to exhaustion: null while nothing burns, 0 once the budget is gone', async () => {
    await insertDowntimes(database.client, [down(daysAgo(3), before(3 * DAY_MS - 7 * 60_000))]);
    const quiet = await budgetAt(reader, NOW);
    expect([timeToExhaustion(quiet, '1d'), typeof timeToExhaustion(quiet, '7d')]).toEqual([null, 'number']);
    await insertDowntimes(database.client, [down(daysAgo(20), daysAgo(19), { incident: 'long' })]);
    expect(timeToExhaustion(await budgetAt(reader, NOW), '1d')).toBe(0);
  });
});

describe('which SLOs', () => {
  it('by service, then name; several on one service', async () => {
    await insertSlos(database.client, [
      { service: 'Shop', name: 'strict', targetPercent: 99.99 },
      { service: 'Shop', name: 'lax', targetPercent: 99 },
      { service: 'Search' },
    ]);
    const budgets = await budgetsAt(reader, NOW);
    expect(budgets.map(({ service, team, slo }) => [service, team, slo])).toEqual([
      ['Search', null, 'availability'],
      ['Shop', 'Sales', 'lax'],
      ['Shop', 'Sales', 'strict'],
    ]);
  });

  it.each([
    [{ services: ['Search'] }, ['Search']],
    [{ teams: ['Sales'] }, ['Shop']],
    [{ tiers: ['critical' as const] }, ['Shop']],
    [{ slos: ['availability'] }, ['Search', 'Shop']],
    [{ services: ['Search'], teams: ['Sales'] }, []],
  ])('filtered by %j', async (scope, services) => {
    await insertSlos(database.client, [
      { service: 'Shop' },
      { service: 'Search' },
      { service: 'Shop', name: 'old', enabled: false },
    ]);
    expect((await budgetsAt(reader, NOW, scope)).map(({ service }) => service)).toEqual(services);
  });

  it('not those that are disabled, nor those of a retired service', async () => {
    await insertSlos(database.client, [{ service: 'Shop', enabled: false }, { service: 'Search' }]);
    await database.client.query(`update stackflow.services set retired_at = $1 where name = 'Search'`, [daysAgo(1)]);
    expect(await budgetsAt(reader, NOW)).toEqual([]);
    expect((await budgetsAt(reader, daysAgo(2))).map(({ service }) => service)).toEqual(['Search']);
  });
});

describe('an SLO edited in the middle of its window', () => {
  const EDITED = '2026-06-20T00:00:00Z';

  beforeEach(async () => {
    await insertSlos(database.client, [
      { service: 'Shop', targetPercent: 99, edits: [{ since: EDITED, targetPercent: 99.9 }] },
    ]);
    await insertDowntimes(database.client, [down('2026-06-10T00:00:00Z', '2026-06-10T00:21:36Z')]);
  });

  it('is judged by what it demanded then: an edit rewrites nothing before it', async () => {
    const { instants, lines } = await budgetsOverTime(reader, {
      measure: 'remainingPercent',
      from: '2026-06-19T00:00:00Z',
      to: '2026-06-21T00:00:00Z',
      stepSeconds: 86_400,
    });
    expect(instants).toEqual(['2026-06-19T00:00:00.000Z', '2026-06-20T00:00:00.000Z', '2026-06-21T00:00:00.000Z']);
    // 21.6 of 432 minutes, then 21.6 of 43.2.
    expect(onlyLine(lines)).toEqual([95, 50, 50]);
    expect((await budgetAt(reader, '2026-06-19T23:59:59Z')).targetPercent).toBe(99);
    expect((await budgetAt(reader, EDITED)).targetPercent).toBe(99.9);
  });

  it('shows how it would have done before it was made', async () => {
    expect((await budgetAt(reader, '2026-06-12T00:00:00Z')).remainingPercent).toBe(95);
  });

  it('is a gap while it is disabled, and keeps its present name', async () => {
    await database.client.query(`update stackflow.slos set name = 'renamed'`);
    await database.client.query(
      `update stackflow.slo_history set changed_at = '2026-06-25' where id = (select max(id) from stackflow.slo_history)`
    );
    for (const [since, enabled] of [
      ['2026-06-26', false],
      ['2026-06-27', true],
    ] as const) {
      await database.client.query('update stackflow.slos set enabled = $1', [enabled]);
      await database.client.query(
        'update stackflow.slo_history set changed_at = $1 where id = (select max(id) from stackflow.slo_history)',
        [since]
      );
    }
    const { lines } = await budgetsOverTime(reader, {
      measure: 'targetPercent',
      from: '2026-06-25T00:00:00Z',
      to: '2026-06-28T00:00:00Z',
      stepSeconds: 86_400,
    });
    expect(lines.map(({ slo, values }) => [slo, values])).toEqual([['renamed', [99.9, null, 99.9, 99.9]]]);
  });

  it('that was there before edits were kept is judged by what it is, and by what it was before the first known edit', async () => {
    await database.client.query('delete from stackflow.slo_history');
    expect((await budgetAt(reader, '2026-06-01T00:00:00Z')).targetPercent).toBe(99.9);
    await database.client.query('update stackflow.slos set target_percent = 95');
    await database.client.query(`update stackflow.slo_history set changed_at = '2026-06-15'`);
    expect((await budgetAt(reader, '2026-06-14T00:00:00Z')).targetPercent).toBe(99.9);
    expect((await budgetAt(reader, '2026-06-16T00:00:00Z')).targetPercent).toBe(95);
  });
});

describe('a schema from before', () => {
  beforeEach(() => insertSlos(database.client, [{ service: 'Shop', targetPercent: 99 }]));

  it('may hold periods and maintenance that end before they begin: they are none', async () => {
    await database.client.query(`begin;
      alter table stackflow.incident_downtimes drop constraint incident_downtimes_check;
      alter table stackflow.maintenance_windows drop constraint maintenance_windows_check`);
    try {
      await insertDowntimes(database.client, [
        down(minutesAgo(10), minutesAgo(20)),
        down(minutesAgo(60), minutesAgo(50)),
      ]);
      await insertMaintenance(database.client, [{ service: 'Shop', from: minutesAgo(52), to: minutesAgo(58) }]);
      expect(await budgetAt(reader, NOW)).toMatchObject({ usedMinutes: 10, incidents: 1 });
    } finally {
      await database.client.query('rollback');
    }
  });

  it.each([
    ['of another form', `'{"goal": "high"}', '{"goal": "higher"}'`],
    ['of no form', `null, null`],
    ['of odd values', `null, '{"target_percent": "x", "window_days": 1, "enabled": true}'`],
  ])('may hold history %s: the SLO is what it says itself', async (_, values) => {
    await database.client.query(`insert into stackflow.slo_history (slo_id, changed_at, before, after)
      select id, '2026-06-01', ${values} from stackflow.slos`);
    expect((await budgetAt(reader, NOW)).targetPercent).toBe(99);
    await database.client.query(`delete from stackflow.slo_history where changed_by is not null`);
    expect((await budgetAt(reader, NOW)).targetPercent).toBe(99);
  });
});

describe('over time', () => {
  beforeEach(async () => {
    await insertSlos(database.client, [{ service: 'Shop', windowDays: 1, targetPercent: 99 }]);
    await insertDowntimes(database.client, [down('2026-06-10T00:00:00Z', '2026-06-10T00:07:12Z')]);
  });

  it('each point is the state at its moment, and the last is that of the range’s end', async () => {
    const ask = { from: '2026-06-09T23:30:00Z', to: '2026-06-11T00:05:00Z', stepSeconds: 3600 } as const;
    for (const measure of [
      'remainingPercent',
      'remainingMinutes',
      'usedPercent',
      'usedMinutes',
      'availability',
      'exhausted',
    ] as const) {
      const { instants, lines } = await budgetsOverTime(reader, { ...ask, measure });
      const values = onlyLine(lines);
      expect(instants).toHaveLength(26);
      expect(instants.at(-1)).toBe('2026-06-11T00:05:00.000Z');
      for (const index of [0, 1, 24, 25]) {
        const state = await budgetAt(reader, instants[index] ?? '');
        const expected = {
          remainingPercent: state.remainingPercent,
          remainingMinutes: state.remainingMinutes,
          usedPercent: state.usedPercent,
          usedMinutes: state.usedMinutes,
          availability: state.availabilityPercent,
          exhausted: Number(state.exhausted),
        }[measure];
        expect([measure, instants[index], values[index]]).toEqual([measure, instants[index], expected]);
      }
    }
  });

  it('burns down as downtime goes on, and recovers as it leaves the window', async () => {
    const { lines } = await budgetsOverTime(reader, {
      measure: 'remainingPercent',
      from: '2026-06-10T00:00:00Z',
      to: '2026-06-11T00:07:12Z',
      stepSeconds: 216,
    });
    const values = onlyLine(lines);
    expect(values.slice(0, 4)).toEqual([100, 75, 50, 50]);
    expect(values.slice(-3)).toEqual([50, 75, 100]);
  });

  it('burn rate and time to exhaustion', async () => {
    const ask = { from: '2026-06-10T00:00:00Z', to: '2026-06-10T02:00:00Z', stepSeconds: 3600 } as const;
    const rates = await budgetsOverTime(reader, { ...ask, measure: 'burnRate', lookback: '1h' });
    expect(onlyLine(rates.lines)).toEqual([0, 12, 0]);
    const exhaustion = await budgetsOverTime(reader, { ...ask, measure: 'timeToExhaustion', lookback: '1d' });
    // 7.2 of 14.4 minutes in the last day: at that speed the other half lasts a day.
    expect(onlyLine(exhaustion.lines)).toEqual([null, 86_400, 86_400]);
  });

  it('leaves whole lines out at the row limit, and says so', async () => {
    await insertSlos(database.client, [{ service: 'Search' }]);
    const ask = {
      measure: 'exhausted',
      from: '2026-06-10T00:00:00Z',
      to: '2026-06-10T02:00:00Z',
      stepSeconds: 3600,
    } as const;
    const cut = await budgetsOverTime(reader, { ...ask, rowLimit: 5 });
    expect([cut.truncated, cut.lines.map(({ service }) => service)]).toEqual([true, ['Search']]);
    const whole = await budgetsOverTime(reader, { ...ask, rowLimit: 6 });
    expect([whole.truncated, whole.lines.length]).toEqual([false, 2]);
  });

  it('a range that lies in the future has nothing yet', async () => {
    const { instantsMs, lines } = await budgetsOverTime(reader, {
      measure: 'exhausted',
      from: NOW,
      to: NOW,
      stepSeconds: 60,
    });
    expect([instantsMs, lines]).toEqual([[], []]);
  });
});

it('a reader may ask where functions are taken from everybody', async () => {
  const other = await createTestDatabase('template0');
  try {
    await other.client.query('alter default privileges revoke execute on functions from public');
    await migrate(other.client);
    const { user, password } = await other.createUser('sre_metrics_reader');
    const client = new Client({ host: other.host, port: other.port, database: other.name, user, password });
    await client.connect();
    try {
      expect(await budgetsAt(readerOn(client), NOW)).toEqual([]);
    } finally {
      await client.end();
    }
  } finally {
    await other.client.query('alter default privileges grant execute on functions to public');
    await other.drop();
  }
});

describe('the limits of alerts go by the window of each SLO', () => {
  it.each(BURN_RANGES.flatMap(({ fromDays, toDays }) => (fromDays === toDays ? [fromDays] : [fromDays, toDays])))(
    'over %d days, as numbers and over time',
    async (windowDays) => {
      await insertSlos(database.client, [{ service: 'Shop', windowDays }]);
      await insertDowntimes(database.client, [down(minutesAgo(1), NOW)]);
      const state = await budgetAt(reader, NOW);
      for (const tier of BURN_TIERS) {
        const limit = burnLimitOf(windowDays, tier);
        expect(measureValue(state, 'burnLimit', tier)).toBe(limit?.rate ?? null);
        expect(measureValue(state, 'burnLookback', `${tier}Short`)).toBe(limit?.shortSeconds ?? null);
        const expected = limit === null ? null : expect.closeTo(60 / limit.longSeconds / 0.001, 6);
        expect(burnRate(state, tier)).toEqual(expected);
        const over = { from: daysAgo(1), to: NOW, stepSeconds: 86_400, lookback: tier };
        expect(onlyLine((await budgetsOverTime(reader, { ...over, measure: 'burnLimit' })).lines).at(-1)).toBe(
          limit?.rate ?? null
        );
        expect(onlyLine((await budgetsOverTime(reader, { ...over, measure: 'burnLookback' })).lines).at(-1)).toBe(
          limit?.longSeconds ?? null
        );
      }
    }
  );
});

describe('when an exhausted budget recovers if nothing new happens', () => {
  const recoverySeconds = async () => (await budgetAt(reader, NOW)).values.timeToRecovery;

  it('at once while there is budget left', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(daysAgo(3), before(3 * DAY_MS - 60_000))]);
    expect(await recoverySeconds()).toBe(0);
  });

  it('once so much has left the window that something is left again', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    // 43.2 minutes are allowed; of 30 + 20 minutes the first 6.8 must leave, which end 20 days ago but 23.2 minutes.
    await insertDowntimes(database.client, [
      down(daysAgo(20), before(20 * DAY_MS - 30 * 60_000)),
      down(daysAgo(2), before(2 * DAY_MS - 20 * 60_000)),
    ]);
    const seconds = (await recoverySeconds()) ?? NaN;
    expect(seconds).toBeCloseTo(10 * 86_400 + 6.8 * 60, 3);
    const at = (shift: number) => new Date(Date.parse(NOW) + (seconds + shift) * 1000).toISOString();
    expect((await budgetAt(reader, at(-1))).exhausted).toBe(true);
    expect((await budgetAt(reader, at(1))).exhausted).toBe(false);
  });

  it('with a target of 100 % once all of it has left', async () => {
    await insertSlos(database.client, [{ service: 'Shop', targetPercent: 100 }]);
    await insertDowntimes(database.client, [
      down(daysAgo(20), before(20 * DAY_MS - 60_000)),
      down(daysAgo(2), before(2 * DAY_MS - 60_000)),
    ]);
    expect(await recoverySeconds()).toBeCloseTo(28 * 86_400 + 60, 3);
  });

  it('as if an outage that lasts ended now', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(minutesAgo(60), null)]);
    expect(await recoverySeconds()).toBeCloseTo(30 * 86_400 - 60 * 60 + 16.8 * 60, 3);
  });
});

describe('what happened to an SLO, for the texts of alerts', () => {
  const EVERYTHING = { services: [], teams: [], tiers: [], slos: [] };
  const story = async (lookback: Lookback | null = null) => {
    const request = { scope: EVERYTHING, atMs: Date.parse(NOW), lookback, rowLimit: 10 };
    const [only] = (await budgetStories(reader, request, new AbortController().signal)).values();
    return only;
  };

  it('the incidents with the most downtime, and the last deployment before the newest of it', async () => {
    await insertRecords(database.client, {
      changes: [
        { key: 'early', service: 'Shop', closedAt: daysAgo(9) },
        { key: 'culprit', service: 'Shop', closedAt: minutesAgo(20) },
        { key: 'later', service: 'Shop', closedAt: minutesAgo(2) },
      ],
    });
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [
      down(daysAgo(5), before(5 * DAY_MS - 60_000), { incident: 'short' }),
      down(minutesAgo(15), minutesAgo(5), { incident: 'long' }),
    ]);
    const answer = await story();
    expect(answer?.incidents.map(({ downtimeMinutes }) => downtimeMinutes)).toEqual([10, 1]);
    expect(answer?.incidentCount).toBe(2);
    expect(answer?.deployment?.atMs).toBe(Date.parse(minutesAgo(20)));
    expect((await story('pageQuick'))?.incidentCount).toBe(1);
  });

  it.each<[string, Parameters<typeof down>[]]>([
    ['that began before the stretch', [[minutesAgo(90), null]]],
    [
      'of two incidents, one within the other',
      [
        [minutesAgo(90), null],
        [minutesAgo(10), minutesAgo(5)],
      ],
    ],
  ])('no deployment that was made during an outage %s', async (_, outages) => {
    await insertRecords(database.client, {
      changes: [
        { key: 'culprit', service: 'Shop', closedAt: minutesAgo(100) },
        { key: 'mend', service: 'Shop', closedAt: minutesAgo(75) },
      ],
    });
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(
      database.client,
      outages.map((outage) => down(...outage))
    );
    expect((await story('pageQuick'))?.deployment?.title).toBe('culprit');
  });

  it('a rollout that was under way when the outage began, but none that began or ended later', async () => {
    await insertRecords(database.client, {
      changes: [
        { key: 'early', service: 'Shop', closedAt: minutesAgo(60) },
        { key: 'rollout', service: 'Shop', implementationEndAt: minutesAgo(8) },
        { key: 'mend', service: 'Shop', implementationEndAt: minutesAgo(5) },
        { key: 'future', service: 'Shop', implementationEndAt: minutesAgo(-5) },
      ],
    });
    const begin = 'update stackflow.change_records set implementation_start_at = $2 where external_id = $1';
    await database.client.query(begin, ['rollout', minutesAgo(12)]);
    await database.client.query(begin, ['mend', minutesAgo(7)]);
    await database.client.query(begin, ['future', minutesAgo(20)]);
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(minutesAgo(10), minutesAgo(3))]);
    expect((await story())?.deployment?.title).toBe('rollout');
  });

  it('no deployment at a time that is none', async () => {
    const ever = { key: 'ever', service: 'Shop', createdAt: '-infinity', closedAt: '-infinity' };
    await insertRecords(database.client, { changes: [ever] });
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(minutesAgo(15), minutesAgo(5))]);
    expect(await story()).toMatchObject({ incidentCount: 1, deployment: null });
  });

  it('the runbook of the SLO as it is now', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    expect(await story()).toMatchObject({ runbookUrl: null });
    await database.client.query(`update stackflow.slos set runbook_url = 'https://wiki.example/shop'`);
    expect(await story()).toMatchObject({ runbookUrl: 'https://wiki.example/shop', incidents: [] });
  });

  it('reads no deployments of other services', async () => {
    await database.client.query(
      `
      insert into stackflow.change_records (service_id, title, change_type, state, created_at, implementation_end_at)
      select (select id from stackflow.services where name = 'Search'), 'Release', 'deployment', 'closed', at, at
      from generate_series($1::timestamptz - interval '20000 minutes', $1, '1 minute') as at`,
      [NOW]
    );
    await insertRecords(database.client, { changes: [{ key: 'culprit', service: 'Shop', closedAt: daysAgo(14) }] });
    await insertSlos(database.client, [{ service: 'Shop' }]);
    await insertDowntimes(database.client, [down(minutesAgo(15), null)]);
    await database.client.query('analyze');
    const request = { scope: EVERYTHING, atMs: Date.parse(NOW), lookback: null, rowLimit: 10 };
    const { indexes, fullScans, rowsRead } = await planFacts(database.client, [storiesStatement(request)]);
    expect(indexes).toContain('change_records_service_deployed_idx');
    expect(fullScans).not.toContain('change_records');
    expect(rowsRead).toBeLessThan(100);
  });

  it('nothing where nothing happened', async () => {
    await insertSlos(database.client, [{ service: 'Shop' }]);
    expect(await story()).toMatchObject({ incidents: [], incidentCount: 0, deployment: null });
  });
});
