import type { Reader } from '../../src/backend/aurora/reader';
import { listChanges } from '../../src/backend/metrics/records/changes';
import { listIncidents } from '../../src/backend/metrics/records/incidents';
import type { RecordsRequest } from '../../src/backend/metrics/records/page';
import { listRecoveries } from '../../src/backend/metrics/records/recoveries';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';

/** Lists of records by example. */

const NEVER = new AbortController().signal;
const ODD_TITLE = `Say "hi" & 'bye'\n<b>\\ 50 % \u0001 ☃`;

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(() => clearRecords(database.client));

const request = (fields: Partial<RecordsRequest>): RecordsRequest => ({
  metric: 'changeFailureRate',
  select: 'all',
  scope: { services: [], teams: [], tiers: [] },
  range: { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) },
  limit: 1000,
  ...fields,
});
const changes = (fields: Partial<RecordsRequest> = {}) => listChanges(reader, request(fields), NEVER);
const incidents = (fields: Partial<RecordsRequest> = {}) =>
  listIncidents(reader, request({ metric: 'mttr', ...fields }), NEVER);
const recoveries = (fields: Partial<RecordsRequest> = {}) =>
  listRecoveries(reader, request({ metric: 'failedDeploymentRecoveryTime', ...fields }), NEVER);

const SHOP = { name: 'Shop', team: 'Sales', tier: 'critical' } as const;
const SEARCH = { name: 'Search' } as const;

