import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import { checkCounts } from '../../src/backend/metrics/data-quality/counts';
import { listFindings } from '../../src/backend/metrics/data-quality/findings';
import type { Scope } from '../../src/backend/metrics/scope';
import { DATA_QUALITY_CHECKS } from '../../src/model/data-quality-checks';
import type { DataQualityCheck } from '../../src/model/data-quality-checks';
import { load, rangeArbitrary, recordsArbitrary } from '../support/any-records';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { total } from '../support/dora';
import { insertDowntimes } from '../support/downtimes';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';

/** Each check with a record on either side of its edge; and for any records, lists as long as counts. */

const NEVER = new AbortController().signal;
const ALL: Scope = { services: [], teams: [], tiers: [] };
const DAY = '2026-06-10';
const RANGE = { fromMs: Date.parse(`${DAY}T00:00:00Z`), toMs: Date.parse('2026-06-11T00:00:00Z') };
const at = (time: string) => `${DAY}T${time}Z`;
const BEFORE = '2026-06-09T23:59:59Z';
const END = '2026-06-11T00:00:00Z';

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await clearRecords(database.client);
  await database.client.query('truncate stackflow.slos cascade');
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: 'Data' },
    ],
  });
});

async function count(check: DataQualityCheck, scope: Partial<Scope> = {}) {
  const counts = await checkCounts(reader, { scope: { ...ALL, ...scope }, range: RANGE }, NEVER);
  const found = counts.find((one) => one.check === check);
  return [found?.count, found?.of];
}

async function titles(check: DataQualityCheck, scope: Partial<Scope> = {}) {
  const request = { check, scope: { ...ALL, ...scope }, range: RANGE, limit: 100 };
  return (await listFindings(reader, request, NEVER)).items.map(({ title }) => title);
}

it('without records there is nothing to find', async () => {
  const counts = await checkCounts(reader, { scope: ALL, range: RANGE }, NEVER);
  expect(counts.map(({ check, count: failing }) => [check, failing])).toEqual(
    // Neither service has been heard of.
    DATA_QUALITY_CHECKS.map((check) => [check, check === 'orphanServices' ? 2 : 0])
  );
});

it('unlinked incidents: P1 and P2 created in the range that no change is linked to', async () => {
  await insertRecords(database.client, {
    changes: [{ key: 'c', service: 'Shop', implementationEndAt: at('01:00:00') }],
    incidents: [
      { key: 'linked', createdAt: at('02:00:00'), changes: ['c'] },
      { key: 'unlinked', createdAt: at('00:00:00'), downServices: ['Shop'] },
      { key: 'P2', createdAt: at('23:59:59'), priority: 'P2' },
      { key: 'P3', createdAt: at('03:00:00'), priority: 'P3' },
      { key: 'before', createdAt: BEFORE },
      { key: 'after', createdAt: END },
    ],
  });
  expect(await count('unlinkedIncidents')).toEqual([2, 3]);
  expect(await titles('unlinkedIncidents')).toEqual(['P2', 'unlinked']);
  // In scope are those that took a service down, or are linked to its changes.
  expect(await count('unlinkedIncidents', { services: ['Shop'] })).toEqual([1, 2]);
  expect(await titles('unlinkedIncidents', { teams: ['Data'] })).toEqual([]);
});

it('open incidents: those that MTTR counts as open', async () => {
  await insertRecords(database.client, {
    incidents: [
      { key: 'long open', createdAt: '2026-01-01T00:00:00Z', resolvedAt: null },
      { key: 'open', createdAt: at('12:00:00'), resolvedAt: null, downServices: ['Shop'] },
      { key: 'resolved later', createdAt: at('13:00:00'), resolvedAt: '2090-01-01T00:00:00Z' },
      { key: 'resolved', createdAt: at('12:00:00'), resolvedAt: at('13:00:00') },
      { key: 'later', createdAt: END, resolvedAt: null },
      { key: 'P4', createdAt: at('12:00:00'), resolvedAt: null, priority: 'P4' },
    ],
  });
  expect(await count('openIncidents')).toEqual([3, null]);
  expect(await titles('openIncidents')).toEqual(['resolved later', 'open', 'long open']);
  expect(await titles('openIncidents', { tiers: ['critical'] })).toEqual(['open']);
});

