import fc from 'fast-check';

import { limitToTeams } from '../../src/backend/aurora/team-limit';
import type { Statement } from '../../src/backend/aurora/statement';
import { silenceAt } from '../../src/backend/metrics/freshness/silence';
import { NEVER_HEARD, freshnessStatement, sourceFreshness } from '../../src/backend/metrics/freshness/source-freshness';
import type { DoraQueryInput } from '../../src/model/dora-query';
import type { ErrorBudgetQueryInput } from '../../src/model/error-budget-query';
import type { SreQueryInput } from '../../src/model/query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { MEASURED_GAPS, frameFor, shownIn } from '../support/heard';
import { readerOn } from '../support/reader';

/** How fresh each source is, and what numbers become of that. */

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.client.query(
    `insert into stackflow.services (name, team) values ('Shop', 'Sales'), ('Search', 'Data')`
  );
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days)
     select s.id, 'uptime', 99, 30 from stackflow.services as s where s.name = 'Shop'`
  );
});
afterAll(() => database.drop());
beforeEach(() =>
  database.client.query(
    'truncate stackflow.incident_changes, stackflow.incident_downtimes, stackflow.incidents, stackflow.change_records, stackflow.job_status cascade'
  )
);

async function insertChanges(...daysAgo: readonly number[]): Promise<void> {
  await database.client.query(
    `insert into stackflow.change_records (service_id, title, change_type, state, created_at, implementation_end_at, closed_at)
     select s.id, 'Change', 'deployment', 'closed', t.at - interval '1 hour', t.at, t.at
     from stackflow.services as s, unnest($1::float8[]) as d (ago)
     cross join lateral (select now() - interval '1 day' * d.ago as at) as t
     where s.name = 'Shop'`,
    [daysAgo]
  );
}

/** Each with a downtime of a quarter of an hour. */
async function insertIncidents(...daysAgo: readonly number[]): Promise<void> {
  await database.client.query(
    `with made as (
       insert into stackflow.incidents (title, priority, created_at, resolved_at)
       select 'Outage', 'P1', now() - interval '1 day' * d.ago, now() - interval '1 day' * d.ago + interval '15 minutes'
       from unnest($1::float8[]) as d (ago)
       returning id, created_at, resolved_at
     )
     insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select m.id, s.id, m.created_at, m.resolved_at from made as m, stackflow.services as s where s.name = 'Shop'`,
    [daysAgo]
  );
}

async function insertIncidentWithoutDowntime(daysAgo: number): Promise<void> {
  await database.client.query(
    `insert into stackflow.incidents (title, priority, created_at, resolved_at)
     values ('Small', 'P2', now() - interval '1 day' * $1::float8, now())`,
    [daysAgo]
  );
}

const everyDay = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const freshness = () => sourceFreshness(readerOn(database.client), false, NEVER);
const ask = (query: SreQueryInput, fromDaysAgo: number, toDaysAgo: number, more = {}) => {
  const nowMs = Date.now();
  const range = { fromMs: nowMs - fromDaysAgo * DAY_MS, toMs: nowMs - toDaysAgo * DAY_MS };
  return frameFor(database.client, query, { ...range, ...more });
};

const FREQUENCY = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' } as const;
const AVAILABILITY = { queryType: 'reliability', view: 'ranking' } as const;
const NO_DATA_SINCE = /^no data since \d{1,2} [A-Z][a-z]{2,3}( \d{4})?$/;

describe('the newest record and the usual gap', () => {
  it('there is neither where nothing was ever recorded', async () => {
    expect(await freshness()).toEqual({
      changes: NEVER_HEARD,
      incidents: NEVER_HEARD,
      sync: NEVER_HEARD,
      downtime: NEVER_HEARD,
    });
  });

  it('counts a gap from the last record before it to the first after it, and none within a day', async () => {
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, implementation_end_at)
       select s.id, 'Change', 'deployment', 'closed', t.at, t.at
       from stackflow.services as s, unnest(array['2026-03-02T09:00Z', '2026-03-02T17:00Z', '2026-03-05T08:00Z',
         '2026-03-05T23:00Z', 'infinity', '-infinity']::timestamptz[]) as t (at)
       where s.name = 'Shop'`
    );
    const { changes } = await freshness();
    expect(changes).toEqual({
      newestMs: Date.parse('2026-03-05T23:00:00Z'),
      oldestMs: Date.parse('2026-03-02T09:00:00Z'),
      watchedMs: null,
      gapSeconds: 63 * 3600,
    });
  });

  it('takes a record that lies in the future for no sign of life', async () => {
    await insertChanges(90, -30);
    await insertIncidents(80, -1);
    const { changes, incidents, downtime } = await freshness();
    for (const [{ newestMs }, daysAgo] of [
      [changes, 90],
      [incidents, 80],
      [downtime, 80],
    ] as const) {
      expect(Math.abs((newestMs ?? 0) - (Date.now() - daysAgo * DAY_MS))).toBeLessThan(HOUR_MS);
    }
  });

  it('takes changes that are no closed production changes, and P3 incidents, for none', async () => {
    await insertChanges(90);
    await insertIncidents(90);
    await database.client
      .query(`insert into stackflow.change_records (service_id, title, change_type, state, environment,
        created_at, implementation_end_at)
      select s.id, 'Change', t.change_type, t.state, t.environment, now(), now() from stackflow.services as s, (values
        ('normal', 'closed', 'production'), ('deployment', 'implementing', 'production'), ('deployment', 'closed', 'staging')
      ) as t (change_type, state, environment)`);
    await database.client.query(`insert into stackflow.incidents (title, priority) values ('Small', 'P3')`);
    const { changes, incidents } = await freshness();
    for (const { newestMs } of [changes, incidents]) {
      expect(Date.now() - (newestMs ?? 0)).toBeGreaterThan(89 * DAY_MS);
    }
  });

  it('is the 99th percentile of the gaps there were, whatever they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 0, maxLength: 40 }),
        async (minutes) => {
          await database.client.query(
            'truncate stackflow.incident_downtimes, stackflow.incidents, stackflow.incident_changes'
          );
          const endMs = Date.UTC(2026, 5, 1, 12);
          const times: number[] = minutes.reduce(
            (sofar, gap) => [...sofar, (sofar.at(-1) ?? endMs) - gap * 60_000],
            [endMs]
          );
          const made = await database.client.query<{ id: string }>(
            `insert into stackflow.incidents (title, priority, created_at)
             select 'Outage', 'P2', to_timestamp(t.ms / 1000.0) from unnest($1::float8[]) as t (ms) returning id`,
            [times]
          );
          await database.client.query(
            `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
             select i.id, s.id, i.created_at, i.created_at + interval '1 minute'
             from stackflow.incidents as i join stackflow.services as s on s.name = 'Search' where i.id = any($1::bigint[])`,
            [made.rows.map(({ id }) => id)]
          );
          const { incidents, downtime } = await freshness();
          const lastYear = gapsBetweenDays(times.filter((at) => at >= endMs - 365 * DAY_MS));
          const expected = percentile99(lastYear.length > 0 ? lastYear : gapsBetweenDays(times));
          for (const { newestMs, gapSeconds } of [incidents, downtime]) {
            expect(newestMs).toBeCloseTo(endMs, 0);
            expect(gapSeconds ?? -1).toBeCloseTo(expected ?? -1, 3);
          }
        }
      ),
      { numRuns: 40 }
    );
  });

  it('reads entries of indexes, and no history', async () => {
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, implementation_end_at)
       select s.id, 'Change', 'deployment', 'closed', now(), now() - interval '10 minutes' * n
       from stackflow.services as s, generate_series(1, 20000) as n where s.name = 'Shop'`
    );
    await database.client.query('analyze stackflow.change_records');
    const { text, values } = freshnessStatement(false);
    const { rows } = await database.client.query<{ 'QUERY PLAN': string }>({
      text: `explain (analyze, buffers off, timing off) ${text}`,
      values: [...values],
    });
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('change_records_deployed_idx');
    expect(plan).not.toMatch(/Seq Scan on change_records/);
    const read = [...plan.matchAll(/change_records_deployed_idx.*rows=(\d+)(?:\.\d+)? loops=(\d+)/g)];
    expect(read.length).toBeGreaterThan(0);
    // A day has 144 of them, of which two are looked at.
    expect(Math.max(...read.map(([, rowCount, loops]) => Number(rowCount) * Number(loops)))).toBeLessThan(500);
  });
});

it('reads no incident of other teams where a data source is limited, however many there are', async () => {
  await insertIncidents(...everyDay(1, 5000).map((step) => step / 50));
  await database.client.query(
    `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select i.id, s.id, i.created_at, i.resolved_at
     from (select * from stackflow.incidents order by created_at offset 100 limit 2) as i, stackflow.services as s
     where s.name = 'Search'`
  );
  await database.client.query('analyze stackflow.incidents, stackflow.incident_downtimes, stackflow.services');
  const limited = limitToTeams(freshnessStatement(true), ['Data']);
  const { rows } = await database.client.query<{ 'QUERY PLAN': string }>({
    text: `explain (analyze, buffers off, timing off) ${limited.text}`,
    values: [...limited.values],
  });
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, count]) => Number(count));
  expect(Math.max(...removed)).toBeLessThan(100);
  expect(plan).not.toMatch(/Seq Scan on incidents/);
});

it('knows the same of incidents in a limited data source, by whatever way it finds them', async () => {
  await insertIncidents(90, 97, 104.2, 104.1);
  await database.client.query(`insert into stackflow.incidents (title, priority) values ('Of nobody', 'P1')`);
  const limitedReader = {
    run: <Row extends object>(statement: Statement) =>
      readerOn(database.client).run<Row>(limitToTeams(statement, ['Sales']), NEVER),
  };
  const limited = await sourceFreshness(limitedReader, true, NEVER);
  await database.client.query(`delete from stackflow.incidents where title = 'Of nobody'`);
  expect(limited).toEqual(await freshness());
});

function gapsBetweenDays(times: readonly number[]): number[] {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.slice(1).flatMap((at, index) => {
    const before = sorted[index] ?? at;
    return Math.floor(at / DAY_MS) === Math.floor(before / DAY_MS) ? [] : [(at - before) / 1000];
  });
}

/** As PostgreSQL's percentile_cont: linear between the two nearest ranks. */
function percentile99(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = 0.99 * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}

describe('a source is silent', () => {
  it.each([
    ['a second before its usual gap is over', -1, false],
    ['a second after', 1, true],
  ])('%s', async (_, seconds, isSilent) => {
    await insertChanges(...everyDay(90, 100));
    const known = await freshness();
    const { newestMs, gapSeconds } = known.changes;
    const atMs = (newestMs ?? 0) + 1000 * (Math.max(86_400, gapSeconds ?? 0) + seconds);
    expect(silenceAt({ freshness: known, usualGaps: MEASURED_GAPS }, 'changes', atMs) !== null).toBe(isSilent);
  });

  it('after at least a day, however often it told before', async () => {
    await insertChanges(90, 90.1, 90.2);
    const hearing = { freshness: await freshness(), usualGaps: MEASURED_GAPS };
    const newestMs = hearing.freshness.changes.newestMs ?? 0;
    expect(silenceAt(hearing, 'changes', newestMs + 23 * HOUR_MS)).toBeNull();
    expect(silenceAt(hearing, 'changes', newestMs + 25 * HOUR_MS)).toMatchObject({ sinceMs: newestMs });
  });

  it('after what the data source says, be it less than a day', async () => {
    await insertChanges(...everyDay(90, 100));
    const hearing = { freshness: await freshness(), usualGaps: { ...MEASURED_GAPS, changes: 2 } };
    const newestMs = hearing.freshness.changes.newestMs ?? 0;
    expect(silenceAt(hearing, 'changes', newestMs + 1.9 * HOUR_MS)).toBeNull();
    expect(silenceAt(hearing, 'changes', newestMs + 2.1 * HOUR_MS)).not.toBeNull();
  });

  it('never, while GitHub sync succeeds and brings nothing', async () => {
    await insertChanges(...everyDay(90, 100));
    await database.client.query(
      `insert into stackflow.job_status (job, last_succeeded_at, stale_after) values ('GitHub sync', now(), '1 hour')`
    );
    expect(shownIn(await ask(FREQUENCY, 30, 0), 'Deployment frequency').values).toEqual([0]);
  });
});

describe('three-month-old data at now', () => {
  beforeEach(async () => {
    await insertChanges(...everyDay(90, 130));
    await insertIncidents(90, 97, 104);
  });

  it.each<[string, SreQueryInput, string]>([
    ['a frequency', FREQUENCY, 'Deployment frequency'],
    ['a frequency in a table', { ...FREQUENCY, shape: 'table' }, 'Value'],
    ['a scorecard', { queryType: 'scorecard', groupBy: 'none' }, 'Deployment frequency'],
    ['open incidents', { queryType: 'dora', metric: 'mttr', shape: 'table' }, 'Open'],
    ['an availability', AVAILABILITY, 'Availability'],
    ['an availability as a number', { queryType: 'reliability', view: 'availability' }, 'Availability'],
    ['a budget in a table', { queryType: 'errorBudget', shape: 'table' }, 'Remaining'],
    ['a budget as a number', { queryType: 'errorBudget', shape: 'value' }, 'Error budget remaining'],
    ['whether it is exhausted', { queryType: 'errorBudget', shape: 'table' }, 'Exhausted'],
    ['a gate', { queryType: 'gate', view: 'decisions', shape: 'value' }, 'Gated'],
    ['what a gate rests on', { queryType: 'gate', view: 'decisions' }, 'Used'],
  ])('%s has no value and says since when', async (_, query, column) => {
    const frame = await ask(query, 30, 0);
    const { values, words } = shownIn(frame, column);
    expect(values.length).toBeGreaterThan(0);
    expect(new Set(values)).toEqual(new Set([null]));
    expect(words).toMatch(NO_DATA_SINCE);
    const notices = frame.meta.notices ?? [];
    expect(notices.length).toBeGreaterThan(0);
    for (const notice of notices) {
      expect(notice).toEqual({ severity: 'warning', text: expect.stringMatching(/since .* UTC/) as string });
    }
  });

  it.each<[string, SreQueryInput, string]>([
    ['what is down', { queryType: 'reliability', view: 'downNow' }, 'Down'],
    ['what is gated', { queryType: 'gate', view: 'summary' }, 'Gated'],
    ['how fresh it all is', { queryType: 'status', view: 'freshness' }, 'State'],
  ])('%s is said not to be known, plainly', async (_, query, column) => {
    const frame = await ask(query, 30, 0);
    const [word] = shownIn(frame, column).values;
    expect(word).toMatch(NO_DATA_SINCE);
    const mappings = frame.columns.find(({ name }) => name === column)?.config?.mappings;
    expect(mappings?.[0]).toMatchObject({ options: { [String(word)]: { color: 'text' } } });
  });

  it.each<[string, SreQueryInput]>([
    ['a frequency', FREQUENCY],
    ['a budget', { queryType: 'errorBudget', shape: 'value' }],
    ['a burn rate', { queryType: 'errorBudget', shape: 'value', measure: 'burnRate' }],
    ['an availability', { queryType: 'reliability', view: 'availability' }],
    ['a gate', { queryType: 'gate', view: 'decisions', shape: 'value' }],
    ['a line', { ...FREQUENCY, shape: 'series' }],
  ])('%s stays a number for an alert rule, which is told of the silence', async (_, query) => {
    const frame = await ask(query, 30, 0, { fromAlert: true });
    const numbers = frame.columns.flatMap((column) => (column.type === 'number' ? column.values : []));
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).not.toContain(null);
    expect(frame.meta.notices?.map(({ text }) => text).join()).toMatch(/may miss what happened since/);
  });

  it.each<[string, DoraQueryInput | ErrorBudgetQueryInput, string[]]>([
    [
      'an error budget',
      { queryType: 'errorBudget', shape: 'value', measure: 'usedMinutes' },
      ['service', 'team', 'slo'],
    ],
    ['a metric', { ...FREQUENCY, shape: 'value', groupBy: 'service' }, ['service', 'team']],
    ['a signal', { ...FREQUENCY, view: 'signal', shape: 'value', groupBy: 'service' }, ['service', 'team']],
  ])('%s has the time as a label where a rule asks for details, and nowhere else', async (_, query, names) => {
    const [told] = (await ask({ ...query, details: true }, 1, 0, { fromAlert: true })).columns;
    expect(told?.labels?.['no_data_since']).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC$/);
    const [plain] = (await ask(query, 1, 0, { fromAlert: true })).columns;
    expect(Object.keys(plain?.labels ?? {})).toEqual(names);
  });

  it('in a range that ends with the data is as it was', async () => {
    const frame = await ask({ ...FREQUENCY, shape: 'table' }, 120, 90);
    expect(shownIn(frame, 'Value').words).toBeUndefined();
    expect(shownIn(frame, 'Value').values[0]).toBeCloseTo(1, 1);
    expect(frame.meta.notices).toEqual([]);
    expect(shownIn(await ask(AVAILABILITY, 120, 89.5), 'State').values).toEqual(['up', 'no outage on record']);
  });

  it('has no change against the period before, whose value stays', async () => {
    const frame = await ask({ ...FREQUENCY, shape: 'table', compare: 'previousPeriod' }, 100, 0);
    expect(shownIn(frame, 'Previous').values[0]).toBeGreaterThan(0);
    for (const name of ['Value', 'Change', 'More than chance', 'Trend']) {
      expect(shownIn(frame, name).values).toEqual([null]);
    }
  });

  it('in a range of half silence has no frequency and no availability either', async () => {
    expect(shownIn(await ask(FREQUENCY, 180, 0), 'Deployment frequency').values).toEqual([null]);
    expect(new Set(shownIn(await ask(AVAILABILITY, 180, 0), 'Availability').values)).toEqual(new Set([null]));
  });

  it('keeps durations and failures that were recorded', async () => {
    const rate = { queryType: 'dora', metric: 'changeFailureRate', shape: 'value' } as const;
    await database.client.query(
      `update stackflow.change_records set deployment_outcome = 'failed'
       where id = (select min(c.id) from stackflow.change_records as c)`
    );
    expect(shownIn(await ask(rate, 180, 0), 'Change failure rate').values[0]).toBeGreaterThan(0);
    expect(shownIn(await ask({ ...rate, metric: 'mttr' }, 180, 0), 'MTTR (mean)').values).toEqual([900]);
  });

  it('shows no zeros after the data ends, and the counts before it', async () => {
    const { columns } = await ask({ ...FREQUENCY, shape: 'series', bucket: 'day' }, 100, 0);
    const [, line] = columns;
    const values = line?.type === 'number' ? line.values : [];
    // The first day is cut by the range's edge.
    expect(values.slice(1, 10)).toEqual(Array.from({ length: 9 }, () => 1));
    expect(new Set(values.slice(15))).toEqual(new Set([null]));
  });

  it('shows no availability after the data ends', async () => {
    const { columns } = await ask({ queryType: 'reliability', view: 'heat', services: ['Shop'] }, 100, 0);
    const [, line] = columns;
    const values = line?.type === 'number' ? line.values : [];
    expect(values[1]).not.toBeNull();
    expect(new Set(values.slice(20))).toEqual(new Set([null]));
  });
});

describe('a range that ends before anything was recorded', () => {
  const NO_DATA_BEFORE = /^no data before \d{1,2} [A-Z][a-z]{2,3}( \d{4})?$/;
  beforeEach(async () => {
    await insertChanges(...everyDay(0.2, 27.2));
    await insertIncidents(...everyDay(0.1, 27.1));
  });

  it.each<[string, SreQueryInput, string]>([
    ['a frequency', FREQUENCY, 'Deployment frequency'],
    ['an availability', AVAILABILITY, 'Availability'],
    ['a budget', { queryType: 'errorBudget', shape: 'value' }, 'Error budget remaining'],
    ['a gate', { queryType: 'gate', view: 'decisions', shape: 'value' }, 'Gated'],
  ])('%s has no value and says before when', async (_, query, column) => {
    const frame = await ask(query, 400, 370);
    const { values, words } = shownIn(frame, column);
    expect(new Set(values)).toEqual(new Set([null]));
    expect(words).toMatch(NO_DATA_BEFORE);
    expect(frame.meta.notices).toContainEqual({
      severity: 'warning',
      text: expect.stringMatching(/^Nothing is known of the time before .* UTC: no /) as string,
    });
  });

  it('what is down is not known, plainly', async () => {
    const [word] = shownIn(await ask({ queryType: 'reliability', view: 'downNow' }, 400, 370), 'Down').values;
    expect(word).toMatch(NO_DATA_BEFORE);
  });

  it('a line begins where records do', async () => {
    const queries: readonly SreQueryInput[] = [
      { ...FREQUENCY, shape: 'series', bucket: 'day' },
      { queryType: 'reliability', view: 'heat', services: ['Shop'] },
      { queryType: 'errorBudget', shape: 'series' },
    ];
    for (const query of queries) {
      const [, line] = (await ask(query, 60, 0)).columns;
      const values = line?.type === 'number' ? line.values : [];
      expect(new Set(values.slice(0, 30))).toEqual(new Set([null]));
      expect(values.at(-2)).not.toBeNull();
    }
  });

  it.each([
    ['wholly', 28, null, 'no data before'],
    ['in part', 20, true, 'not all recorded before'],
  ])('a period before that lies there %s is held against nothing', async (_, days, previous, words) => {
    await insertChanges(...everyDay(0, 11).map((half) => half / 2 + 0.1));
    const frame = await ask({ ...FREQUENCY, shape: 'table', compare: 'previousPeriod' }, days, 0);
    expect(Number(shownIn(frame, 'Value').values[0])).toBeGreaterThan(1);
    const [then] = shownIn(frame, 'Previous').values;
    expect(then === null ? null : Number(then) > 0.3).toBe(previous);
    for (const name of ['Change', 'More than chance']) {
      expect(shownIn(frame, name).values).toEqual([null]);
    }
    expect(shownIn(frame, 'Trend').values).toEqual([words]);
    const split = await ask({ ...FREQUENCY, view: 'difference', shape: 'table', groupBy: 'service' }, days, 0);
    expect(new Set(shownIn(split, 'Contribution').values)).toEqual(new Set([null]));
    expect(split.meta.notices?.[0]?.text).toContain('not all recorded');
  });

  it('durations are compared all the same, which are of records alone', async () => {
    const lead = { queryType: 'dora', metric: 'leadTime', shape: 'table', compare: 'previousPeriod' } as const;
    expect(shownIn(await ask(lead, 20, 0), 'Trend').values).toEqual(['unchanged']);
  });

  it('stays a number for an alert rule, which is told of it', async () => {
    const frame = await ask(FREQUENCY, 400, 370, { fromAlert: true });
    expect(shownIn(frame, 'Deployment frequency').values).toEqual([0]);
    expect(frame.meta.notices?.[0]?.text).toMatch(/The numbers may miss what happened\.$/);
  });
});

describe('a service that is monitored', () => {
  const monitor = (since: string | null) =>
    database.client.query(
      `update stackflow.services set monitored_since = now() - $1::interval where name = 'Search'`,
      [since]
    );
  beforeEach(() => monitor('100 days'));
  afterEach(() => monitor(null));

  it('is up from then on, though nothing was ever recorded', async () => {
    const search = { ...AVAILABILITY, services: ['Search'] };
    expect(shownIn(await ask(search, 30, 0), 'Availability').values).toEqual([100]);
    expect(shownIn(await ask(search, 130, 101), 'Availability').values).toEqual([null]);
    expect(shownIn(await ask(FREQUENCY, 30, 0), 'Deployment frequency').values).toEqual([null]);
  });
});

it('an exhausted budget stays red, since more records could only take more of it', async () => {
  // Of 432 minutes.
  await insertIncidents(...everyDay(10, 25));
  await database.client.query(`update stackflow.incident_downtimes set ended_at = started_at + interval '60 minutes'`);
  const frame = await ask({ queryType: 'errorBudget', shape: 'table' }, 30, 0, {
    usualGaps: { ...MEASURED_GAPS, incidents: 24, downtime: 24 },
  });
  expect(shownIn(frame, 'Exhausted').values).toEqual([true]);
  expect(Number(shownIn(frame, 'Remaining').values[0])).toBeLessThan(0);
  expect(shownIn(frame, 'Availability').values).toEqual([null]);
});

it('minutes of an outage that lasts stay, and zeros beside it do not', async () => {
  await database.client.query(`insert into stackflow.slos (service_id, name, target_percent, window_days)
    select s.id, 'search', 99, 30 from stackflow.services as s where s.name = 'Search'`);
  const daily = { usualGaps: { ...MEASURED_GAPS, incidents: 24, downtime: 24 } };
  await insertIncidents(20);
  await database.client.query('update stackflow.incident_downtimes set ended_at = null');
  await database.client.query(`insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
    select i.id, s.id, now() - interval '60 days', now() - interval '59 days'
    from stackflow.incidents as i, stackflow.services as s where s.name = 'Search'`);
  const ranking = await ask(AVAILABILITY, 30, 0, daily);
  expect(shownIn(ranking, 'Service').values).toEqual(['Shop', 'Search']);
  expect(shownIn(ranking, 'Downtime').values).toEqual([expect.closeTo(20 * 1440, 0), null]);
  expect(shownIn(ranking, 'Incidents').values).toEqual([1, null]);
  const bars = await ask({ queryType: 'reliability', view: 'availability' }, 30, 0, daily);
  expect(bars.columns.map(({ config }) => config?.description)).toEqual([
    expect.stringContaining('in 1 incident; still down') as string,
    'no downtime recorded in the time range',
  ]);
  const budgets = await ask({ queryType: 'errorBudget', shape: 'table' }, 30, 0, daily);
  expect(shownIn(budgets, 'Service').values).toEqual(['Shop', 'Search']);
  expect(shownIn(budgets, 'Used minutes').values).toEqual([expect.closeTo(20 * 1440, 0), null]);
  expect(shownIn(budgets, 'Incidents').values).toEqual([1, null]);
  const gate = await ask({ queryType: 'gate', view: 'decisions' }, 30, 0, daily);
  expect(shownIn(gate, 'Used minutes').values).toEqual([expect.closeTo(20 * 1440, 0), null]);
  await database.client.query(`delete from stackflow.slos where name = 'search'`);
});

it('a rate of failures is at least what it is where incidents are silent, and has no level', async () => {
  await insertChanges(...everyDay(0, 40).map((part) => part * 0.7 + 0.1));
  await insertIncidents(18, 18.5, 19);
  await database.client.query(`with failed as (
      update stackflow.change_records set deployment_outcome = 'failed'
      where id = (select min(c.id) from stackflow.change_records as c) returning id
    )
    insert into stackflow.incident_changes (incident_id, change_id)
    select min(i.id), (select f.id from failed as f) from stackflow.incidents as i`);
  const rate = { queryType: 'dora', metric: 'changeFailureRate' } as const;
  const table = await ask({ ...rate, shape: 'table' }, 30, 0);
  expect(shownIn(table, 'Value').values).toEqual([expect.closeTo(100 / 41, 6)]);
  expect(shownIn(table, 'Level').values).toEqual(['at least']);
  expect(shownIn(table, 'Evidence').values).toEqual([
    expect.stringMatching(/^A lower bound: incidents may be missing/) as string,
  ]);
  const [value] = (await ask({ ...rate, shape: 'value' }, 30, 0)).columns;
  expect(value?.config?.thresholds?.steps.map(({ color }) => color)).toEqual(['text']);
  const card = await ask({ queryType: 'scorecard', groupBy: 'none' }, 30, 0);
  expect(shownIn(card, 'Change failure rate level').values).toEqual(['at least']);
  await database.client.query(`update stackflow.change_records set deployment_outcome = 'failed'`);
  expect(shownIn(await ask({ ...rate, shape: 'table' }, 30, 0), 'Level').values).toEqual(['low']);
  await insertIncidents(0.5);
  expect(shownIn(await ask({ ...rate, shape: 'table' }, 30, 0), 'Level').values).toEqual(['low']);
});

it('says since when there is no data only where a number was left out for it', async () => {
  await insertChanges(...everyDay(0.1, 20.1));
  await insertIncidents(90, 91, 92);
  const rate = { queryType: 'dora', metric: 'changeFailureRate', groupBy: 'service' } as const;
  const { columns } = await ask({ ...rate, shape: 'value' }, 30, 0);
  const said = columns.map(({ config }) => [config?.displayNameFromDS, config?.noValue]);
  expect(said).toEqual([
    ['Search', 'no data'],
    ['Shop', expect.stringMatching(NO_DATA_SINCE)],
  ]);
  const table = await ask({ ...rate, shape: 'table' }, 30, 0);
  expect(shownIn(table, 'Value')).toEqual({ values: [null, null], words: undefined });
  expect(shownIn(table, 'Evidence').values).toEqual([null, expect.stringMatching(/^No data since .*\.$/)]);
  const card = await ask({ queryType: 'scorecard', groupBy: 'service' }, 30, 0);
  expect(shownIn(card, 'Change failure rate')).toEqual({ values: [null, null], words: '–' });
  expect(shownIn(card, 'Change failure rate evidence').values).toEqual([
    null,
    expect.stringMatching(/^No data since .*\.$/),
  ]);
});

it('a check of data quality tells of its own feed', async () => {
  await insertChanges(0.1, 1.1, 2.1);
  await insertIncidents(90, 91, 92);
  await insertIncidentWithoutDowntime(80);
  const quality = { queryType: 'status', view: 'dataQuality' } as const;
  const { columns, meta } = await ask({ ...quality, shape: 'value' }, 30, 0);
  const wordsOf = (check: string) => columns.find(({ labels }) => labels?.['check'] === check)?.config?.noValue;
  expect(wordsOf('outagesWithoutUsers')).toMatch(NO_DATA_SINCE);
  expect(wordsOf('openChanges')).toBe('no data');
  expect(meta.notices?.map(({ text }) => text).join()).toMatch(
    /No downtime and no P1 or P2 incident was recorded since/
  );
  await database.client.query('truncate stackflow.change_records cascade');
  const silent = await ask({ ...quality, shape: 'table' }, 30, 0);
  expect(shownIn(silent, 'Count').words).toBeUndefined();
  const meanings = shownIn(silent, 'Meaning').values;
  const rowOf = (check: string) => meanings[shownIn(silent, 'Id').values.indexOf(check)];
  expect(rowOf('openIncidents')).toMatch(/^No data since /);
  expect(rowOf('openChanges')).toMatch(/^No data\. /);
});

it('what the gate holds now is judged now, whatever range is shown', async () => {
  await insertIncidents(90, 97, 104);
  const held = { queryType: 'gate', view: 'blocked', shape: 'value' } as const;
  const now = await ask(held, 120, 90);
  expect(shownIn(now, 'Held changes')).toEqual({
    values: [null],
    words: expect.stringMatching(NO_DATA_SINCE) as string,
  });
});

describe('a service of which nothing is on record', () => {
  const WORDS = 'no outage on record';
  beforeEach(async () => {
    await insertIncidents(0.5, 7, 14);
    await database.client.query(`insert into stackflow.slos (service_id, name, target_percent, window_days)
      select s.id, 'search', 99, 30 from stackflow.services as s where s.name = 'Search'`);
  });
  afterEach(() => database.client.query(`delete from stackflow.slos where name = 'search'`));

  it.each<[string, SreQueryInput, string]>([
    ['bar', { queryType: 'reliability', view: 'availability', services: ['Search'] }, 'text'],
    ['heat', { queryType: 'reliability', view: 'heat', services: ['Search'] }, '#808080'],
    ['dial', { queryType: 'errorBudget', shape: 'value', services: ['Search'] }, 'text'],
  ])('has a plain %s that says so', async (_, query, plain) => {
    const column = (await ask(query, 10, 0)).columns.at(-1);
    expect(column?.type === 'number' && new Set(column.values)).toEqual(new Set([100]));
    expect(column?.config?.thresholds?.steps.map(({ color }) => color)).toEqual([plain]);
    expect(column?.config?.mappings?.[0]).toMatchObject({ options: { 100: { text: WORDS, color: plain } } });
  });

  it('has no numbers in a table of budgets, whose columns are coloured, and says why', async () => {
    const budgets = await ask({ queryType: 'errorBudget', shape: 'table' }, 30, 0);
    expect(shownIn(budgets, 'Service').values).toEqual(['Shop', 'Search']);
    expect(shownIn(budgets, 'Remaining')).toEqual({ values: [expect.any(Number), null], words: WORDS });
    expect(shownIn(budgets, 'Exhausted')).toEqual({ values: [false, null], words: WORDS });
    expect(shownIn(budgets, 'Evidence').values).toEqual([null, WORDS]);
    const alert = await ask({ queryType: 'errorBudget', shape: 'table' }, 30, 0, { fromAlert: true });
    expect(shownIn(alert, 'Error budget remaining').values).toContain(100);
  });

  it.each<[string, SreQueryInput, string]>([
    ['down', { queryType: 'reliability', view: 'downNow', services: ['Search'] }, 'Down'],
    ['gated', { queryType: 'gate', view: 'summary', services: ['Search'] }, 'Gated'],
  ])('is not said not to be %s', async (_, query, name) => {
    expect(shownIn(await ask(query, 30, 0), name).values).toEqual([WORDS]);
  });

  it('is measured only from when it is monitored', async () => {
    await database.client.query(
      `update stackflow.services set monitored_since = now() - interval '5 days' where name = 'Search'`
    );
    const down: SreQueryInput = { queryType: 'reliability', view: 'downNow', services: ['Search'] };
    const before = await ask(down, 12, 9);
    expect(shownIn(before, 'Down').values).toEqual(['none measured']);
    expect(shownIn(before, 'Services').values).toEqual([0]);
    expect(before.columns[0]?.config?.mappings?.[0]).toMatchObject({ options: { 'none measured': { color: 'text' } } });
    expect(shownIn(await ask(down, 12, 0), 'Down').values).toEqual(['none']);
    await database.client.query(`update stackflow.services set monitored_since = null`);
  });
});

it('an alert rule is answered though nobody can say how fresh the data is, and a panel is not', async () => {
  await insertChanges(0.1);
  const failing = new Error('statement timeout');
  const told: unknown[] = [];
  await expect(ask(FREQUENCY, 30, 0, { unheard: failing })).rejects.toThrow(failing);
  const frame = await ask(FREQUENCY, 30, 0, {
    fromAlert: true,
    unheard: failing,
    onFailure: (error: unknown) => told.push(error),
  });
  expect(shownIn(frame, 'Deployment frequency').values).toEqual([expect.closeTo(1 / 30, 6)]);
  expect(frame.meta.notices).toEqual([]);
  expect(told).toEqual([failing]);
});

it('no failure among deployments is none where incidents are silent', async () => {
  await insertChanges(...everyDay(0.1, 20));
  await insertIncidents(90, 91, 92);
  const rate = { queryType: 'dora', metric: 'changeFailureRate', shape: 'value' } as const;
  expect(shownIn(await ask(rate, 30, 0), 'Change failure rate')).toEqual({
    values: [null],
    words: expect.stringMatching(NO_DATA_SINCE) as string,
  });
  await insertIncidents(0.5);
  expect(shownIn(await ask(rate, 30, 0), 'Change failure rate').values).toEqual([0]);
});

it('a source that is alive leaves everything as it is', async () => {
  await insertChanges(...everyDay(0.1, 40));
  await insertIncidents(0.5, 7, 14);
  const frame = await ask({ queryType: 'reliability', view: 'downNow' }, 30, 0);
  expect(shownIn(frame, 'Down').values).toEqual(['none']);
  expect(frame.meta.notices).toBeUndefined();
  const [remaining] = shownIn(await ask({ queryType: 'errorBudget', shape: 'table' }, 30, 0), 'Remaining').values;
  expect(Number(remaining)).toBeGreaterThan(80);
});

it('where nothing was ever recorded there is no data, and no green', async () => {
  const frame = await ask(AVAILABILITY, 30, 0);
  expect(shownIn(frame, 'Availability')).toEqual({ values: [null, null], words: 'no data' });
  expect(shownIn(frame, 'State').values).toEqual(['no outage on record', 'no outage on record']);
  expect(frame.meta.notices?.[0]?.text).toMatch(/ever recorded/);
});

describe('a change against the past', () => {
  const signals = { queryType: 'dora', metric: 'deploymentFrequency', view: 'signal' } as const;
  const difference = { ...signals, view: 'difference', shape: 'table', groupBy: 'service' } as const;
  beforeEach(() => insertChanges(...everyDay(90, 400), ...everyDay(30, 133).map((third) => 3 * third + 0.3)));

  it('is no signal where sources are silent, and says since when', async () => {
    const frame = await ask({ ...signals, shape: 'table' }, 30, 0);
    for (const name of ['Value', 'Changed']) {
      expect(shownIn(frame, name)).toEqual({ values: [null], words: expect.stringMatching(NO_DATA_SINCE) as string });
    }
    expect(frame.meta.notices).toEqual([expect.objectContaining({ severity: 'warning' })]);
    const { columns } = await ask({ ...signals, shape: 'series' }, 30, 0);
    expect(columns).toEqual([]);
  });

  it('is not known to an alert rule either, which is told of the silence', async () => {
    const frame = await ask({ ...signals, shape: 'value' }, 30, 0, { fromAlert: true });
    const [flag] = frame.columns;
    expect(flag?.type === 'number' && flag.values).toEqual([null]);
    expect(frame.meta.notices?.[0]?.text).toMatch(/may miss what happened since/);
  });

  it('is judged in a range that ends with the data', async () => {
    const frame = await ask({ ...signals, shape: 'table' }, 150, 90);
    expect(shownIn(frame, 'Changed')).toEqual({ values: [0], words: undefined });
  });

  it('is not split where the newer period is silent', async () => {
    const frame = await ask(difference, 100, 0);
    const { values, words } = shownIn(frame, 'Value');
    expect(new Set(values)).toEqual(new Set([null]));
    expect(words).toMatch(NO_DATA_SINCE);
    expect(shownIn(frame, 'Previous').values[0]).toBeCloseTo(4 / 3, 1);
    expect(new Set(shownIn(frame, 'Contribution').values)).toEqual(new Set([null]));
    expect(frame.meta.notices).toContainEqual(expect.objectContaining({ severity: 'warning' }));
    const [whole] = shownIn(await ask(difference, 190, 89.5), 'Contribution').values;
    expect(whole).not.toBeNull();
  });
});

it('a filter does not make a team silent that is only slow', async () => {
  await insertChanges(0.2, 1.2, 2.2);
  const frame = await ask({ ...FREQUENCY, services: ['Search'] }, 30, 0);
  expect(shownIn(frame, 'Deployment frequency').values).toEqual([0]);
});