describe('deployments', () => {
  it('come newest first, in full', async () => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [
        { key: 'old', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' },
        {
          key: 'new',
          service: 'Shop',
          createdAt: '2026-05-03T09:00:00Z',
          implementationEndAt: '2026-05-03T12:00:00.123Z',
          closedAt: '2026-05-03T13:00:00Z',
          outcome: null,
          title: ODD_TITLE,
          url: 'https://git.example/1',
        },
      ],
    });
    const { items } = await changes();
    expect(items.map(({ externalId }) => externalId)).toEqual(['new', 'old']);
    expect(items[0]).toEqual({
      title: ODD_TITLE,
      type: 'deployment',
      service: 'Shop',
      team: 'Sales',
      createdMs: Date.parse('2026-05-03T09:00:00Z'),
      deployedMs: Date.parse('2026-05-03T12:00:00.123Z'),
      closedMs: Date.parse('2026-05-03T13:00:00Z'),
      outcome: null,
      blamedBy: [],
      standing: 'notCounted',
      seconds: null,
      url: 'https://git.example/1',
      externalId: 'new',
    });
  });

  it('name every incident that made them fail, also one created after the range', async () => {
    const end = '2026-05-10T23:00:00Z';
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [{ key: 'a', service: 'Shop', implementationEndAt: end }],
      incidents: [
        {
          key: 'second',
          createdAt: '2026-05-11T22:59:59Z',
          priority: 'P2',
          changes: ['a'],
          url: 'https://i.example/2',
        },
        { key: 'first', createdAt: end, changes: ['a'], title: ODD_TITLE },
        { key: 'minor', createdAt: end, priority: 'P3', changes: ['a'] },
        { key: 'unlinked', createdAt: end },
      ],
    });
    const { items, sample } = await changes();
    expect(items.map(({ standing, blamedBy }) => ({ standing, blamedBy }))).toEqual([
      {
        standing: 'counted',
        blamedBy: [
          { title: ODD_TITLE, priority: 'P1', url: null, secondsAfter: 0 },
          { title: 'second', priority: 'P2', url: 'https://i.example/2', secondsAfter: 86_399 },
        ],
      },
    ]);
    expect(sample).toEqual({ n: 1, total: 1, excluded: 0, open: 0, shared: 0 });
  });

  it.each([
    ['exactly 24 hours after', '2026-05-03T12:00:00Z', 'notCounted'],
    ['a millisecond less than 24 hours after', '2026-05-03T11:59:59.999Z', 'counted'],
    ['before the end of the implementation', '2026-05-02T11:59:59.999Z', 'notCounted'],
  ])('an incident %s', async (_, createdAt, standing) => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [{ key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' }],
      incidents: [{ key: 'i', createdAt, changes: ['a'] }],
    });
    const { items } = await changes();
    expect(items.map((item) => [item.standing, item.blamedBy.length])).toEqual([
      [standing, standing === 'counted' ? 1 : 0],
    ]);
  });

  it('24 hours are elapsed time over the change of the clock', async () => {
    // In Berlin the night to 29 March 2026 is an hour short: 12:30 there is 23.5 hours after 12:00.
    await database.client.query(`set timezone to 'Europe/Berlin'`);
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [{ key: 'a', service: 'Shop', implementationEndAt: '2026-03-28T12:00:00+01:00' }],
      incidents: [{ key: 'i', createdAt: '2026-03-29T12:30:00+02:00', changes: ['a'] }],
    });
    const range = { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 3, 1) };
    const { items } = await changes({ range });
    expect(items.map(({ blamedBy }) => blamedBy[0]?.secondsAfter)).toEqual([23.5 * 3600]);
    await database.client.query('reset timezone');
  });

  it('stand at both edges of the range as the metric has it', async () => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [
        { key: 'before', service: 'Shop', implementationEndAt: '2026-04-30T23:59:59.999Z' },
        { key: 'at the start', service: 'Shop', implementationEndAt: '2026-05-01T00:00:00Z' },
        { key: 'at the end', service: 'Shop', implementationEndAt: '2026-05-11T00:00:00Z' },
        { key: 'staging', service: 'Shop', implementationEndAt: '2026-05-02T00:00:00Z', environment: 'staging' },
        { key: 'normal', service: 'Shop', implementationEndAt: '2026-05-02T00:00:00Z', type: 'normal' },
      ],
    });
    const { items } = await changes();
    expect(items.map(({ title }) => title)).toEqual(['at the start']);
  });

  it.each([
    ['deploymentFrequency', 'all', ['good', 'bad', 'backwards', 'endless']],
    ['deploymentFrequency', 'counted', ['good', 'backwards', 'endless']],
    ['deploymentFrequency', 'leftOut', []],
    ['changeFailureRate', 'all', ['good', 'bad', 'backwards', 'endless']],
    ['changeFailureRate', 'counted', ['bad']],
    ['changeFailureRate', 'leftOut', []],
    ['leadTime', 'all', ['good', 'backwards', 'endless']],
    ['leadTime', 'counted', ['good']],
    ['leadTime', 'leftOut', ['backwards', 'endless']],
    ['reworkRate', 'all', ['hotfix', 'good', 'bad', 'backwards', 'endless']],
    ['reworkRate', 'counted', ['hotfix']],
    ['reworkRate', 'leftOut', []],
  ] as const)('%s, %s', async (metric, select, expected) => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [
        { key: 'hotfix', service: 'Shop', implementationEndAt: '2026-05-09T00:00:00Z', type: 'emergency' },
        { key: 'good', service: 'Shop', implementationEndAt: '2026-05-08T00:00:00Z' },
        { key: 'bad', service: 'Shop', implementationEndAt: '2026-05-07T00:00:00Z', outcome: 'rolled_back' },
        {
          key: 'backwards',
          service: 'Shop',
          implementationEndAt: '2026-05-06T00:00:00Z',
          createdAt: '2026-05-07T00:00:00Z',
        },
        { key: 'endless', service: 'Shop', implementationEndAt: '2026-05-05T00:00:00Z', closedAt: null },
      ],
    });
    const list = await changes({ metric, select });
    expect(list.items.map(({ title }) => title)).toEqual(expected);
    expect(list.selected).toBe(expected.length);
  });

  it('lead times are told with why some are left out', async () => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [
        { key: 'good', service: 'Shop', implementationEndAt: '2026-05-08T00:00:00Z' },
        {
          key: 'backwards',
          service: 'Shop',
          implementationEndAt: '2026-05-06T00:00:00Z',
          createdAt: '2026-05-06T00:00:01Z',
        },
        { key: 'endless', service: 'Shop', implementationEndAt: '2026-05-05T00:00:00Z', closedAt: null },
      ],
    });
    const { items, sample } = await changes({ metric: 'leadTime' });
    expect(items.map(({ standing, seconds }) => [standing, seconds])).toEqual([
      ['counted', 3600],
      ['negative', -1],
      ['missing', null],
    ]);
    expect(sample).toEqual({ n: 1, total: 3, excluded: 2, open: 0, shared: 0 });
  });

  it('are cut at the limit, while counts stay those of all', async () => {
    const days = ['02', '03', '04', '05'];
    await insertRecords(database.client, {
      services: [SHOP, SEARCH],
      changes: days.map((day) => ({
        key: day,
        service: day === '05' ? 'Search' : 'Shop',
        implementationEndAt: `2026-05-${day}T00:00:00Z`,
      })),
    });
    const cut = await changes({ metric: 'deploymentFrequency', limit: 2 });
    expect(cut.items.map(({ title }) => title)).toEqual(['05', '04']);
    expect(cut).toMatchObject({ selected: 4, sample: { n: 4, total: 4 } });
    const ofTeam = { services: [], teams: ['Sales'], tiers: [] };
    const filtered = await changes({ metric: 'deploymentFrequency', limit: 2, scope: ofTeam });
    expect(filtered.items.map(({ title }) => title)).toEqual(['04', '03']);
    expect(filtered.selected).toBe(3);
  });

  it('no record at all is an empty list with counts', async () => {
    expect(await changes()).toEqual({
      items: [],
      sample: { n: 0, total: 0, excluded: 0, open: 0, shared: 0 },
      selected: 0,
    });
  });
});