it('open changes: production deployments neither closed nor cancelled, however long ago they were created', async () => {
  const change = (key: string, state: 'closed' | 'cancelled' | 'implementing', createdAt: string) => ({
    ...{ key, service: 'Shop', state, createdAt },
    ...(state === 'closed' ? { implementationEndAt: at('23:00:00') } : { closedAt: null }),
  });
  await insertRecords(database.client, {
    changes: [
      change('implementing', 'implementing', at('00:00:00')),
      change('closed', 'closed', at('01:00:00')),
      change('cancelled', 'cancelled', at('01:00:00')),
      change('before', 'implementing', BEFORE),
      change('after', 'implementing', END),
      { ...change('staging', 'implementing', at('01:00:00')), environment: 'staging' },
      { ...change('normal', 'implementing', at('01:00:00')), type: 'normal' },
    ],
  });
  expect(await count('openChanges')).toEqual([2, null]);
  expect(await titles('openChanges')).toEqual(['implementing', 'before']);
  expect(await titles('openChanges', { services: ['Search'] })).toEqual([]);
});

it('unknown outcome: deployments of the range whose outcome nobody noted', async () => {
  const deployment = (key: string, end: string, outcome: 'successful' | 'failed' | null) => ({
    ...{ key, service: 'Shop', implementationEndAt: end, outcome },
  });
  await insertRecords(database.client, {
    changes: [
      deployment('noted', at('01:00:00'), 'successful'),
      deployment('failed', at('02:00:00'), 'failed'),
      deployment('unknown', at('00:00:00'), null),
      deployment('before', BEFORE, null),
      deployment('after', END, null),
    ],
  });
  expect(await count('unknownOutcome')).toEqual([1, 3]);
  expect(await titles('unknownOutcome')).toEqual(['unknown']);
});

it('excluded durations: the very ones that the metrics leave out', async () => {
  await insertRecords(database.client, {
    changes: [
      { key: 'right', service: 'Shop', createdAt: at('01:00:00'), implementationEndAt: at('02:00:00') },
      { key: 'at once', service: 'Shop', createdAt: at('02:00:00'), implementationEndAt: at('02:00:00') },
      { key: 'backwards', service: 'Shop', createdAt: at('03:00:00'), implementationEndAt: at('02:00:00') },
    ],
    incidents: [
      { key: 'restored', createdAt: at('01:00:00'), resolvedAt: at('02:00:00') },
      { key: 'too early', createdAt: at('03:00:00'), resolvedAt: at('02:00:00') },
      { key: 'open', createdAt: at('03:00:00'), resolvedAt: null },
    ],
  });
  expect(await count('excludedLeadTimes')).toEqual([1, 3]);
  expect(await titles('excludedLeadTimes')).toEqual(['backwards']);
  expect(await count('excludedRestores')).toEqual([1, 2]);
  expect(await titles('excludedRestores')).toEqual(['too early']);
});

it('incidents without a service: neither downtime nor a linked change', async () => {
  await insertRecords(database.client, {
    changes: [{ key: 'c', service: 'Shop', implementationEndAt: at('01:00:00') }],
    incidents: [
      { key: 'linked', createdAt: at('02:00:00'), changes: ['c'] },
      { key: 'down', createdAt: at('02:00:00'), downServices: ['Search'] },
      { key: 'nowhere', createdAt: at('02:00:00') },
    ],
  });
  expect(await count('incidentsWithoutService')).toEqual([1, 3]);
  expect(await titles('incidentsWithoutService')).toEqual(['nowhere']);
  // It belongs to no service, so to none in scope.
  expect(await count('incidentsWithoutService', { teams: ['Sales'] })).toEqual([0, 1]);
});

