import { clientReader } from '../../src/backend/aurora/client-reader';
import { checkCounts } from '../../src/backend/metrics/data-quality/counts';
import { DATA_QUALITY_CHECKS } from '../../src/model/data-quality-checks';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import { bruteForce } from '../../test/support/brute-force';
import { temporaryFolder } from '../../test/support/command-line';
import { createTestDatabase } from '../../test/support/database';
import type { TestDatabase } from '../../test/support/database';
import { total } from '../../test/support/dora';
import { budgetsAt } from '../../test/support/error-budget';
import { decisionsAt } from '../../test/support/gate';
import { plainRecordsOf } from '../../test/support/plain-records';
import { loadCompany } from './load-company';
import { DAY, HOUR } from './records';

/** The sample company's numbers: by the plain definitions over its rows, by hand, and the same whenever it ends. */

const END = '2026-05-01T12:00:00.000Z';
/** Another hour, another weekday, and a leap day between. */
const OTHER_END = '2024-03-07T03:41:17.000Z';

/** In the last 30 days. */
const DEPLOYED = 339;
const FAILED = 26;

const NEVER = new AbortController().signal;
const before = (end: string, seconds: number) => new Date(Date.parse(end) - seconds * 1000).toISOString();

async function loaded(end: string): Promise<TestDatabase> {
  const [database, folder] = await Promise.all([createTestDatabase(), temporaryFolder()]);
  try {
    await loadCompany(database.client, Date.parse(end), folder.path);
  } finally {
    await folder.remove();
  }
  return database;
}

let database: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [database, other] = await Promise.all([loaded(END), loaded(OTHER_END)]);
}, 180_000);
afterAll(() => Promise.all([database, other].map((one) => one.drop())));

const measured = (of: TestDatabase, metric: DoraMetric, end: string, days: number) =>
  total(clientReader(of.client), { metric, from: before(end, days * DAY), to: end, now: end });

it('has twelve services in four teams, and one that nobody owns', async () => {
  const { rows } = await database.client.query('select name, team from stackflow.services');
  expect(rows).toHaveLength(13);
  expect(rows.filter(({ team }) => team === null)).toHaveLength(1);
  expect(new Set(rows.map(({ team }) => team as string | null)).size).toBe(5);
});

it.each([7, 30, 90, 365])('has the metrics of the plain definitions over the last %d days', async (days) => {
  const records = await plainRecordsOf(database.client);
  for (const metric of DORA_METRICS) {
    const plain = bruteForce(metric, records, Date.parse(before(END, days * DAY)), Date.parse(END));
    const { value, sample } = await measured(database, metric, END, days);
    expect([metric, value]).toEqual([metric, plain.value === null ? null : expect.closeTo(plain.value, 6)]);
    expect([metric, sample.n]).toEqual([metric, plain.n]);
  }
});

it('has the numbers of the first screen', async () => {
  const { value, sample } = await measured(database, 'deploymentFrequency', END, 30);
  expect({ value, n: sample.n }).toEqual({ value: expect.closeTo(sample.n / 30, 9), n: DEPLOYED });
  const failures = await measured(database, 'changeFailureRate', END, 30);
  expect(failures.sample).toMatchObject({ n: FAILED, of: DEPLOYED + FAILED });
});

it('is the same whenever it ends', async () => {
  for (const metric of DORA_METRICS) {
    expect(await measured(other, metric, OTHER_END, 90)).toEqual(await measured(database, metric, END, 90));
  }
  const counts = (of: TestDatabase) =>
    of.client
      .query<Readonly<Record<string, string>>>(
        `select (select count(*) from stackflow.change_records) as changes, (select count(*) from stackflow.incidents) as incidents,
         (select count(*) from stackflow.gate_spells) as spells, (select count(*) from stackflow.gate_decisions) as decisions`
      )
      .then(({ rows }) => rows);
  expect(await counts(other)).toEqual(await counts(database));
});

