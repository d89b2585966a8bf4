import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { USES_CELLS, series, total, totals } from '../support/dora';
import type { Ask } from '../support/dora';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';
import type { ChangeSpec, IncidentSpec, Records } from '../support/records';
import type { Reader } from '../../src/backend/aurora/reader';
import { figureOf } from '../../src/backend/metrics/dora/measures';
import { scorecard } from '../../src/backend/metrics/dora/scorecard';
import { SAMPLE_PARTS } from '../../src/model/dora-query';

/** Every definition of docs/metrics.md, one row a rule. */

const MAY: Pick<Ask, 'from' | 'to'> = { from: '2026-05-01T00:00:00Z', to: '2026-05-31T00:00:00Z' };
const HOUR = 3600;

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(() => clearRecords(database.client));

const load = (records: Records) =>
  insertRecords(database.client, { services: [{ name: 'Shop', team: 'Sales', tier: 'critical' }], ...records });

const change = (key: string, end: string, more: Partial<ChangeSpec> = {}): ChangeSpec => ({
  key,
  service: 'Shop',
  implementationEndAt: end,
  ...more,
});
const incident = (key: string, createdAt: string, more: Partial<IncidentSpec> = {}): IncidentSpec => ({
  key,
  createdAt,
  ...more,
});

describe('what a deployment is', () => {
  it.each<[string, Partial<ChangeSpec>, number]>([
    ['a closed production change of type deployment', {}, 1],
    ['not one of another type', { type: 'normal' }, 0],
    ['not an emergency change', { type: 'emergency' }, 0],
    ['not one that was cancelled', { state: 'cancelled' }, 0],
    ['not one still being implemented', { state: 'implementing' }, 0],
    ['not one to another environment', { environment: 'staging' }, 0],
    ['one whose outcome nobody noted', { outcome: null }, 1],
    [
      'one without an end of implementation, placed by its closing',
      { implementationEndAt: null, closedAt: '2026-05-10T00:00:00Z' },
      1,
    ],
    ['placed by its end even where the closing lies outside', { closedAt: '2026-07-01T00:00:00Z' }, 1],
  ])('%s', async (_, spec, expected) => {
    await load({ changes: [change('c', '2026-05-10T00:00:00Z', spec)] });
    const { sample } = await total(reader, { metric: 'changeFailureRate', ...MAY });
    expect(sample).toMatchObject({ of: expected });
  });

  it.each([
    ['2026-05-01T00:00:00.000Z', 1, 'the first instant of the range'],
    ['2026-04-30T23:59:59.999Z', 0, 'just before it'],
    ['2026-05-30T23:59:59.999Z', 1, 'the last instant'],
    ['2026-05-31T00:00:00.000Z', 0, 'the end itself: ranges are half-open'],
  ])('deployed at %s counts %i: %s', async (at, expected) => {
    await load({ changes: [change('c', at)] });
    expect((await total(reader, { metric: 'deploymentFrequency', ...MAY })).sample.n).toBe(expected);
  });
});

describe('what a value rests on, as a number of its own', () => {
  it.each([
    ['changeFailureRate', { n: 1, failed: 1, total: 3, excluded: 0, open: 0 }],
    ['deploymentFrequency', { n: 2, failed: 1, total: 3, excluded: 0, open: 0 }],
  ] as const)('%s', async (metric, expected) => {
    await load({
      changes: [
        change('a', '2026-05-10T00:00:00Z'),
        change('b', '2026-05-11T00:00:00Z'),
        change('c', '2026-05-12T00:00:00Z', { outcome: 'failed' }),
      ],
    });
    const measurement = await total(reader, { metric, ...MAY });
    const parts = SAMPLE_PARTS.filter((part) => part !== 'none').map((part) => [part, figureOf(measurement, part)]);
    expect(Object.fromEntries(parts)).toEqual(expected);
    expect(figureOf(measurement, 'none')).toBe(measurement.value);
  });

  it('of durations: those that count, and all that were looked at', async () => {
    const at = '2026-05-10T00:00:00Z';
    await load({ changes: [change('a', at), change('negative', at, { createdAt: '2026-05-11T00:00:00Z' })] });
    const measurement = await total(reader, { metric: 'leadTime', ...MAY });
    const figures = (['n', 'total', 'excluded', 'open'] as const).map((part) => figureOf(measurement, part));
    expect(figures).toEqual([1, 2, 1, 0]);
  });
});

