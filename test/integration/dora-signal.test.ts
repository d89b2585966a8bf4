import type { Reader } from '../../src/backend/aurora/reader';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { series, signals } from '../support/dora';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** Signals of change out of a real history: forty weeks of deployments, two or three a week, then seven. */

const WEEK_MS = 7 * 24 * 3600_000;
// A Monday.
const START_MS = Date.UTC(2025, 0, 6);
const WEEKS = 40;
const iso = (weeks: number) => new Date(START_MS + weeks * WEEK_MS).toISOString();

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
  const counts = Array.from({ length: WEEKS }, (_, week) => (week === WEEKS - 1 ? 7 : 2 + (week % 2)));
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales' },
      { name: 'Young', team: 'Sales' },
      { name: 'Idle', team: 'Sales' },
    ],
    changes: [
      ...counts.flatMap((count, week) => deployments('Shop', week, count)),
      // Nothing before: zeros of a service that was not there would make its first deployments a change.
      ...counts.slice(30).flatMap((count, index) => deployments('Young', 30 + index, count)),
    ],
  });
});
afterAll(() => database.drop());

function deployments(service: string, week: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(START_MS + week * WEEK_MS + (index + 1) * 12 * 3600_000).toISOString();
    return { key: `${service}-${week}-${index}`, service, createdAt: at, implementationEndAt: at, closedAt: at };
  });
}

const ASK = { metric: 'deploymentFrequency', groupBy: 'service' } as const;

async function newestOf(service: string, to: string, from = iso(30)) {
  const { lines, newest } = await signals(reader, { ...ask(from, to) });
  const line = lines.find(({ group }) => group.by === 'service' && group.service === service);
  return { point: line?.newest ?? null, from: newest?.startMs };
}

const ask = (from: string, to: string) => ({ ...ASK, from, to });

it('a week that breaks its limits is told, held against the 24 weeks before the last eight', async () => {
  const { point, from } = await newestOf('Shop', iso(WEEKS));
  expect(from).toBe(Date.parse(iso(WEEKS - 1)));
  // Twos and threes by turns: each moving range is 1.
  expect(point).toEqual({
    value: 7,
    limits: { centre: 2.5, lower: 2.5 - 2.66, upper: 2.5 + 2.66 },
    verdict: { kind: 'signal', rule: 'outside', side: 'above' },
  });
});

it('the weeks before were as usual', async () => {
  const { lines } = await signals(reader, ask(iso(34), iso(WEEKS - 1)));
  const verdicts = lines[0] && lines.map(({ points }) => points.map(({ verdict }) => verdict.kind));
  expect(lines.map(({ group }) => group.by === 'service' && group.service)).toEqual(['Idle', 'Shop', 'Young']);
  expect(verdicts?.[1]).toEqual(Array.from({ length: 5 }, () => 'usual'));
});

it('the last week is judged once it is over, by the range or by now', async () => {
  const before = await newestOf('Shop', iso(WEEKS - 0.01));
  expect(before.from).toBe(Date.parse(iso(WEEKS - 2)));
  expect(before.point?.verdict).toEqual({ kind: 'usual' });
  const { lines, buckets } = await signals(reader, { ...ask(iso(30), iso(60)), now: iso(WEEKS - 0.01) });
  expect(buckets.at(-1)?.partial).toBe(true);
  expect(lines[1]?.points.at(-1)).toMatchObject({ value: 7, verdict: { kind: 'unknown', why: 'unfinished' } });
});

it('the verdict does not depend on where the range begins, be it within the week', async () => {
  const expected = await newestOf('Shop', iso(WEEKS));
  for (const from of [iso(0), iso(38.5), iso(WEEKS - 0.001), '2020-01-01T00:00:00Z']) {
    expect(await newestOf('Shop', iso(WEEKS), from)).toEqual(expected);
  }
});

it('values are those of the series, the first bucket from its start', async () => {
  const [one, other] = [
    await signals(reader, ask(iso(33.5), iso(WEEKS))),
    await series(reader, { ...ask(iso(33), iso(WEEKS)), bucket: 'week' }),
  ];
  expect(one.buckets).toEqual(other.buckets);
  const values = (lines: ReadonlyArray<{ points: ReadonlyArray<{ value: number | null }> }>) =>
    lines[1]?.points.map(({ value }) => value);
  expect(values(one.lines)).toEqual(values(other.lines));
});

it('a service begins with its first deployment, and one without has no past', async () => {
  expect((await newestOf('Young', iso(WEEKS))).point).toMatchObject({
    limits: null,
    verdict: { kind: 'unknown', why: 'shortHistory' },
  });
  expect((await newestOf('Idle', iso(WEEKS))).point).toMatchObject({ value: null, limits: null });
});

it('buckets are weeks unless others are chosen, in the zone of the dashboard', async () => {
  const daily = await signals(reader, { ...ask(iso(38), iso(WEEKS)), bucket: 'day', timeZone: 'America/New_York' });
  expect(daily.buckets[0]?.startMs).toBe(Date.parse('2025-09-28T04:00:00Z'));
  const weekly = await signals(reader, { ...ask(iso(38), iso(WEEKS)), intervalMs: 60_000 });
  expect(weekly.buckets).toHaveLength(2);
});