it('outages without users: incidents with downtime in the range whose users nobody counted', async () => {
  await insertDowntimes(database.client, [
    { incident: 'counted', service: 'Shop', from: at('01:00:00'), to: at('02:00:00'), affectedUsers: 0 },
    { incident: 'uncounted', service: 'Shop', from: at('01:00:00'), to: null, affectedUsers: null },
    { incident: 'over', service: 'Shop', from: '2026-06-09T00:00:00Z', to: at('00:00:00'), affectedUsers: null },
  ]);
  expect(await count('outagesWithoutUsers')).toEqual([1, 2]);
  expect(await titles('outagesWithoutUsers')).toEqual(['uncounted']);
  expect(await titles('outagesWithoutUsers', { services: ['Search'] })).toEqual([]);
});

it('services without a team: of those in use', async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Stray' }, { name: 'Gone', retiredAt: BEFORE }, { name: 'Leaving', retiredAt: at('01:00:00') }],
  });
  expect(await count('servicesWithoutTeam')).toEqual([2, 4]);
  expect(await titles('servicesWithoutTeam')).toEqual(['Leaving', 'Stray']);
});

it('orphan services: in use, without a deployment or downtime in the range and without an SLO', async () => {
  await insertRecords(database.client, {
    services: [{ name: 'Deployed' }, { name: 'Down' }, { name: 'Promised' }, { name: 'Given up' }],
    changes: [
      { key: 'now', service: 'Deployed', implementationEndAt: at('01:00:00') },
      { key: 'before', service: 'Shop', implementationEndAt: BEFORE },
    ],
  });
  await insertDowntimes(database.client, [
    { incident: 'fire', service: 'Down', from: '2026-06-01T00:00:00Z', to: null, affectedUsers: 1 },
    { incident: 'ash', service: 'Shop', from: '2026-06-01T00:00:00Z', to: at('00:00:00'), affectedUsers: 1 },
  ]);
  await database.client.query(`insert into stackflow.slos (service_id, name, target_percent, window_days, enabled)
    select s.id, 'availability', 99.9, 30, s.name = 'Promised'
    from stackflow.services as s where s.name in ('Promised', 'Given up')`);
  expect(await count('orphanServices')).toEqual([3, 6]);
  expect(await titles('orphanServices')).toEqual(['Given up', 'Search', 'Shop']);
});

it('weighed deployments: of those that GitHub sync made, with the reasons', async () => {
  await insertRecords(database.client, {
    changes: [
      ...['plain', 'late', 'other'].map((key) => ({ key, service: 'Shop', implementationEndAt: at('01:00:00') })),
      { key: 'before', service: 'Shop', implementationEndAt: BEFORE },
    ],
  });
  await database.client.query(`
    insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, notes, made)
    select 7, 'push ' || c.title, c.service_id, c.id, '{}',
      case c.title when 'plain' then '{}' else array['redeployed', 'late_revert'] end, true
    from stackflow.change_records as c where c.title <> 'other'`);
  expect(await count('weighedDeployments')).toEqual([1, 2]);
  const request = { check: 'weighedDeployments', scope: ALL, range: RANGE, limit: 100 } as const;
  expect((await listFindings(reader, request, NEVER)).items).toMatchObject([
    { title: 'late', finding: 'redeployed, late revert' },
  ]);
  expect(await titles('weighedDeployments', { services: ['Search'] })).toEqual([]);
});

it('a list tells where a record belongs, when it was, and what is wrong with it', async () => {
  await insertRecords(database.client, {
    changes: [
      { key: 'c', service: 'Search', implementationEndAt: at('01:00:00'), url: 'https://example.com/c', outcome: null },
    ],
    incidents: [{ key: 'both', createdAt: at('02:00:00'), resolvedAt: null, downServices: ['Shop', 'Search'] }],
  });
  const request = { scope: ALL, range: RANGE, limit: 100 };
  expect(await listFindings(reader, { ...request, check: 'openIncidents' }, NEVER)).toEqual({
    items: [
      {
        kind: 'incident',
        title: 'both',
        service: 'Search, Shop',
        team: 'Data, Sales',
        timeMs: Date.parse(at('02:00:00')),
        finding: 'not resolved',
        url: null,
      },
    ],
    total: 1,
  });
  expect(await listFindings(reader, { ...request, check: 'unknownOutcome' }, NEVER)).toMatchObject({
    items: [{ kind: 'change', service: 'Search', team: 'Data', url: 'https://example.com/c' }],
  });
  expect(await listFindings(reader, { ...request, check: 'orphanServices' }, NEVER)).toMatchObject({ items: [] });
});