describe('when a deployment failed', () => {
  const END = '2026-05-10T12:00:00.000Z';
  const failures = async () => (await total(reader, { metric: 'changeFailureRate', ...MAY })).sample;

  it.each<[string, ChangeSpec['outcome'], number]>([
    ['failed', 'failed', 1],
    ['rolled back', 'rolled_back', 1],
    ['successful', 'successful', 0],
    ['unknown', null, 0],
  ])('by its outcome: %s', async (_, outcome, n) => {
    await load({ changes: [change('c', END, { outcome })] });
    expect(await failures()).toEqual({ kind: 'ratio', n, of: 1 });
  });

  it.each<[string, string, IncidentSpec['priority'], number]>([
    ['a P1 at the very end of the implementation', END, 'P1', 1],
    ['a P2 an hour later', '2026-05-10T13:00:00Z', 'P2', 1],
    ['at 23:59:59 after it', '2026-05-11T11:59:59.000Z', 'P1', 1],
    ['at 23:59:59.999 after it', '2026-05-11T11:59:59.999Z', 'P1', 1],
    ['not at 24:00:00 after it', '2026-05-11T12:00:00.000Z', 'P1', 0],
    ['not a moment before it', '2026-05-10T11:59:59.999Z', 'P1', 0],
    ['not by a P3', '2026-05-10T13:00:00Z', 'P3', 0],
    ['not by a P4', '2026-05-10T13:00:00Z', 'P4', 0],
  ])('by a linked incident: %s', async (_, createdAt, priority, n) => {
    await load({ changes: [change('c', END)], incidents: [incident('i', createdAt, { priority, changes: ['c'] })] });
    expect(await failures()).toEqual({ kind: 'ratio', n, of: 1 });
  });

  it.each<[string, string, string, number]>([
    ['at the start of the implementation', '2026-05-10T10:00:00Z', '2026-05-10T10:00:00.000Z', 1],
    ['during it', '2026-05-10T10:00:00Z', '2026-05-10T11:00:00Z', 1],
    ['not a moment before its start', '2026-05-10T10:00:00Z', '2026-05-10T09:59:59.999Z', 0],
    ['during one that began before the range', '2026-04-01T00:00:00Z', '2026-04-02T00:00:00Z', 1],
    ['not years before, where the start is lost to minus infinity', '-infinity', '2020-05-10T00:00:00Z', 0],
    ['not years before, where the start is at infinity', 'infinity', '2020-05-10T00:00:00Z', 0],
    ['not between an end and a start that lies after it', '2026-05-12T12:00:00Z', '2026-05-12T00:00:00Z', 0],
    ['after the end, where the start lies after it', '2026-05-12T12:00:00Z', '2026-05-11T00:00:00Z', 1],
  ])('by an incident %s', async (_, start, createdAt, n) => {
    await load({
      changes: [change('c', END, { implementationStartAt: start })],
      incidents: [incident('i', createdAt, { changes: ['c'] })],
    });
    expect(await failures()).toEqual({ kind: 'ratio', n, of: 1 });
  });

  it.each([
    ['at the closing', '2026-05-10T14:00:00.000Z', 1],
    ['at 23:59:59.999 after it', '2026-05-11T13:59:59.999Z', 1],
    ['not at 24:00:00 after it', '2026-05-11T14:00:00.000Z', 0],
    ['not a moment before it', '2026-05-10T13:59:59.999Z', 0],
  ])('whose closing stands in for a missing end, by an incident %s', async (_, createdAt, n) => {
    const closed = { implementationEndAt: null, closedAt: '2026-05-10T14:00:00.000Z' };
    await load({
      changes: [change('c', END, closed)],
      incidents: [incident('i', createdAt, { changes: ['c'] })],
    });
    expect(await failures()).toEqual({ kind: 'ratio', n, of: 1 });
  });

  it('not by an incident that nobody linked', async () => {
    await load({ changes: [change('c', END)], incidents: [incident('i', '2026-05-10T13:00:00Z')] });
    expect(await failures()).toEqual({ kind: 'ratio', n: 0, of: 1 });
  });

  it('once, however many incidents hit it', async () => {
    const two = ['i1', 'i2'].map((key) => incident(key, '2026-05-10T13:00:00Z', { changes: ['c'] }));
    await load({ changes: [change('c', END), change('d', END)], incidents: two });
    expect(await total(reader, { metric: 'changeFailureRate', ...MAY })).toMatchObject({
      value: 50,
      sample: { n: 1, of: 2 },
    });
  });

  it('by an incident after the range ended: verdicts do not depend on the range', async () => {
    await load({
      changes: [change('c', '2026-05-30T23:00:00Z')],
      incidents: [incident('i', '2026-05-31T20:00:00Z', { changes: ['c'] })],
    });
    expect(await failures()).toEqual({ kind: 'ratio', n: 1, of: 1 });
  });

  it('24 hours are elapsed time, also where the clock is turned back in between', async () => {
    // In Berlin the night of 2026-10-25 has 25 hours; the window still ends after 24.
    await database.client.query(`set timezone = 'Europe/Berlin'`);
    await load({
      changes: [change('c', '2026-10-24T12:00:00Z')],
      incidents: [incident('i', '2026-10-25T12:30:00Z', { changes: ['c'] })],
    });
    const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
    expect((await total(reader, { metric: 'changeFailureRate', ...october })).sample.n).toBe(0);
    await database.client.query('reset timezone');
  });
});