describe('incidents', () => {
  it('open ones first, then by resolution; with services and links', async () => {
    await insertRecords(database.client, {
      services: [SHOP, SEARCH],
      changes: [
        { key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z', url: 'https://git.example/a' },
        { key: 'b', service: 'Shop', implementationEndAt: '2026-05-02T13:00:00Z' },
      ],
      incidents: [
        { key: 'open', createdAt: '2026-01-01T00:00:00Z', priority: 'P2' },
        { key: 'open later', createdAt: '2026-05-10T00:00:00Z', downServices: ['Search'] },
        {
          key: 'restored',
          createdAt: '2026-05-02T14:00:00Z',
          resolvedAt: '2026-05-02T15:00:00Z',
          changes: ['a', 'b'],
          downServices: ['Search', 'Shop'],
          linkedBy: 'rule: same service',
          linkedAt: '2026-05-02T14:30:00Z',
          affectedUsers: 12,
          title: ODD_TITLE,
          url: 'https://i.example/1',
        },
        { key: 'backwards', createdAt: '2026-05-02T12:00:00Z', resolvedAt: '2026-05-02T11:00:00Z' },
        { key: 'minor', createdAt: '2026-05-02T12:00:00Z', resolvedAt: '2026-05-02T13:00:00Z', priority: 'P3' },
        { key: 'not yet', createdAt: '2026-05-11T00:00:00Z' },
      ],
    });
    const { items, sample } = await incidents();
    expect(items.map(({ externalId, standing, seconds }) => [externalId, standing, seconds])).toEqual([
      ['open later', 'open', null],
      ['open', 'open', null],
      ['restored', 'counted', 3600],
      ['backwards', 'negative', -3600],
    ]);
    expect(sample).toEqual({ n: 1, total: 4, excluded: 1, open: 2, shared: 0 });
    const linkedMs = Date.parse('2026-05-02T14:30:00Z');
    expect(items[2]).toMatchObject({
      title: ODD_TITLE,
      priority: 'P1',
      services: ['Search', 'Shop'],
      links: [
        { title: 'a', url: 'https://git.example/a', linkedBy: 'rule: same service', linkedMs },
        { title: 'b', url: null, linkedBy: 'rule: same service', linkedMs },
      ],
      affectedUsers: 12,
      url: 'https://i.example/1',
    });
    expect(items[1]).toMatchObject({ services: [], links: [], affectedUsers: null, url: null, resolvedMs: null });
    expect((await incidents({ select: 'leftOut' })).items.map(({ title }) => title)).toEqual([
      'open later',
      'open',
      'backwards',
    ]);
  });

  it('of a filter come once, however many services in scope they hit', async () => {
    await insertRecords(database.client, {
      services: [SHOP, { name: 'Till', team: 'Sales' }, SEARCH],
      incidents: [
        {
          key: 'both',
          createdAt: '2026-05-02T14:00:00Z',
          resolvedAt: '2026-05-02T15:00:00Z',
          downServices: ['Shop', 'Till', 'Search'],
        },
        {
          key: 'other',
          createdAt: '2026-05-02T14:00:00Z',
          resolvedAt: '2026-05-02T15:00:00Z',
          downServices: ['Search'],
        },
      ],
    });
    const { items, sample } = await incidents({ scope: { services: [], teams: ['Sales'], tiers: [] } });
    expect(items.map(({ title, services }) => [title, services])).toEqual([['both', ['Search', 'Shop', 'Till']]]);
    expect(sample.total).toBe(1);
  });
});

describe('a resolution that lies in the future', () => {
  it('leaves an incident and the recovery from it open', async () => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [{ key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' }],
      incidents: [{ key: 'i', createdAt: '2026-05-02T14:00:00Z', resolvedAt: '2090-01-01T00:00:00Z', changes: ['a'] }],
    });
    const open = { resolvedMs: null, standing: 'open', seconds: null };
    expect((await incidents()).items).toMatchObject([open]);
    expect((await recoveries()).items).toMatchObject([open]);
  });
});

describe('recoveries', () => {
  it('one for each failed deployment and incident', async () => {
    await insertRecords(database.client, {
      services: [SHOP],
      changes: [
        { key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z', url: 'https://git.example/a' },
        { key: 'b', service: 'Shop', implementationEndAt: '2026-05-02T13:00:00Z' },
        { key: 'long ago', service: 'Shop', implementationEndAt: '2026-05-01T13:00:00Z' },
      ],
      incidents: [
        {
          key: 'i',
          createdAt: '2026-05-02T14:00:00Z',
          resolvedAt: '2026-05-02T15:00:00Z',
          changes: ['a', 'b', 'long ago'],
          linkedBy: 'Ann',
          linkedAt: '2026-05-02T14:30:00Z',
          url: 'https://i.example/1',
        },
        { key: 'j', createdAt: '2026-05-03T11:00:00Z', changes: ['a'] },
      ],
    });
    const { items, sample } = await recoveries();
    expect(
      items.map(({ deployment, incident, standing, seconds }) => [deployment, incident, standing, seconds])
    ).toEqual([
      ['a', 'j', 'open', null],
      ['b', 'i', 'counted', 2 * 3600],
      ['a', 'i', 'counted', 3 * 3600],
    ]);
    expect(sample).toEqual({ n: 2, total: 3, excluded: 0, open: 1, shared: 0 });
    expect(items[2]).toMatchObject({
      service: 'Shop',
      team: 'Sales',
      deploymentUrl: 'https://git.example/a',
      incidentUrl: 'https://i.example/1',
      priority: 'P1',
      linkedBy: 'Ann',
      linkedMs: Date.parse('2026-05-02T14:30:00Z'),
    });
  });
});
