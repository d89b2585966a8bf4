import type { Reader } from '../../src/backend/aurora/reader';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertMaintenance } from '../support/downtimes';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';
import { availabilityOverTime, downAtEnd, outages, ranking } from '../support/reliability';

/** Every definition of service reliability in docs/metrics.md, by example. */

const RANGE = { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z' };

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
      { name: 'Search', team: 'Data' },
      { name: 'Archive', team: 'Data' },
      { name: 'Old', retiredAt: '2026-05-31T00:00:00Z' },
    ],
  });
});

describe('ranking', () => {
  it('from least to most reliable, untouched services by name, retired ones left out', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T10:00:00Z', to: '2026-06-01T10:14:24Z' },
      { service: 'Old', from: '2026-05-30T00:00:00Z', to: null },
    ]);
    const { services, truncated } = await ranking(reader, RANGE);
    expect(services).toEqual([
      {
        service: 'Shop',
        team: 'Sales',
        tier: 'critical',
        availabilityPercent: 99,
        downtimeMinutes: 14.4,
        incidents: 1,
        isDown: false,
        isOnRecord: true,
        targetPercent: null,
      },
      {
        service: 'Archive',
        team: 'Data',
        tier: 'standard',
        availabilityPercent: 100,
        downtimeMinutes: 0,
        incidents: 0,
        isDown: false,
        isOnRecord: false,
        targetPercent: null,
      },
      {
        service: 'Search',
        team: 'Data',
        tier: 'standard',
        availabilityPercent: 100,
        downtimeMinutes: 0,
        incidents: 0,
        isDown: false,
        isOnRecord: false,
        targetPercent: null,
      },
    ]);
    expect(truncated).toBe(false);
  });

  it('behind the measured services come those of which nothing is on record', async () => {
    await insertRecords(database.client, {
      services: [{ name: 'Zoo', monitoredSince: '2026-01-01T00:00:00Z' }, { name: 'Zulu' }],
    });
    await insertDowntimes(database.client, [
      { service: 'Zulu', from: '2020-01-01T00:00:00Z', to: '2020-01-01T01:00:00Z' },
    ]);
    const { services } = await ranking(reader, RANGE);
    expect(services.map(({ service, isOnRecord }) => [service, isOnRecord])).toEqual([
      ['Zoo', true],
      ['Zulu', true],
      ['Archive', false],
      ['Search', false],
      ['Shop', false],
    ]);
  });

  it('a service that was retired later keeps its downtime', async () => {
    await insertDowntimes(database.client, [
      { service: 'Old', from: '2026-05-30T06:00:00Z', to: '2026-05-30T12:00:00Z' },
    ]);
    const { services } = await ranking(reader, { from: '2026-05-30T00:00:00Z', to: '2026-05-31T00:00:00Z' });
    expect(services[0]).toMatchObject({ service: 'Old', availabilityPercent: 75 });
  });

  it('downtime ends when a service is retired, and so does what it is measured over', async () => {
    await insertDowntimes(database.client, [{ service: 'Old', from: '2026-05-30T18:00:00Z', to: null }]);
    const range = { from: '2026-05-30T00:00:00Z', to: '2026-06-01T00:00:00Z' };
    const { services } = await ranking(reader, range);
    expect(services[0]).toMatchObject({
      service: 'Old',
      availabilityPercent: 75,
      downtimeMinutes: 360,
      incidents: 1,
      isDown: false,
    });
    expect(await downAtEnd(reader, range)).toMatchObject({ down: 0 });
    expect(await outages(reader, range)).toMatchObject([{ downtimeMinutes: 360, isOngoing: false }]);
    const { lines } = await availabilityOverTime(reader, { ...range, bucket: 'day' });
    expect(lines.find(({ service }) => service === 'Old')?.points).toEqual([75, null]);
  });

  it('before a service was monitored there is nothing, not 100 %', async () => {
    await insertRecords(database.client, {
      services: [
        { name: 'Young', team: 'New', monitoredSince: '2026-06-01T12:00:00Z' },
        { name: 'Unborn', team: 'New', monitoredSince: '2026-06-02T00:00:00Z' },
        { name: 'Always', team: 'New', monitoredSince: '2020-01-01T00:00:00Z' },
      ],
    });
    await insertDowntimes(database.client, [
      { service: 'Young', from: '2026-06-01T06:00:00Z', to: '2026-06-01T15:00:00Z' },
      { service: 'Always', from: '2026-06-01T00:00:00Z', to: '2026-06-01T04:00:00Z' },
      { service: 'Unborn', from: '2026-06-01T00:00:00Z', to: null },
    ]);
    const scope = { teams: ['New'] };
    const { services } = await ranking(reader, { ...RANGE, scope });
    expect(
      services.map(({ service, availabilityPercent, downtimeMinutes }) => [
        service,
        availabilityPercent,
        downtimeMinutes,
      ])
    ).toEqual([
      ['Young', 75, 180],
      ['Always', expect.closeTo(83.333333, 5), 240],
      ['Unborn', null, 0],
    ]);
    const { lines } = await availabilityOverTime(reader, { ...RANGE, bucket: 'interval', scope });
    const young = lines.find(({ service }) => service === 'Young');
    expect(young?.points.slice(10, 16)).toEqual([null, null, 0, 0, 0, 100]);
    expect((await downAtEnd(reader, { ...RANGE, scope })).names).toEqual([]);
  });

  it('a service that is retired at the very end is not down', async () => {
    await insertDowntimes(database.client, [{ service: 'Old', from: '2026-05-30T18:00:00Z', to: null }]);
    const range = { from: '2026-05-30T00:00:00Z', to: '2026-05-31T00:00:00Z' };
    expect((await ranking(reader, range)).services[0]).toMatchObject({ downtimeMinutes: 360, isDown: false });
    expect(await downAtEnd(reader, range)).toMatchObject({ down: 0 });
    expect(await outages(reader, range)).toMatchObject([{ isOngoing: false }]);
  });

  it('tells which services are down at the end, maintenance left out', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T23:00:00Z', to: null },
      { service: 'Search', from: '2026-06-01T23:30:00Z', to: null },
    ]);
    await insertMaintenance(database.client, [
      { service: 'Search', from: '2026-06-01T23:45:00Z', to: '2026-06-02T01:00:00Z' },
    ]);
    const { services } = await ranking(reader, RANGE);
    expect(services.map(({ service, downtimeMinutes, isDown }) => [service, downtimeMinutes, isDown])).toEqual([
      ['Shop', 60, true],
      ['Search', 15, false],
      ['Archive', 0, false],
    ]);
    expect(await downAtEnd(reader, RANGE)).toEqual({ services: 3, down: 1, names: ['Shop'] });
  });

  it('a service that came back at the very end is up', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T23:00:00Z', to: RANGE.to },
      { service: 'Search', from: '2026-06-01T23:30:00Z', to: '2026-06-02T00:00:01Z' },
    ]);
    const { services } = await ranking(reader, RANGE);
    expect(services.map(({ service, isDown }) => [service, isDown])).toEqual([
      ['Shop', false],
      ['Search', true],
      ['Archive', false],
    ]);
    expect(await downAtEnd(reader, RANGE)).toEqual({ services: 3, down: 1, names: ['Search'] });
    expect((await outages(reader, RANGE)).map(({ service, isOngoing }) => [service, isOngoing])).toEqual([
      ['Shop', false],
      ['Search', true],
    ]);
  });

  it('names as many of those that are down as asked, by name', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T23:59:59.9Z', to: null },
      { service: 'Archive', from: '2026-05-01T00:00:00Z', to: null },
      { service: 'Old', from: '2026-05-01T00:00:00Z', to: null },
    ]);
    expect(await downAtEnd(reader, RANGE)).toEqual({ services: 3, down: 2, names: ['Archive', 'Shop'] });
    expect(await downAtEnd(reader, { ...RANGE, limit: 1 })).toEqual({ services: 3, down: 2, names: ['Archive'] });
    expect(await downAtEnd(reader, { ...RANGE, scope: { teams: ['Data'] } })).toEqual({
      services: 2,
      down: 1,
      names: ['Archive'],
    });
  });

  it.each([
    [{ services: ['Search', 'Shop'] }, ['Search', 'Shop']],
    [{ teams: ['Data'] }, ['Archive', 'Search']],
    [{ tiers: ['critical' as const] }, ['Shop']],
  ])('filtered by %j', async (scope, names) => {
    const { services } = await ranking(reader, { ...RANGE, scope });
    expect(services.map(({ service }) => service)).toEqual(names);
  });

  it('keeps the worst at the limit, and says that there are more', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T10:00:00Z', to: '2026-06-01T10:01:00Z' },
    ]);
    const { services, truncated } = await ranking(reader, { ...RANGE, limit: 1 });
    expect([services.map(({ service }) => service), truncated]).toEqual([['Shop'], true]);
    expect((await ranking(reader, { ...RANGE, limit: 3 })).truncated).toBe(false);
  });

  it('has no availability over a range without length', async () => {
    const { services } = await ranking(reader, { from: RANGE.from, to: RANGE.from });
    expect(services.map(({ availabilityPercent }) => availabilityPercent)).toEqual([null, null, null]);
  });
});