describe('deployment frequency', () => {
  it('divides successful deployments by the days of the range, fractions included', async () => {
    await load({
      changes: [
        change('a', '2026-05-10T00:00:00Z'),
        change('b', '2026-05-10T06:00:00Z'),
        change('c', '2026-05-10T07:00:00Z', { outcome: 'failed' }),
      ],
    });
    const halfDay = { from: '2026-05-10T00:00:00Z', to: '2026-05-10T12:00:00Z' };
    expect(await total(reader, { metric: 'deploymentFrequency', ...halfDay })).toMatchObject({
      value: 4,
      sample: { kind: 'count', n: 2 },
    });
  });

  it('is 0, not null, where nothing was deployed', async () => {
    await load({});
    expect((await total(reader, { metric: 'deploymentFrequency', ...MAY })).value).toBe(0);
  });

  it('ends now where the range ends in the future', async () => {
    await load({ changes: [change('a', '2026-05-02T00:00:00Z'), change('later', '2026-05-20T00:00:00Z')] });
    const answer = await totals(reader, { metric: 'deploymentFrequency', ...MAY, now: '2026-05-03T00:00:00Z' });
    expect(answer.days).toBe(2);
    expect(answer.totals[0]?.measurement.value).toBe(0.5);
  });

  it('is null where the whole range lies in the future', async () => {
    await load({});
    const answer = await total(reader, { metric: 'deploymentFrequency', ...MAY, now: '2026-01-01T00:00:00Z' });
    expect(answer.value).toBeNull();
  });
});