it('has the budgets that its outages leave, reckoned by hand', async () => {
  const budgets = await budgetsAt(clientReader(database.client), END);
  const used = Object.fromEntries(
    budgets.map(({ service, slo, usedMinutes }) => [`${service}: ${slo}`, Math.round(usedMinutes * 10) / 10])
  );
  expect(used).toMatchObject({
    // 31 of 21.6 minutes.
    'Payments API: availability': 31,
    // 52, and those of the overlapping incident that lie after it: it began 28.8 minutes later and took 30.
    'Search: availability': 58.8,
    // 7 + 24 + 6, and in the last week 24 + 6.
    'Checkout: availability': expect.closeTo(37, 0),
    'Checkout: availability, week': expect.closeTo(30, 0),
  });
});

it('has services that wait, one of them overridden, and changes that the gate itself holds', async () => {
  const decisions = await decisionsAt(clientReader(database.client), END);
  const gated = decisions
    .filter((one) => one.gated)
    .map(({ service, override, held }) => [service, override?.by, held]);
  expect(gated).toEqual([
    ['Payments API', undefined, 3],
    ['Search', 's.iyer', 0],
  ]);
  const { rows } = await database.client.query(
    `select c.external_id as change, h.end_kind as ended from stackflow.gate_holds as h
     join stackflow.change_records as c on c.id = h.change_id order by h.held_at`
  );
  expect(rows).toEqual([
    { change: 'CHG-GATE-1', ended: 'recovered' },
    { change: 'CHG-GATE-2', ended: 'released' },
    { change: 'CHG-GATE-3', ended: 'override' },
    { change: 'CHG-GATE-4', ended: null },
    { change: 'CHG-GATE-6', ended: null },
    { change: 'CHG-GATE-8', ended: null },
  ]);
});

it("leaves the gate's own clock in its place", async () => {
  const { rows } = await database.client.query(
    'select abs(extract(epoch from stackflow.gate_now() - now())) < 60 as runs'
  );
  expect(rows).toEqual([{ runs: true }]);
});

it('declines and recovers: the lead time of orders over the year', async () => {
  const medianAround = async (day: number) => {
    const { rows } = await database.client.query<{ hours: number }>(
      `select percentile_cont(0.5) within group (order by extract(epoch from c.closed_at - c.created_at)) / 3600 as hours
       from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id
       where s.name = 'Orders' and c.deployed_at between $1 and $2`,
      [before(END, -(day - 20) * DAY), before(END, -(day + 20) * DAY)]
    );
    return rows[0]?.hours ?? Number.NaN;
  };
  const [atFirst, atWorst, atLast] = [await medianAround(-345), await medianAround(-130), await medianAround(-20)];
  expect(atWorst).toBeGreaterThan(2 * atFirst);
  expect(atWorst).toBeGreaterThan(2 * atLast);
});

it('lacks evidence in places: each check finds some, but none was resolved before it began', async () => {
  const range = { fromMs: Date.parse(END) - 30 * DAY * 1000, toMs: Date.parse(END) };
  const counts = await checkCounts(
    clientReader(database.client),
    { scope: { services: [], teams: [], tiers: [] }, range },
    NEVER
  );
  const none = counts.filter(({ count }) => count === 0).map(({ check }) => check);
  expect(counts).toHaveLength(DATA_QUALITY_CHECKS.length);
  // The import takes none.
  expect(none).toEqual(['excludedRestores']);
});

it('ends now: something was deployed in the last hours, and is down', async () => {
  const { rows } = await database.client.query(
    `select (select max(deployed_at) from stackflow.change_records) > $1::timestamptz - make_interval(secs => $2) as deployed,
       exists (select from stackflow.incident_downtimes where ended_at is null) as down,
       not exists (select from stackflow.change_records where greatest(deployed_at, closed_at, created_at) > $1) as past`,
    [END, 12 * HOUR]
  );
  expect(rows).toEqual([{ deployed: true, down: true, past: true }]);
});