describe('availability over time', () => {
  it('measures a cut bucket over the part inside, and days of 23 hours as such', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-03-28T22:00:00Z', to: '2026-03-29T10:30:00Z' },
    ]);
    const { buckets, lines } = await availabilityOverTime(reader, {
      from: '2026-03-28T11:00:00Z',
      to: '2026-03-31T00:00:00Z',
      bucket: 'day',
      zone: 'Europe/Berlin',
      scope: { teams: ['Sales', 'Data'] },
    });
    expect(buckets.map(({ partial }) => partial)).toEqual([true, false, false, true]);
    expect(lines.map(({ service }) => service)).toEqual(['Shop', 'Archive', 'Search']);
    // 1 of the 12 h that are left of the first day, 11.5 of the 23 h of the second.
    expect(lines[0]?.points.map((point) => Number(point?.toFixed(9)))).toEqual([91.666666667, 50, 100, 100]);
    expect(lines[1]?.points).toEqual([100, 100, 100, 100]);
  });

  it('leaves whole services out at the row limit, the most reliable first', async () => {
    const ask = { ...RANGE, bucket: 'hour' } as const;
    await insertDowntimes(database.client, [
      { service: 'Search', from: RANGE.from, to: null },
      { service: 'Shop', from: '2026-06-01T10:00:00Z', to: null },
    ]);
    const cut = await availabilityOverTime(reader, { ...ask, rowLimit: 50 });
    expect([cut.lines.map(({ service }) => service), cut.truncated]).toEqual([['Search', 'Shop'], true]);
    const tight = await availabilityOverTime(reader, { ...ask, rowLimit: 30 });
    expect([tight.lines.map(({ service }) => service), tight.truncated]).toEqual([['Search'], true]);
    expect((await availabilityOverTime(reader, { ...ask, rowLimit: 72 })).truncated).toBe(false);
  });

  it('a range that lies in the future has nothing yet', async () => {
    const { buckets, lines } = await availabilityOverTime(reader, { from: RANGE.from, to: RANGE.from, bucket: 'day' });
    expect([buckets, lines]).toEqual([[], []]);
  });
});