describe('lead time', () => {
  const hours = [1, 2, 3, 10];
  const withLeadTimes = () =>
    load({
      changes: hours.map((lead, index) => {
        const end = new Date(Date.UTC(2026, 4, 10 + index));
        return change(`c${index}`, end.toISOString(), {
          createdAt: new Date(end.getTime() - lead * HOUR * 1000).toISOString(),
        });
      }),
    });

  it.each([
    [undefined, 2.5],
    ['median', 2.5],
    ['mean', 4],
    // Linear interpolation: position (n − 1) × p = 2.25, 2.7 and 2.85 of the sorted values.
    ['p75', 4.75],
    ['p90', 7.9],
    ['p95', 8.95],
  ] as const)('statistic %s of 1, 2, 3 and 10 hours is %f hours', async (statistic, expectedHours) => {
    await withLeadTimes();
    const answer = await total(reader, { metric: 'leadTime', ...(statistic && { statistic }), ...MAY });
    expect(answer.value).toBeCloseTo(expectedHours * HOUR, 6);
    expect(answer.sample).toEqual({ kind: 'count', n: 4 });
  });

  it('runs from creation to closing, not to the end of the implementation', async () => {
    await load({
      changes: [
        change('c', '2026-05-10T12:00:00Z', { createdAt: '2026-05-10T11:00:00Z', closedAt: '2026-05-10T14:00:00Z' }),
      ],
    });
    expect((await total(reader, { metric: 'leadTime', ...MAY })).value).toBe(3 * HOUR);
  });

  it('is null where nothing was deployed, never 0', async () => {
    await load({});
    expect(await total(reader, { metric: 'leadTime', ...MAY })).toMatchObject({ value: null, sample: { n: 0 } });
  });

  it('is 0 where a change was closed the moment it was created', async () => {
    await load({ changes: [change('c', '2026-05-10T12:00:00Z', { createdAt: '2026-05-10T12:00:00Z' })] });
    expect((await total(reader, { metric: 'leadTime', ...MAY })).value).toBe(0);
  });

  it('leaves out negative and missing durations, and counts them', async () => {
    await load({
      changes: [
        change('good', '2026-05-10T12:00:00Z', { createdAt: '2026-05-10T11:00:00Z' }),
        change('negative', '2026-05-10T12:00:00Z', { createdAt: '2026-05-10T13:00:00Z' }),
        change('never closed', '2026-05-10T12:00:00Z', { closedAt: null }),
      ],
    });
    expect(await total(reader, { metric: 'leadTime', ...MAY })).toMatchObject({
      value: HOUR,
      sample: { n: 1 },
      excluded: 2,
    });
  });

  it('is null where only excluded durations are left', async () => {
    await load({ changes: [change('negative', '2026-05-10T12:00:00Z', { createdAt: '2026-05-10T13:00:00Z' })] });
    expect(await total(reader, { metric: 'leadTime', ...MAY })).toMatchObject({ value: null, excluded: 1 });
  });

  it('looks at successful deployments only', async () => {
    await load({ changes: [change('failed', '2026-05-10T12:00:00Z', { outcome: 'failed' })] });
    expect((await total(reader, { metric: 'leadTime', ...MAY })).sample.n).toBe(0);
  });
});

