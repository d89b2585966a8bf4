import { hourBudgets } from '../../src/backend/metrics/hourly/hour-budgets';
import { hourValues } from '../../src/backend/metrics/hourly/hour-values';
import type { PublishedKind } from '../../src/model/publishing';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearRecords, insertRecords } from '../support/records';
import { readerOn } from '../support/reader';

/** What CloudWatch gets of an hour, case by case as docs/cloudwatch.md says. */

const NEVER = new AbortController().signal;
const HOUR = '2026-03-29T01:00:00Z';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => clearRecords(database.client));

/** Lines such as `01 LeadTime Shop 3600x2 60x1`; `*` is all services together. */
async function valueLines(kind: Exclude<PublishedKind, 'slo'>, ...hours: readonly string[]): Promise<string[]> {
  const all = await hourValues(readerOn(database.client), kind, hours.map(Date.parse), NEVER);
  return all.map(({ hourMs, metric, service, values, counts }) =>
    [
      new Date(hourMs).toISOString().slice(11, 13),
      metric,
      service?.name ?? '*',
      ...values.map((value, index) => `${value}x${counts[index]}`),
    ].join(' ')
  );
}

it('says of an hour with nothing in it that nobody deployed, and no more', async () => {
  await insertRecords(database.client, {
    services: [
      { name: 'Shop' },
      { name: 'Retired before', retiredAt: HOUR },
      { name: 'Retired in it', retiredAt: '2026-03-29T01:00:01Z' },
    ],
  });
  expect(await valueLines('dora', HOUR)).toEqual([
    '01 DeploymentFrequency * 0x1',
    '01 DeploymentFrequency Retired in it 0x1',
    '01 DeploymentFrequency Shop 0x1',
  ]);
  expect(await valueLines('changeFailureRate', HOUR)).toEqual([]);
});

it('leaves out lead times that are no number for CloudWatch', async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }],
    changes: [{ key: 'a', service: 'Shop', createdAt: '-infinity', implementationEndAt: HOUR }],
  });
  expect(await valueLines('dora', HOUR)).toEqual(['01 DeploymentFrequency * 1x1', '01 DeploymentFrequency Shop 1x1']);
});

it('counts successful deployments from the first instant of the hour to the last, and keeps every lead time', async () => {
  const deployed = (key: string, at: string, created: string, service = 'Shop') => ({
    key,
    service,
    createdAt: created,
    implementationEndAt: at,
  });
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }, { name: 'Pay' }],
    changes: [
      deployed('before', '2026-03-29T00:59:59.999Z', '2026-03-29T00:00:00Z'),
      deployed('first', '2026-03-29T01:00:00Z', '2026-03-29T00:00:00Z'),
      deployed('same lead time', '2026-03-29T01:30:00Z', '2026-03-29T00:30:00Z', 'Pay'),
      deployed('last', '2026-03-29T01:59:59.999Z', '2026-03-29T01:59:59.5Z'),
      deployed('after', '2026-03-29T02:00:00Z', '2026-03-29T01:00:00Z'),
      { ...deployed('rolled back', '2026-03-29T01:10:00Z', '2026-03-29T01:00:00Z'), outcome: 'rolled_back' },
      deployed('ends before it begins', '2026-03-29T01:20:00Z', '2026-03-29T01:21:00Z'),
      { ...deployed('no deployment', '2026-03-29T01:20:00Z', '2026-03-29T01:00:00Z'), type: 'normal' },
    ],
  });
  expect(await valueLines('dora', HOUR)).toEqual([
    '01 DeploymentFrequency * 4x1',
    '01 DeploymentFrequency Pay 1x1',
    '01 DeploymentFrequency Shop 3x1',
    '01 LeadTime * 0.499x1 3600x2',
    '01 LeadTime Pay 3600x1',
    '01 LeadTime Shop 0.499x1 3600x1',
  ]);
  expect(await valueLines('changeFailureRate', HOUR)).toEqual([
    '01 ChangeFailureRate * 0x4 100x1',
    '01 ChangeFailureRate Pay 0x1',
    '01 ChangeFailureRate Shop 0x3 100x1',
  ]);
});

it('counts an incident once for all together, and for each service that it touched', async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Pay' }, { name: 'Shop' }],
    incidents: [
      { key: 'both', createdAt: '2026-03-28T01:00:00Z', resolvedAt: HOUR, downServices: ['Shop', 'Pay'] },
      { key: 'nobody', priority: 'P2', createdAt: '2026-03-29T01:00:00Z', resolvedAt: '2026-03-29T01:01:00Z' },
      { key: 'minor', priority: 'P3', createdAt: '2026-03-29T01:00:00Z', resolvedAt: '2026-03-29T01:01:00Z' },
      { key: 'open', createdAt: '2026-03-29T01:00:00Z', downServices: ['Shop'] },
    ],
  });
  const restored = (await valueLines('dora', HOUR)).filter((line) => line.includes('MTTR'));
  expect(restored).toEqual(['01 MTTR * 60x1 86400x1', '01 MTTR Pay 86400x1', '01 MTTR Shop 86400x1']);
});

it('tells only the hours that were asked for', async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }],
    changes: ['00', '01', '02'].map((hour) => ({
      key: hour,
      service: 'Shop',
      implementationEndAt: `2026-03-29T${hour}:30:00Z`,
    })),
  });
  expect(await valueLines('changeFailureRate', '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z')).toEqual([
    '00 ChangeFailureRate * 0x1',
    '00 ChangeFailureRate Shop 0x1',
    '02 ChangeFailureRate * 0x1',
    '02 ChangeFailureRate Shop 0x1',
  ]);
});

it("tells an SLO's state at the hour's end; without a budget no share of it", async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }],
    incidents: [
      { key: 'a', createdAt: '2026-03-29T01:00:00Z', resolvedAt: '2026-03-29T01:14:24Z', downServices: ['Shop'] },
    ],
  });
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days)
     select s.id, o.name, o.target, 1 from stackflow.services as s, (values ('99 %', 99), ('all', 100)) as o (name, target)`
  );
  const budgets = await hourBudgets(readerOn(database.client), ['2026-03-29T00:00:00Z', HOUR].map(Date.parse), NEVER);
  expect(budgets).toEqual([
    expect.objectContaining({ hourMs: Date.parse('2026-03-29T00:00:00Z'), slo: '99 %', remainingPercent: 100 }),
    expect.objectContaining({ hourMs: Date.parse('2026-03-29T00:00:00Z'), slo: 'all', remainingPercent: null }),
    {
      hourMs: Date.parse(HOUR),
      service: 'Shop',
      slo: '99 %',
      availabilityPercent: 99,
      remainingMinutes: 0,
      remainingPercent: 0,
    },
    expect.objectContaining({ slo: 'all', remainingMinutes: -14.4, remainingPercent: null }),
  ]);
});