describe('top outages', () => {
  it('by affected users × downtime inside the range; unknown users last, longest first', async () => {
    await insertDowntimes(database.client, [
      {
        incident: 'short but wide',
        service: 'Shop',
        from: '2026-06-01T10:00:00Z',
        to: '2026-06-01T10:10:00Z',
        affectedUsers: 1000,
      },
      {
        incident: 'long but narrow',
        service: 'Search',
        from: '2026-05-31T00:00:00Z',
        to: '2026-06-01T05:00:00Z',
        affectedUsers: 20,
      },
      {
        incident: 'uncounted',
        service: 'Shop',
        from: '2026-06-01T12:00:00Z',
        to: '2026-06-01T13:00:00Z',
        affectedUsers: null,
      },
      {
        incident: 'uncounted, longer',
        service: 'Shop',
        from: '2026-06-01T15:00:00Z',
        to: null,
        affectedUsers: null,
        priority: 'P2',
      },
      {
        incident: 'before',
        service: 'Shop',
        from: '2026-05-30T00:00:00Z',
        to: '2026-05-31T00:00:00Z',
        affectedUsers: 10_000,
      },
    ]);
    const found = await outages(reader, RANGE);
    expect(
      found.map(({ incident, downtimeMinutes, impactUserMinutes }) => [incident, downtimeMinutes, impactUserMinutes])
    ).toEqual([
      ['short but wide', 10, 10_000],
      ['long but narrow', 300, 6000],
      ['uncounted, longer', 540, null],
      ['uncounted', 60, null],
    ]);
    expect(found[0]).toEqual({
      incident: 'short but wide',
      priority: 'P1',
      url: 'https://incidents.example/short but wide',
      service: 'Shop',
      team: 'Sales',
      startedMs: Date.parse('2026-06-01T10:00:00Z'),
      endedMs: Date.parse('2026-06-01T10:10:00Z'),
      isOngoing: false,
      downtimeMinutes: 10,
      affectedUsers: 1000,
      impactUserMinutes: 10_000,
    });
    expect(found[2]).toMatchObject({ priority: 'P2', isOngoing: true, endedMs: Date.parse(RANGE.to) });
    expect(found[1]).toMatchObject({ startedMs: Date.parse(RANGE.from) });
  });

  it('an incident on two services is an outage of each; two periods on one are one outage', async () => {
    await insertDowntimes(database.client, [
      { incident: 'both', service: 'Shop', from: '2026-06-01T10:00:00Z', to: '2026-06-01T10:20:00Z', affectedUsers: 5 },
      {
        incident: 'both',
        service: 'Search',
        from: '2026-06-01T10:00:00Z',
        to: '2026-06-01T10:10:00Z',
        affectedUsers: 5,
      },
      {
        incident: 'both',
        service: 'Search',
        from: '2026-06-01T11:00:00Z',
        to: '2026-06-01T11:05:00Z',
        affectedUsers: 5,
      },
    ]);
    const found = await outages(reader, RANGE);
    expect(
      found.map(({ service, downtimeMinutes, impactUserMinutes }) => [service, downtimeMinutes, impactUserMinutes])
    ).toEqual([
      ['Shop', 20, 100],
      ['Search', 15, 75],
    ]);
    expect((await outages(reader, { ...RANGE, limit: 1 })).map(({ service }) => service)).toEqual(['Shop']);
    expect(await outages(reader, { ...RANGE, scope: { services: ['Archive'] } })).toEqual([]);
  });

  it('one that lies in maintenance alone is none', async () => {
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-06-01T10:00:00Z', to: '2026-06-01T10:20:00Z' },
    ]);
    await insertMaintenance(database.client, [
      { service: 'Shop', from: '2026-06-01T09:00:00Z', to: '2026-06-01T10:20:00Z' },
    ]);
    expect(await outages(reader, RANGE)).toEqual([]);
  });
});