describe('MTTR', () => {
  const resolved = (key: string, hours: number, more: Partial<IncidentSpec> = {}) =>
    incident(key, '2026-05-10T00:00:00Z', {
      resolvedAt: new Date(Date.UTC(2026, 4, 10, hours)).toISOString(),
      ...more,
    });

  it.each([
    [undefined, 13 / 3],
    ['median', 2],
    ['p75', 6],
    ['p90', 8.4],
  ] as const)('statistic %s of 1, 2 and 10 hours is %f hours', async (statistic, expectedHours) => {
    await load({ incidents: [resolved('a', 1), resolved('b', 2, { priority: 'P2' }), resolved('c', 10)] });
    const answer = await total(reader, { metric: 'mttr', ...(statistic && { statistic }), ...MAY });
    expect(answer.value).toBeCloseTo(expectedHours * HOUR, 6);
  });

  it('looks at P1 and P2 only', async () => {
    await load({
      incidents: [resolved('a', 1), resolved('b', 9, { priority: 'P3' }), resolved('c', 9, { priority: 'P4' })],
    });
    expect(await total(reader, { metric: 'mttr', ...MAY })).toMatchObject({ value: HOUR, sample: { n: 1 } });
  });

  it('places an incident by its resolution, not its creation', async () => {
    await load({ incidents: [incident('i', '2026-04-30T23:00:00Z', { resolvedAt: '2026-05-01T01:00:00Z' })] });
    expect((await total(reader, { metric: 'mttr', ...MAY })).value).toBe(2 * HOUR);
    const april = { from: '2026-04-01T00:00:00Z', to: '2026-05-01T00:00:00Z' };
    expect((await total(reader, { metric: 'mttr', ...april })).value).toBeNull();
  });

  it('leaves out open incidents and counts those that began before the end', async () => {
    await load({
      incidents: [
        resolved('a', 1),
        incident('open', '2026-05-12T00:00:00Z'),
        incident('open since long', '2025-05-12T00:00:00Z'),
        incident('opened later', '2026-06-12T00:00:00Z'),
        incident('open but minor', '2026-05-12T00:00:00Z', { priority: 'P3' }),
      ],
    });
    expect(await total(reader, { metric: 'mttr', ...MAY })).toMatchObject({ value: HOUR, sample: { n: 1 }, open: 2 });
  });

  it.each([
    ['one that will be resolved in the future is open', '2090-01-01T00:00:00Z', 1],
    ['one that was resolved after the range is not', '2026-06-01T00:00:00Z', 0],
    ['one that will never be resolved is open', 'infinity', 1],
  ])('%s', async (_, resolvedAt, open) => {
    await load({ incidents: [incident('i', '2026-05-12T00:00:00Z', { resolvedAt })] });
    expect(await total(reader, { metric: 'mttr', ...MAY })).toMatchObject({ value: null, sample: { n: 0 }, open });
  });

  it('an incident is not both resolved and open, whichever clock is ahead', async () => {
    await load({ incidents: [incident('i', '2090-05-12T00:00:00Z', { resolvedAt: '2090-05-12T01:00:00Z' })] });
    const ahead = { from: '2090-05-01T00:00:00Z', to: '2090-06-01T00:00:00Z' };
    expect(await total(reader, { metric: 'mttr', ...ahead })).toMatchObject({ sample: { n: 1 }, open: 0 });
  });

  it('leaves out negative durations and counts them', async () => {
    await load({
      incidents: [resolved('a', 1), incident('b', '2026-05-12T00:00:00Z', { resolvedAt: '2026-05-11T00:00:00Z' })],
    });
    expect(await total(reader, { metric: 'mttr', ...MAY })).toMatchObject({ value: HOUR, excluded: 1 });
  });
});

describe('failed deployment recovery time', () => {
  it('is the median from deployment to resolution over linked P1 and P2 incidents', async () => {
    await load({
      changes: [change('c', '2026-05-10T00:00:00Z'), change('d', '2026-05-11T00:00:00Z')],
      incidents: [
        incident('i', '2026-05-10T01:00:00Z', { resolvedAt: '2026-05-10T02:00:00Z', changes: ['c'] }),
        incident('j', '2026-05-11T01:00:00Z', { resolvedAt: '2026-05-11T04:00:00Z', changes: ['d'], priority: 'P2' }),
        incident('minor', '2026-05-11T01:00:00Z', {
          resolvedAt: '2026-05-11T23:00:00Z',
          changes: ['d'],
          priority: 'P3',
        }),
        incident('too late to count', '2026-05-13T01:00:00Z', { resolvedAt: '2026-05-14T00:00:00Z', changes: ['d'] }),
        incident('still open', '2026-05-11T02:00:00Z', { changes: ['d'] }),
      ],
    });
    expect(await total(reader, { metric: 'failedDeploymentRecoveryTime', ...MAY })).toMatchObject({
      value: 3 * HOUR,
      sample: { n: 2 },
      open: 1,
    });
  });

  it('begins with an incident that came during the implementation', async () => {
    const during = { implementationStartAt: '2026-05-10T00:00:00Z' };
    await load({
      changes: [change('c', '2026-05-10T06:00:00Z', during)],
      incidents: [incident('i', '2026-05-10T01:00:00Z', { resolvedAt: '2026-05-10T03:00:00Z', changes: ['c'] })],
    });
    expect(await total(reader, { metric: 'failedDeploymentRecoveryTime', ...MAY })).toMatchObject({
      value: 2 * HOUR,
      sample: { n: 1 },
      excluded: 0,
    });
  });

  it('is null where nothing recovered', async () => {
    await load({ changes: [change('c', '2026-05-10T00:00:00Z', { outcome: 'failed' })] });
    expect((await total(reader, { metric: 'failedDeploymentRecoveryTime', ...MAY })).value).toBeNull();
  });
});

