import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { series } from '../support/dora';
import type { Ask } from '../support/dora';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';
import type { Reader } from '../../src/backend/aurora/reader';

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await clearRecords(database.client);
  await insertRecords(database.client, { services: [{ name: 'Shop' }] });
});

const deploy = (...ends: readonly string[]) =>
  insertRecords(database.client, {
    changes: ends.map((end, index) => ({ key: `c${index}`, service: 'Shop', implementationEndAt: end })),
  });

/** Bucket starts in ISO, lengths in hours, counts and partial marks of a frequency series. */
async function frequency(ask: Omit<Ask, 'metric'>) {
  const { buckets, lines } = await series(reader, { metric: 'deploymentFrequency', ...ask });
  return {
    starts: buckets.map(({ startMs }) => new Date(startMs).toISOString().replace('.000Z', 'Z')),
    hours: buckets.map(({ startMs, endMs }) => (endMs - startMs) / 3600_000),
    partial: buckets.map(({ partial }) => partial),
    counts: lines[0]?.points.map(({ value }) => value),
  };
}

describe('days in the zone of the dashboard', () => {
  it.each([
    // [zone, from, to, starts, hours]
    [
      'UTC',
      '2026-03-28T00:00:00Z',
      '2026-03-31T00:00:00Z',
      ['2026-03-28T00:00:00Z', '2026-03-29T00:00:00Z', '2026-03-30T00:00:00Z'],
      [24, 24, 24],
    ],
    [
      'Europe/Berlin',
      '2026-03-27T23:00:00Z',
      '2026-03-30T22:00:00Z',
      ['2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
      [24, 23, 24],
    ],
    [
      'Europe/Berlin',
      '2026-10-23T22:00:00Z',
      '2026-10-26T23:00:00Z',
      ['2026-10-23T22:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
      [24, 25, 24],
    ],
    [
      'America/New_York',
      '2026-03-07T05:00:00Z',
      '2026-03-10T04:00:00Z',
      ['2026-03-07T05:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
      [24, 23, 24],
    ],
    [
      'America/New_York',
      '2026-10-31T04:00:00Z',
      '2026-11-03T05:00:00Z',
      ['2026-10-31T04:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
      [24, 25, 24],
    ],
    // The clock is turned at midnight: 00:00 is skipped in spring …
    [
      'America/Havana',
      '2026-03-07T05:00:00Z',
      '2026-03-10T04:00:00Z',
      ['2026-03-07T05:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
      [24, 23, 24],
    ],
    // … and comes twice in autumn, when the day begins with the first.
    [
      'America/Havana',
      '2026-10-31T04:00:00Z',
      '2026-11-03T05:00:00Z',
      ['2026-10-31T04:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
      [24, 25, 24],
    ],
    // The clock skips the hour before midnight.
    [
      'America/Nuuk',
      '2026-03-28T02:00:00Z',
      '2026-03-30T01:00:00Z',
      ['2026-03-28T02:00:00Z', '2026-03-29T01:00:00Z'],
      [23, 24],
    ],
    // The clock is turned back over midnight: the day has begun a minute before.
    [
      'America/St_Johns',
      '2010-11-06T02:30:00Z',
      '2010-11-08T03:30:00Z',
      ['2010-11-06T02:30:00Z', '2010-11-07T02:30:00Z'],
      [24, 25],
    ],
    // A day that was left out.
    [
      'Pacific/Apia',
      '2011-12-29T10:00:00Z',
      '2011-12-31T10:00:00Z',
      ['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
      [24, 24],
    ],
    // A zone with a quarter hour.
    [
      'Asia/Kathmandu',
      '2026-03-27T18:15:00Z',
      '2026-03-29T18:15:00Z',
      ['2026-03-27T18:15:00Z', '2026-03-28T18:15:00Z'],
      [24, 24],
    ],
  ])('%s from %s to %s', async (timeZone, from, to, starts, hours) => {
    const answer = await frequency({ bucket: 'day', timeZone, from, to });
    expect(answer).toMatchObject({ starts, hours });
    expect(answer.partial).not.toContain(true);
  });

  it('puts a deployment into the day its zone says', async () => {
    await deploy(
      '2026-03-28T22:59:59.999Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00Z'
    );
    const range = { bucket: 'day', from: '2026-03-27T23:00:00Z', to: '2026-03-30T22:00:00Z' } as const;
    expect((await frequency({ ...range, timeZone: 'Europe/Berlin' })).counts).toEqual([1, 2, 1]);
    expect((await frequency({ ...range, timeZone: 'UTC' })).counts).toEqual([0, 2, 2, 0]);
  });

  it('puts a deployment after the hour that the clock skips into the day that has begun', async () => {
    await deploy('2026-03-29T01:30:00Z');
    const range = { bucket: 'day', from: '2026-03-28T02:00:00Z', to: '2026-03-30T01:00:00Z' } as const;
    expect((await frequency({ ...range, timeZone: 'America/Nuuk' })).counts).toEqual([0, 1]);
  });

  it('does not depend on the zone of the session', async () => {
    await deploy('2026-03-28T23:30:00Z');
    const ask = { bucket: 'day', from: '2026-03-28T00:00:00Z', to: '2026-03-30T00:00:00Z', timeZone: 'UTC' } as const;
    const before = await frequency(ask);
    await database.client.query(`set timezone = 'Asia/Tokyo'`);
    expect(await frequency(ask)).toEqual(before);
    await database.client.query('reset timezone');
  });
});

describe('other buckets', () => {
  it('hours: the one that comes twice in autumn is two buckets', async () => {
    const answer = await frequency({
      bucket: 'hour',
      timeZone: 'Europe/Berlin',
      from: '2026-10-24T23:00:00Z',
      to: '2026-10-25T03:00:00Z',
    });
    expect(answer.hours).toEqual([1, 1, 1, 1]);
  });

  it('hours begin with the local hour where a zone has half an hour', async () => {
    const range = { from: '2026-05-01T00:00:00Z', to: '2026-05-01T01:00:00Z' };
    const answer = await frequency({ bucket: 'hour', timeZone: 'Asia/Kolkata', ...range });
    expect(answer.starts).toEqual(['2026-04-30T23:30:00Z', '2026-05-01T00:30:00Z']);
    expect(answer.partial).toEqual([true, true]);
  });

  it('weeks begin on Monday, as ISO 8601 says', async () => {
    const answer = await frequency({ bucket: 'week', from: '2026-05-06T00:00:00Z', to: '2026-05-19T00:00:00Z' });
    expect(answer.starts).toEqual(['2026-05-04T00:00:00Z', '2026-05-11T00:00:00Z', '2026-05-18T00:00:00Z']);
    expect(answer.partial).toEqual([true, false, true]);
  });

  it('months have their own lengths', async () => {
    const answer = await frequency({ bucket: 'month', from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' });
    expect(answer.hours).toEqual([31 * 24, 28 * 24, 31 * 24]);
  });

  it("the panel's interval counts from the epoch", async () => {
    const ask = {
      bucket: 'interval',
      intervalMs: 900_000,
      from: '2026-05-01T00:10:00Z',
      to: '2026-05-01T00:40:00Z',
    } as const;
    await deploy('2026-05-01T00:14:59Z', '2026-05-01T00:15:00Z');
    const answer = await frequency(ask);
    expect(answer.starts).toEqual(['2026-05-01T00:00:00Z', '2026-05-01T00:15:00Z', '2026-05-01T00:30:00Z']);
    expect(answer.counts).toEqual([1, 1, 0]);
    expect(answer.partial).toEqual([true, false, true]);
  });

  it.each([
    [60_000, 1],
    [3600_000, 1],
    [3600_001, 24],
    [86_400_000, 24],
    [86_400_001, 7 * 24],
    [604_800_001, 31 * 24],
  ])(
    'auto takes the smallest calendar unit not shorter than an interval of %i ms: %i hours',
    async (intervalMs, hours) => {
      const ask = { bucket: 'auto', intervalMs, from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' } as const;
      expect((await frequency(ask)).hours[1] ?? (await frequency(ask)).hours[0]).toBe(hours);
    }
  );
});

describe('partial and empty buckets', () => {
  it('marks the bucket that now cuts', async () => {
    const answer = await frequency({
      bucket: 'day',
      from: '2026-05-01T00:00:00Z',
      to: '2026-05-08T00:00:00Z',
      now: '2026-05-03T15:00:00Z',
    });
    expect(answer.starts).toHaveLength(3);
    expect(answer.partial).toEqual([false, false, true]);
  });

  it('counts only what lies inside the range in a bucket that its edge cuts', async () => {
    await deploy('2026-05-01T11:59:00Z', '2026-05-01T12:00:00Z');
    const range = { from: '2026-05-01T12:00:00Z', to: '2026-05-02T00:00:00Z' };
    expect(await frequency({ bucket: 'day', ...range })).toMatchObject({ counts: [1], partial: [true] });
  });

  it('an empty bucket is 0 for a count and a gap for anything else', async () => {
    await deploy('2026-05-01T12:00:00Z', '2026-05-03T12:00:00Z');
    const range = { bucket: 'day', from: '2026-05-01T00:00:00Z', to: '2026-05-04T00:00:00Z' } as const;
    const values = async (metric: Ask['metric']) =>
      (await series(reader, { metric, ...range })).lines[0]?.points.map(({ value }) => value);
    expect(await values('deploymentFrequency')).toEqual([1, 0, 1]);
    expect(await values('leadTime')).toEqual([3600, null, 3600]);
    expect(await values('changeFailureRate')).toEqual([0, null, 0]);
  });

  it('has no line where a metric has no data at all, but one of zeros for a count', async () => {
    const range = { bucket: 'day', from: '2026-05-01T00:00:00Z', to: '2026-05-04T00:00:00Z' } as const;
    expect((await series(reader, { metric: 'leadTime', ...range })).lines).toEqual([]);
    expect((await frequency(range)).counts).toEqual([0, 0, 0]);
  });

  it('has no bucket where the whole range lies in the future', async () => {
    const range = { bucket: 'day', from: '2026-05-01T00:00:00Z', to: '2026-05-04T00:00:00Z' } as const;
    expect((await frequency({ ...range, now: '2026-01-01T00:00:00Z' })).starts).toEqual([]);
  });

  it('tells open incidents beside the line, in no bucket', async () => {
    await insertRecords(database.client, {
      incidents: [
        { key: 'a', createdAt: '2026-05-01T00:00:00Z', resolvedAt: '2026-05-01T01:00:00Z' },
        { key: 'b', createdAt: '2026-05-02T00:00:00Z' },
      ],
    });
    const range = { bucket: 'day', from: '2026-05-01T00:00:00Z', to: '2026-05-03T00:00:00Z' } as const;
    const { lines } = await series(reader, { metric: 'mttr', ...range });
    expect(lines).toMatchObject([{ open: 1, points: [{ value: 3600 }, { value: null }] }]);
  });
});

it('counts open incidents where there is no line to put them beside', async () => {
  await insertRecords(database.client, { incidents: [{ key: 'b', createdAt: '2026-05-02T00:00:00Z' }] });
  const range = { bucket: 'day', from: '2026-05-01T00:00:00Z', to: '2026-05-03T00:00:00Z' } as const;
  expect(await series(reader, { metric: 'mttr', ...range })).toMatchObject({ lines: [], open: 1 });
});

it('takes an interval longer than all history for one bucket', async () => {
  const range = { from: '2026-05-01T00:00:00Z', to: '2026-05-03T00:00:00Z' };
  expect((await frequency({ bucket: 'interval', intervalMs: 2 ** 52, ...range })).starts).toHaveLength(1);
});

describe('limits', () => {
  it.each<[string, Omit<Ask, 'metric'>, number]>([
    ['twenty years of hours', { bucket: 'hour', from: '1990-01-01T00:00:00Z', to: '2010-01-01T00:00:00Z' }, 24],
    [
      'twenty years of the panel that asks for a second',
      { bucket: 'auto', intervalMs: 1000, from: '1990-01-01T00:00:00Z', to: '2010-01-01T00:00:00Z' },
      24,
    ],
    [
      'a second as interval',
      { bucket: 'interval', intervalMs: 1, from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
      5 / 60,
    ],
  ])('cuts %s into longer buckets', async (_, ask, hours) => {
    expect(new Set((await frequency(ask)).hours)).toEqual(new Set([hours]));
  });

  it.each<[string, Omit<Ask, 'metric'>, RegExp]>([
    ['a reversed range', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, /does not end after it begins/],
    ['an empty range', { from: '2026-02-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }, /does not end after it begins/],
    ['a century', { from: '1926-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, /longer than/],
    ['the year 10000', { from: '2026-01-01T00:00:00Z', to: '+010000-01-01T00:00:00Z' }, /1900 to 2200/],
  ])('refuses %s', async (_, ask, message) => {
    await expect(frequency(ask)).rejects.toMatchObject({
      name: 'Failure',
      status: 400,
      message: expect.stringMatching(message),
    });
  });
});