it('a list has the newest, and says how many there are', async () => {
  await insertRecords(database.client, {
    incidents: ['01', '02', '03'].map((hour) => ({ key: hour, createdAt: at(`${hour}:00:00`) })),
  });
  const request = { check: 'unlinkedIncidents', scope: ALL, range: RANGE, limit: 2 } as const;
  const { items, total: all } = await listFindings(reader, request, NEVER);
  expect(items.map(({ title }) => title)).toEqual(['03', '02']);
  expect(all).toBe(3);
});

/** What any records lack: changes not yet closed, downtime, services without a team. */
const disorderArbitrary = fc.record({
  openChanges: fc.subarray(['c0', 'c1', 'c2', 'c3', 'c4', 'c5']),
  teamless: fc.subarray(['Shop', 'Index']),
  outages: fc.array(
    fc.record({
      service: fc.constantFrom('Shop', 'Search', 'Index'),
      period: rangeArbitrary,
      isOver: fc.boolean(),
      affectedUsers: fc.option(fc.nat()),
    }),
    { maxLength: 4 }
  ),
});
type Disorder = typeof disorderArbitrary extends fc.Arbitrary<infer T> ? T : never;

async function bringIn({ openChanges, teamless, outages }: Disorder): Promise<void> {
  const { client } = database;
  await client.query(
    `update stackflow.change_records set state = 'implementing', closed_at = null where title = any ($1)`,
    [openChanges]
  );
  await client.query('update stackflow.services set team = null where name = any ($1)', [teamless]);
  await insertDowntimes(
    client,
    outages.map(({ service, period, isOver, affectedUsers }) => ({
      service,
      affectedUsers,
      from: new Date(period.fromMs).toISOString(),
      to: isOver ? new Date(period.toMs).toISOString() : null,
    }))
  );
}

it('for any records, a list is as long as its count, and the durations left out are those of the metrics', async () => {
  await fc.assert(
    fc.asyncProperty(recordsArbitrary, disorderArbitrary, rangeArbitrary, async (records, disorder, range) => {
      // Each record is looked at by itself; totals count a change once that several services share.
      const changes = records.changes.map((change) => ({ ...change, subject: null }));
      await load(database.client, { ...records, changes });
      await bringIn(disorder);
      const scopes: ReadonlyArray<Partial<Scope>> = [{}, { teams: ['Data'] }];
      for (const scope of scopes) {
        const request = { scope: { ...ALL, ...scope }, range };
        const counts = await checkCounts(reader, request, NEVER);
        for (const { check, count: failing, of } of counts) {
          const { items } = await listFindings(reader, { ...request, check, limit: 10_000 }, NEVER);
          expect([check, items.length]).toEqual([check, failing]);
          expect(of ?? failing).toBeGreaterThanOrEqual(failing);
        }
        const ask = {
          teams: [...(scope.teams ?? [])],
          from: new Date(range.fromMs).toISOString(),
          to: new Date(range.toMs).toISOString(),
        };
        const of = (check: DataQualityCheck) => counts.find((one) => one.check === check)?.count;
        expect(of('excludedLeadTimes')).toBe((await total(reader, { metric: 'leadTime', ...ask })).excluded);
        const mttr = await total(reader, { metric: 'mttr', ...ask });
        expect(of('excludedRestores')).toBe(mttr.excluded);
        expect(of('openIncidents')).toBe(mttr.open);
      }
    }),
    { numRuns: 25 }
  );
});