describe('rework rate', () => {
  it('is emergency changes in percent of those and all deployments', async () => {
    await load({
      changes: [
        change('a', '2026-05-10T00:00:00Z'),
        change('b', '2026-05-10T00:00:00Z', { outcome: 'failed' }),
        change('c', '2026-05-10T00:00:00Z'),
        change('fix', '2026-05-11T00:00:00Z', { type: 'emergency' }),
        change('other', '2026-05-11T00:00:00Z', { type: 'standard' }),
        change('staged fix', '2026-05-11T00:00:00Z', { type: 'emergency', environment: 'staging' }),
      ],
    });
    expect(await total(reader, { metric: 'reworkRate', ...MAY })).toMatchObject({
      value: 25,
      sample: { kind: 'ratio', n: 1, of: 4 },
    });
  });

  it('counts unplanned deployments, and those that mended an incident, which blame none', async () => {
    await load({
      changes: [
        change('a', '2026-05-10T00:00:00Z'),
        change('b', '2026-05-10T00:00:00Z', { unplanned: true }),
        change('c', '2026-05-10T00:00:00Z'),
        change('d', '2026-05-10T00:00:00Z', { type: 'emergency', unplanned: true }),
      ],
      incidents: [{ key: 'i', createdAt: '2026-05-10T01:00:00Z', fixes: ['c'] }],
    });
    expect(await total(reader, { metric: 'reworkRate', ...MAY })).toMatchObject({
      value: 75,
      sample: { kind: 'ratio', n: 3, of: 4 },
    });
    expect(await total(reader, { metric: 'changeFailureRate', ...MAY })).toMatchObject({
      value: 0,
      sample: { kind: 'ratio', n: 0, of: 3 },
    });
  });

  it('is null where nothing changed', async () => {
    await load({});
    expect((await total(reader, { metric: 'reworkRate', ...MAY })).value).toBeNull();
  });
});

