import { prepareRealData } from '../../demo/real-data';
import { importFile } from '../../src/backend/cli/import/import-file';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import { openPublishBench } from '../support/cloudwatch/publish-bench';
import type { PublishBench } from '../support/cloudwatch/publish-bench';
import { temporaryFolder } from '../support/command-line';
import { series, total } from '../support/dora';
import { readerOn } from '../support/reader';

/**
 * Two weeks of the real data in CloudWatch, read back by its own statistics, are what the metric engine
 * says of the same days: to the last digit of a double.
 */

const DAY_SECONDS = 86_400;
const HOUR_MS = 3600_000;

let bench: PublishBench;
/** The days that are in CloudWatch whole, the failure rate included. */
let from: string;
let to: string;
/** A service with deployments in each of these days. */
let service: string;

beforeAll(async () => {
  bench = await openPublishBench();
  await bench.reset();
  const folder = await temporaryFolder();
  try {
    const { files } = await prepareRealData(folder.path);
    for (const { kind, path } of files) {
      await importFile({ client: bench.database.client, file: path, kind, onProgress: () => undefined });
    }
  } finally {
    await folder.remove();
  }
  // The two weeks with most incidents and, among them, most deployments.
  const [busiest] = await bench.rows<{ to: Date; service: string }>(`
    select date_trunc('day', i.resolved_at, 'UTC') + interval '3 days' as to,
      (select s.name from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id
       where c.deployed_at between i.resolved_at - interval '9 days' and i.resolved_at
       group by s.name order by count(*) desc, s.name limit 1) as service
    from stackflow.incidents as i
    where i.priority = 'P2'
    order by (
      select count(*) from stackflow.incidents as o
      where o.resolved_at between i.resolved_at - interval '9 days' and i.resolved_at
    ) desc, i.resolved_at desc
    limit 1`);
  if (busiest === undefined) {
    throw new Error('The real data has no incident.');
  }
  to = busiest.to.toISOString();
  service = busiest.service;
  from = new Date(busiest.to.getTime() - 12 * DAY_MS).toISOString();
  // A day and the grace later, so that the last day's failure rate is due.
  await bench.setClock(new Date(busiest.to.getTime() + DAY_MS + HOUR_MS).toISOString());
  const report = await bench.run();
  expect(report).toMatchObject({ uncertain: 0, lostHours: 0, drift: 0 });
}, 180_000);
afterAll(() => bench.close());

const scopes = (): { who: string; services: string[]; dimensions: Record<string, string> }[] => [
  { who: 'all services', services: [], dimensions: {} },
  { who: service, services: [service], dimensions: { Service: service } },
];
const reader = () => readerOn(bench.database.client);

/** What CloudWatch says of each day, and what the engine does; days without data are in neither. */
async function byDay(metric: 'deploymentFrequency' | 'mttr' | 'changeFailureRate', name: string, stat: string) {
  const answers = [];
  for (const { who, services, dimensions } of scopes()) {
    const { buckets, lines } = await series(reader(), {
      metric,
      ...(metric === 'mttr' && { statistic: 'mean' as const }),
      services,
      from,
      to,
      bucket: 'day',
    });
    const engine = buckets.flatMap(({ startMs }, index) => {
      const value = lines[0]?.points[index]?.value ?? null;
      return value === null ? [] : [{ at: new Date(startMs).toISOString(), value }];
    });
    const cloudWatch = await bench.read({ metric: name, stat, from, to, periodSeconds: DAY_SECONDS, dimensions });
    answers.push({ who, engine, cloudWatch });
  }
  return answers;
}

it('deployment frequency by Sum over a day', async () => {
  for (const { engine, cloudWatch } of await byDay('deploymentFrequency', 'DeploymentFrequency', 'Sum')) {
    expect(engine).toHaveLength(12);
    expect(engine.some(({ value }) => value > 1)).toBe(true);
    expect(cloudWatch).toEqual(engine);
  }
});

it.each([
  ['MTTR', 'mttr'],
  ['ChangeFailureRate', 'changeFailureRate'],
] as const)('%s by Average over a day', async (name, metric) => {
  const [all, one] = await byDay(metric, name, 'Average');
  expect(all?.engine.some(({ value }) => value > 0)).toBe(true);
  expect(all?.cloudWatch).toEqual(all?.engine);
  expect(one?.cloudWatch).toEqual(one?.engine);
});

it.each([
  ['MTTR', 'mttr'],
  ['ChangeFailureRate', 'changeFailureRate'],
] as const)('%s by Average over all days', async (name, metric) => {
  const request = { from, to, periodSeconds: 12 * DAY_SECONDS };
  const [point] = await bench.read({ metric: name, stat: 'Average', ...request });
  const { value } = await total(reader(), {
    metric,
    ...(metric === 'mttr' && { statistic: 'mean' as const }),
    from,
    to,
  });
  expect(value).toBeGreaterThan(0);
  expect(point?.value).toBe(value);
});

it('lead time: the raw values are those whose median the engine takes, so that p50 can be no other', async () => {
  // moto has no percentiles. What it kept is looked at: each deployment is there for its service and for
  // all together, so that every second of the ordered values is one of all together.
  const range = await bench.rows<{ first: Date; last: Date }>(`
    select min(hour) as first, max(hour) + interval '1 hour' as last
    from stackflow.cloudwatch_hours where kind = 'dora'`);
  const stored = (await bench.moto.rawValues(bench.destination().namespace, 'LeadTime')).toSorted((a, b) => a - b);
  const values = stored.filter((_value, index) => index % 2 === 0);
  expect(stored.filter((_value, index) => index % 2 === 1)).toEqual(values);
  const { value, sample } = await total(reader(), {
    metric: 'leadTime',
    statistic: 'median',
    from: range[0]?.first.toISOString() ?? '',
    to: range[0]?.last.toISOString() ?? '',
  });
  expect(sample).toEqual({ kind: 'count', n: values.length });
  expect(median(values)).toBe(value);
});

it('lead time by Average over all days', async () => {
  const [point] = await bench.read({ metric: 'LeadTime', stat: 'Average', from, to, periodSeconds: 12 * DAY_SECONDS });
  const { value } = await total(reader(), { metric: 'leadTime', statistic: 'mean', from, to });
  // CloudWatch adds up doubles, where we add up whole microseconds.
  expect(Math.abs((point?.value ?? 0) / (value ?? 0) - 1)).toBeLessThan(1e-12);
});

/** `percentile_cont(0.5)`: between two values, the middle of them. */
function median(ordered: readonly number[]): number {
  const middle = (ordered.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [ordered[Math.floor(middle)], ordered[Math.ceil(middle)]];
  return low + (high - low) * (middle - Math.floor(middle));
}