describe('groups and filters', () => {
  beforeEach(() =>
    insertRecords(database.client, {
      services: [
        { name: 'Shop', team: 'Sales', tier: 'critical' },
        { name: 'Search', team: 'Data' },
        { name: 'Index', team: 'Data', tier: 'critical' },
        { name: 'Orphan' },
        { name: 'Gone', team: 'Sales', retiredAt: '2020-01-01T00:00:00Z' },
        { name: 'Retiring', team: 'Sales', retiredAt: '2026-05-15T00:00:00Z' },
      ],
      changes: [
        change('1', '2026-05-10T00:00:00Z'),
        change('2', '2026-05-11T00:00:00Z', { service: 'Search' }),
        change('3', '2026-05-12T00:00:00Z', { service: 'Index', outcome: 'failed' }),
        change('4', '2026-05-13T00:00:00Z', { service: 'Orphan' }),
      ],
      incidents: [
        incident('both', '2026-05-10T00:00:00Z', {
          resolvedAt: '2026-05-10T01:00:00Z',
          downServices: ['Search', 'Index'],
        }),
        incident('by link', '2026-05-14T00:00:00Z', { resolvedAt: '2026-05-14T03:00:00Z', changes: ['1'] }),
        incident('of nobody', '2026-05-10T00:00:00Z', { resolvedAt: '2026-05-10T05:00:00Z' }),
      ],
    })
  );

  const counts = async (ask: Partial<Ask> & Pick<Ask, 'metric'>) => {
    const answer = await totals(reader, { ...MAY, ...ask });
    return answer.totals.map(({ group, measurement }) => [
      group.by === 'service' ? group.service : group.by === 'team' ? group.team : 'all',
      measurement.sample.n,
    ]);
  };

  it('by service lists every service in use, with 0 where nothing was deployed', async () => {
    expect(await counts({ metric: 'deploymentFrequency', groupBy: 'service' })).toEqual([
      ['Index', 0],
      ['Orphan', 1],
      ['Retiring', 0],
      ['Search', 1],
      ['Shop', 1],
    ]);
  });

  it('by team, with services of no team last', async () => {
    expect(await counts({ metric: 'deploymentFrequency', groupBy: 'team' })).toEqual([
      ['Data', 1],
      ['Sales', 1],
      [null, 1],
    ]);
  });

  it('an incident counts for every service it touched, and once for their team', async () => {
    expect(await counts({ metric: 'mttr', groupBy: 'service' })).toEqual([
      ['Index', 1],
      ['Orphan', 0],
      ['Retiring', 0],
      ['Search', 1],
      ['Shop', 1],
      [null, 1],
    ]);
    expect(await counts({ metric: 'mttr', groupBy: 'team' })).toEqual([
      ['Data', 1],
      ['Sales', 1],
      [null, 1],
    ]);
    expect(await counts({ metric: 'mttr' })).toEqual([['all', 3]]);
  });

  it.each<[string, Partial<Ask>, number, number]>([
    ['one service', { services: ['Search'] }, 1, 1],
    ['two services', { services: ['Search', 'Index'] }, 2, 1],
    ['a team', { teams: ['Data'] }, 2, 1],
    ['a tier', { tiers: ['critical'] }, 2, 2],
    ['a team and a tier', { teams: ['Data'], tiers: ['critical'] }, 1, 1],
    ['services outside the team', { services: ['Shop'], teams: ['Data'] }, 0, 0],
    ['a retired service keeps its history', { services: ['Gone'] }, 0, 0],
  ])('filtered by %s', async (_, filter, deployments, incidents) => {
    const rate = await total(reader, { metric: 'changeFailureRate', ...MAY, ...filter });
    expect(rate.sample).toMatchObject({ of: deployments });
    expect((await total(reader, { metric: 'mttr', ...MAY, ...filter })).sample.n).toBe(incidents);
  });

  it('a service that is retired at the end of the range counts nowhere where those are left out', async () => {
    await insertRecords(database.client, {
      services: [{ name: 'Retired later', team: 'Ops', retiredAt: '2026-06-15T00:00:00Z' }],
      changes: [
        change('retiring', '2026-05-10T00:00:00Z', { service: 'Retiring' }),
        change('later', '2026-05-10T00:00:00Z', { service: 'Retired later' }),
      ],
    });
    const ask = { metric: 'deploymentFrequency' as const, teams: ['Sales', 'Ops'], ...MAY } satisfies Ask;
    const listed = await totals(reader, { ...ask, groupBy: 'service', retired: 'exclude' });
    expect(listed.totals.map(({ group }) => group.by === 'service' && group.service)).toEqual([
      'Retired later',
      'Shop',
    ]);
    expect((await total(reader, { ...ask, retired: 'exclude' })).sample.n).toBe(2);
    expect((await total(reader, ask)).sample.n).toBe(3);
  });

  it('a retired service is listed where it has facts in the range', async () => {
    await insertRecords(database.client, { changes: [change('old', '2026-05-10T00:00:00Z', { service: 'Gone' })] });
    expect(await counts({ metric: 'deploymentFrequency', groupBy: 'service', services: ['Gone'] })).toEqual([
      ['Gone', 1],
    ]);
  });

  it('tells when groups were cut at the row limit', async () => {
    const answer = await totals(reader, { metric: 'deploymentFrequency', ...MAY, groupBy: 'service', rowLimit: 2 });
    expect(answer.totals.map(({ group }) => group)).toMatchObject([{ service: 'Index' }, { service: 'Orphan' }]);
    expect(answer.truncated).toBe(true);
  });

  it.each([1, 2, 3])('draws no line whose points were cut at a limit of %i points', async (rowLimit) => {
    const day = { from: '2026-05-10T00:00:00Z', to: '2026-05-11T00:00:00Z' };
    await insertRecords(database.client, {
      changes: ['Index', 'Orphan', 'Retiring', 'Search'].map((service) =>
        change(service, '2026-05-10T12:00:00Z', { service })
      ),
    });
    const ask: Ask = { metric: 'deploymentFrequency', ...day, groupBy: 'service', bucket: 'day', rowLimit };
    const answer = await series(reader, ask);
    expect(answer.truncated).toBe(true);
    expect(answer.lines.map(({ points }) => points[0]?.value)).toEqual(Array.from({ length: rowLimit }, () => 1));
  });

  it('draws no line that was cut whatever letters its name has', async () => {
    // The first of them comes before the second by UTF-16, which is how JavaScript compares, and after it by bytes.
    const names = ['\u{1F600}', '\u{FF21}'];
    const day = { from: '2026-05-10T00:00:00Z', to: '2026-05-11T00:00:00Z' };
    await insertRecords(database.client, {
      services: names.map((name) => ({ name, team: 'Letters' })),
      changes: names.map((service) => change(service, '2026-05-10T12:00:00Z', { service })),
    });
    const ask: Ask = { metric: 'deploymentFrequency', ...day, teams: ['Letters'], groupBy: 'service', bucket: 'day' };
    const answer = await series(reader, { ...ask, rowLimit: 1 });
    expect(answer.lines.map(({ group, points }) => [group, points[0]?.value])).toEqual([
      [{ by: 'service', service: '\u{FF21}', team: 'Letters' }, 1],
    ]);
  });

  it('a scorecard has no row that a metric cut, and whose numbers would seem to be missing', async () => {
    const resolved = { createdAt: '2026-05-10T00:00:00Z', resolvedAt: '2026-05-10T01:00:00Z' };
    await insertRecords(database.client, {
      services: [
        { name: 'Hidden', team: 'Letters', retiredAt: '2020-01-01T00:00:00Z' },
        { name: 'Zoo', team: 'Letters' },
      ],
      incidents: [
        { key: 'old', ...resolved, downServices: ['Hidden'] },
        { key: 'new', ...resolved, downServices: ['Zoo'] },
      ],
    });
    const range = { fromMs: Date.parse(MAY.from), toMs: Date.parse(MAY.to) };
    const scope = { services: [], teams: ['Letters'], tiers: [] };
    const card = async (rowLimit: number) => {
      const request = { scope, range, grouping: 'service', rowLimit, usesCells: USES_CELLS } as const;
      const { rows, truncated } = await scorecard(reader, request, new AbortController().signal);
      return [rows.map(({ group }) => group.by === 'service' && group.service), truncated];
    };
    expect(await card(1)).toEqual([['Hidden'], true]);
    expect(await card(2)).toEqual([['Hidden', 'Zoo'], false]);
  });

  it('refuses a series with more buckets than the row limit', async () => {
    const ask: Ask = { metric: 'deploymentFrequency', ...MAY, bucket: 'day', rowLimit: 29 };
    await expect(series(reader, ask)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('30 buckets'),
    });
  });

  it('cuts a series between lines, never within one', async () => {
    const week = { from: '2026-05-10T00:00:00Z', to: '2026-05-17T00:00:00Z' };
    const ask: Ask = { metric: 'deploymentFrequency', ...week, groupBy: 'service', bucket: 'day', rowLimit: 15 };
    const answer = await series(reader, ask);
    expect(answer.truncated).toBe(true);
    expect(answer.lines.map(({ group, points }) => [group, points.length])).toEqual([
      [{ by: 'service', service: 'Index', team: 'Data' }, 7],
      [{ by: 'service', service: 'Orphan', team: null }, 7],
    ]);
  });
});
