import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { openPool } from '../../tooling/database-pool';
import { checkPermission } from '../../src/backend/publish/check-permission';
import { publishingDrift } from '../../src/backend/metrics/status/publishing-drift';
import { publishingStatus } from '../../src/backend/metrics/status/publishing';
import { CLOCK_OPTIONS } from '../support/cloudwatch/database-clock';
import { openPublishBench } from '../support/cloudwatch/publish-bench';
import type { PublishBench } from '../support/cloudwatch/publish-bench';
import { spawnSreMetrics, sreMetrics } from '../support/command-line';
import { insertRecords } from '../support/records';
import { readerOn } from '../support/reader';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';

/** What is published when, what the ledger knows of it, and how that is told. */

const NEVER = new AbortController().signal;
const NOW = '2026-05-10T12:12:00Z';
const DAY = { from: '2026-05-09T00:00:00Z', to: '2026-05-10T00:00:00Z', periodSeconds: 86_400 };

let bench: PublishBench;

beforeAll(async () => {
  bench = await openPublishBench();
}, 120_000);
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  await bench.setClock(NOW);
});

const reader = () => readerOn(bench.database.client);
const drift = () => publishingDrift(reader(), 100, NEVER);
const status = (now = NOW) => publishingStatus(reader(), Date.parse(now), NEVER);
const oneDeployment = (at: string) =>
  insertRecords(bench.database.client, {
    services: [{ name: 'Shop' }],
    changes: [{ key: 'a', service: 'Shop', implementationEndAt: at }],
  });

describe('which hours are due', () => {
  it('all of two weeks at first, then each as its records are in, ten minutes after its end', async () => {
    await oneDeployment('2026-05-10T10:20:00Z');
    // 335 whole hours with the margin, the newest from 11 to 12; those with a failure rate a day fewer.
    expect(await bench.run()).toMatchObject({ hours: 334 + 310, lostHours: 0 });
    expect(await bench.run()).toMatchObject({ hours: 0, requests: 0 });
    await bench.setClock('2026-05-10T13:09:59Z');
    expect(await bench.run()).toMatchObject({ hours: 0 });
    await bench.setClock('2026-05-10T13:10:00Z');
    expect(await bench.run()).toMatchObject({ hours: 2, requests: 1 });
  });

  it('only those between --from and --to; the others later', async () => {
    await oneDeployment('2026-05-10T10:20:00Z');
    const range = { from: new Date('2026-05-10T08:30:00Z'), to: new Date('2026-05-10T11:59:59Z') };
    expect(await bench.run(range)).toMatchObject({ hours: 2 });
    expect(await bench.run()).toMatchObject({ hours: 332 + 310 });
  });

  it('an hour with nothing in it is one in which nobody deployed', async () => {
    await insertRecords(bench.database.client, { services: [{ name: 'Shop' }] });
    await bench.run({ from: new Date('2026-05-09T00:00:00Z') });
    const request = { metric: 'DeploymentFrequency', ...DAY };
    expect(await bench.read({ ...request, stat: 'Sum' })).toEqual([{ at: '2026-05-09T00:00:00.000Z', value: 0 }]);
    expect(await bench.read({ ...request, stat: 'SampleCount', dimensions: { Service: 'Shop' } })).toEqual([
      { at: '2026-05-09T00:00:00.000Z', value: 24 },
    ]);
    expect(await bench.read({ ...request, metric: 'LeadTime', stat: 'SampleCount' })).toEqual([]);
    const empty = `select state, datums from stackflow.cloudwatch_hours where kind = 'changeFailureRate' group by 1, 2`;
    expect(await bench.rows(empty)).toEqual([{ state: 'published', datums: 0 }]);
  });
});

describe('an hour with a deployment that is not closed yet', () => {
  const runFrom10 = () => bench.run({ from: new Date('2026-05-10T10:00:00Z') });
  /** Deployments of an hour as CloudWatch counts them; null where it knows nothing of the hour. */
  const deployments = async (from: string) => {
    const to = new Date(Date.parse(from) + 3600_000).toISOString();
    return (await bench.read({ metric: 'DeploymentFrequency', stat: 'Sum', from, to }))[0]?.value ?? null;
  };
  const close = (state: string) =>
    bench.rows(`update stackflow.change_records set state = '${state}', closed_at = '2026-05-10T15:40:00Z'`);

  beforeEach(async () => {
    await oneDeployment('2026-05-10T10:20:00Z');
    await bench.rows(`update stackflow.change_records set state = 'implementing', closed_at = null`);
  });

  it.each([
    ['closed', 1],
    ['cancelled', 0],
  ])('waits until it is %s, and keeps no later hour waiting', async (state, count) => {
    for (const hour of [12, 13, 14]) {
      await bench.setClock(`2026-05-10T${hour}:12:00Z`);
      expect(await runFrom10()).toMatchObject({ hours: 1 });
    }
    expect([await deployments('2026-05-10T10:00:00Z'), await deployments('2026-05-10T13:00:00Z')]).toEqual([null, 0]);
    await bench.setClock('2026-05-10T16:12:00Z');
    await close(state);
    expect(await runFrom10()).toMatchObject({ hours: 3, drift: 0 });
    expect(await deployments('2026-05-10T10:00:00Z')).toBe(count);
    const request = {
      metric: 'LeadTime',
      stat: 'SampleCount',
      from: '2026-05-10T10:00:00Z',
      to: '2026-05-10T11:00:00Z',
    };
    expect((await bench.read(request))[0]?.value ?? 0).toBe(count);
  });

  it('waits no longer than 24 hours; one that is closed later is drift', async () => {
    await bench.setClock('2026-05-11T10:59:00Z');
    await runFrom10();
    expect(await deployments('2026-05-10T10:00:00Z')).toBeNull();
    await bench.setClock('2026-05-11T11:00:00Z');
    await runFrom10();
    expect(await deployments('2026-05-10T10:00:00Z')).toBe(0);
    await close('closed');
    expect(await runFrom10()).toMatchObject({ requests: 0, drift: 4 });
  });
});

it('publishes 1,000 services in as few requests as the limits allow, packed', async () => {
  await bench.rows(`insert into stackflow.services (name) select 'Service ' || n from generate_series(1, 1000) as n`);
  await bench.rows(`insert into stackflow.change_records
      (service_id, title, change_type, state, created_at, implementation_end_at, closed_at)
    select s.id, 'x', 'deployment', 'closed', '2026-05-10T10:00:00Z', '2026-05-10T11:00:00Z', '2026-05-10T11:30:00Z'
    from stackflow.services as s`);
  // 1,001 frequencies, 1,001 lead times.
  const report = await bench.run({ from: new Date('2026-05-10T11:00:00Z') });
  expect(report).toMatchObject({ hours: 1, requests: 3, datums: 2002 });
  for (const { bytes, packedBytes, datums } of bench.proxy.requests) {
    expect(datums).toBeLessThanOrEqual(1000);
    expect(bytes).toBeLessThanOrEqual(1e6);
    // The SDK packs what is longer than 10 KiB.
    expect(packedBytes).toBeLessThan(Math.max(10_240, bytes / 4));
  }
  const request = { metric: 'LeadTime', stat: 'SampleCount', from: '2026-05-10T11:00:00Z', to: '2026-05-10T12:00:00Z' };
  expect(await bench.read(request)).toEqual([{ at: '2026-05-10T11:00:00.000Z', value: 1000 }]);
});

it('publishes a service under a name that CloudWatch takes', async () => {
  await insertRecords(bench.database.client, { services: [{ name: 'Zahlung – groß' }] });
  await bench.run({ from: new Date('2026-05-10T11:00:00Z') });
  const dimensions = { Service: 'Zahlung %E2%80%93 gro%C3%9F' };
  const request = {
    metric: 'DeploymentFrequency',
    stat: 'Sum',
    from: '2026-05-10T11:00:00Z',
    to: '2026-05-10T12:00:00Z',
  };
  expect(await bench.read({ ...request, dimensions })).toHaveLength(1);
});

it('publishes error budgets where that is wanted', async () => {
  await insertRecords(bench.database.client, {
    services: [{ name: 'Shop' }],
    incidents: [
      {
        key: 'i',
        createdAt: '2026-05-10T11:00:00Z',
        resolvedAt: '2026-05-10T11:14:24Z',
        downServices: ['Shop'],
      },
    ],
  });
  await bench.rows(`insert into stackflow.slos (service_id, name, target_percent, window_days)
    select s.id, o.name, o.target, 1 from stackflow.services as s, (values ('98 %', 98), ('all', 100)) as o (name, target)`);
  const destination = bench.destination({ isPublishingSlos: true });
  await bench.run({ destination, from: new Date('2026-05-10T11:00:00Z') });
  const average = async (metric: string, SLO: string) => {
    const request = { metric, stat: 'Average', from: '2026-05-10T11:00:00Z', to: '2026-05-10T12:00:00Z' };
    const [point] = await bench.read({ ...request, dimensions: { Service: 'Shop', SLO } });
    return point?.value;
  };
  expect(await average('ErrorBudgetRemaining', '98 %25')).toBe(50);
  expect(await average('ErrorBudgetRemainingMinutes', '98 %25')).toBe(14.4);
  expect(await average('Availability', '98 %25')).toBe(99);
  expect(await average('ErrorBudgetRemaining', 'all')).toBeUndefined();
  expect(await average('ErrorBudgetRemainingMinutes', 'all')).toBe(-14.4);
});

describe('a correction after publishing', () => {
  it('is told as drift, is never sent, and is gone once it is corrected back', async () => {
    await oneDeployment('2026-05-08T10:20:00Z');
    await bench.run();
    expect(await drift()).toEqual([]);
    await insertRecords(bench.database.client, {
      incidents: [{ key: 'late', createdAt: '2026-05-08T11:00:00Z', changes: ['a'] }],
    });
    // A failed deployment is no successful one and has no lead time; for Shop and for all together.
    expect(await bench.run()).toMatchObject({ requests: 0, drift: 6 });
    const corrections = (await drift()).filter(({ service }) => service === null);
    expect(corrections).toEqual([
      expect.objectContaining({
        metric: 'ChangeFailureRate',
        published: { n: 1, value: 0 },
        now: { n: 1, value: 100 },
      }),
      expect.objectContaining({
        metric: 'DeploymentFrequency',
        published: { n: 1, value: 1 },
        now: { n: 1, value: 0 },
      }),
      expect.objectContaining({ metric: 'LeadTime', published: { n: 1, value: 3600 }, now: { n: 0, value: null } }),
    ]);
    expect((await status()).map(({ kind, driftCount }) => [kind, driftCount])).toEqual([
      ['changeFailureRate', 2],
      ['dora', 4],
    ]);
    const request = { from: '2026-05-08T10:00:00Z', to: '2026-05-08T11:00:00Z', stat: 'SampleCount' };
    expect(await bench.read({ metric: 'ChangeFailureRate', ...request })).toEqual([
      { at: '2026-05-08T10:00:00.000Z', value: 1 },
    ]);
    await bench.rows('delete from stackflow.incident_changes');
    expect(await bench.run()).toMatchObject({ requests: 0, drift: 0 });
    expect(await drift()).toEqual([]);
  });

  it('is told for the two weeks in which CloudWatch takes the hour', async () => {
    await oneDeployment('2026-05-08T10:20:00Z');
    await bench.run();
    await bench.rows(`update stackflow.change_records set state = 'cancelled'`);
    expect(await bench.run()).toMatchObject({ drift: 6 });
    await bench.setClock('2026-05-22T12:12:00Z');
    expect(await bench.run({ from: new Date('2026-05-22T11:00:00Z') })).toMatchObject({ drift: 0 });
    expect(await drift()).toEqual([]);
  });

  it('of an hour that was published as empty is drift too', async () => {
    await insertRecords(bench.database.client, { services: [{ name: 'Shop' }] });
    await bench.run();
    await insertRecords(bench.database.client, {
      changes: [{ key: 'late', service: 'Shop', implementationEndAt: '2026-05-10T11:20:00Z' }],
    });
    // The failure rate of that hour is not published yet, so that it is right when it is.
    expect(await bench.run()).toMatchObject({ drift: 4 });
    await bench.setClock('2026-05-11T12:12:00Z');
    expect(await bench.run()).toMatchObject({ drift: 4 });
  });
});

it('needs no more rights than those of reader and publisher', async () => {
  await oneDeployment('2026-05-08T10:20:00Z');
  const { host, port, name } = bench.database;
  const { user, password } = await bench.database.createUser('sre_metrics_publisher');
  await bench.rows(`grant sre_metrics_reader to ${user}`);
  const pool = openPool({ host, port, database: name, user, password, options: CLOCK_OPTIONS });
  try {
    const destination = bench.destination({ isPublishingSlos: true });
    expect(await bench.run({ pool, destination })).toMatchObject({ hours: 334 + 310 + 334 });
    // What is too old to be compared goes, and so does what is published no more.
    await bench.setClock('2026-05-26T12:12:00Z');
    const report = await bench.run({ pool, from: new Date('2026-05-26T11:00:00Z') });
    expect(report).toMatchObject({ hours: 1, lostHours: expect.any(Number) });
    expect(await bench.rows('select from stackflow.cloudwatch_values')).toEqual([]);
    expect(await bench.rows('select kind from stackflow.cloudwatch_destinations order by kind')).toEqual([
      { kind: 'changeFailureRate' },
      { kind: 'dora' },
    ]);
    await expect(pool.query('update stackflow.change_records set title = title')).rejects.toThrow('permission denied');
  } finally {
    await pool.end();
  }
});

describe('status', () => {
  it('tells the newest hour, the backlog, and that all is well', async () => {
    await oneDeployment('2026-05-10T10:20:00Z');
    await bench.run();
    const [changeFailureRate, dora] = await status('2026-05-10T15:12:00Z');
    expect(dora).toEqual({
      destination: expect.stringMatching(/^eu-central-1 Test\d+\/DORA Environment=test\d+ http:/),
      kind: 'dora',
      lastPublishedHourMs: Date.parse('2026-05-10T11:00:00Z'),
      backlogHours: 3,
      uncertainBatches: 0,
      lostHours: 0,
      driftCount: 0,
      lastSucceededMs: Date.parse(NOW),
      lastFailedMs: null,
      lastError: null,
    });
    expect(changeFailureRate).toMatchObject({
      lastPublishedHourMs: Date.parse('2026-05-09T11:00:00Z'),
      backlogHours: 3,
    });
    expect(await bench.rows('select job, last_succeeded_at, stale_after::text from stackflow.job_status')).toEqual([
      { job: 'CloudWatch publishing', last_succeeded_at: new Date(NOW), stale_after: '03:00:00' },
    ]);
  });
});

describe('checkPermission', () => {
  const check = () => checkPermission(bench.destination({ isPublishingSlos: true }), NEVER);

  it('sends no data point', async () => {
    expect(await check()).toEqual([
      { permission: 'cloudwatch:PutMetricData', namespace: bench.destination().namespace, refusal: null },
      { permission: 'cloudwatch:PutMetricData', namespace: 'Test/SLO', refusal: null },
      { permission: 'cloudwatch:GetMetricData', namespace: null, refusal: null },
    ]);
    expect(bench.proxy.requests.every(({ datums }) => datums === 0)).toBe(true);
    expect(await bench.moto.rawValues(bench.destination().namespace, 'DeploymentFrequency')).toEqual([]);
  });

  it('takes the complaint that there is no data for a yes, and a refusal for a no that says what to allow', async () => {
    bench.proxy.next(
      'PutMetricData',
      { kind: 'answer', status: 400, type: 'MissingParameter' },
      { kind: 'answer', status: 403, type: 'AccessDenied' }
    );
    bench.proxy.next('GetMetricData', { kind: 'answer', status: 403, type: 'AccessDeniedException' });
    expect((await check()).map(({ refusal }) => refusal)).toEqual([
      null,
      expect.stringContaining('condition StringEquals cloudwatch:namespace "Test/SLO"'),
      expect.stringContaining('Allow cloudwatch:GetMetricData'),
    ]);
  });

  it.each([
    ['ExpiredTokenException', 403, 'have expired'],
    ['UnrecognizedClientException', 403, 'does not know these credentials in eu-central-1'],
  ])('tells of %s', async (type, httpStatus, message) => {
    bench.proxy.next('PutMetricData', { kind: 'answer', status: httpStatus, type });
    await expect(check()).rejects.toMatchObject({ status: 401, message: expect.stringContaining(message) });
  });
});

describe('sre-metrics publish', () => {
  it('prints what it would send, and writes nothing', async () => {
    await oneDeployment('2026-05-10T11:20:00Z');
    const { status: code, out } = await sreMetrics(['publish', '--from', '2026-05-09T10:00Z', '--dry-run'], bench.env);
    expect({ code, out: out.split('\n') }).toEqual({
      code: 0,
      out: [
        'deployment frequency, lead time, MTTR: 26 hours, from 2026-05-09 10:00 UTC to 2026-05-10 11:00 UTC; 54 data points.',
        'change failure rate: 2 hours, from 2026-05-09 10:00 UTC to 2026-05-09 11:00 UTC; 0 data points.',
        expect.stringMatching(
          /^About 2 requests to eu-central-1 Test\S+ Environment=\S+ http:\S+\. Nothing was sent\.$/
        ),
      ],
    });
    expect(bench.proxy.requests).toEqual([]);
    expect(await bench.rows('select from stackflow.cloudwatch_hours')).toEqual([]);
  });

  it('publishes, and says what', async () => {
    await oneDeployment('2026-05-10T11:20:00Z');
    const child = spawnSreMetrics(['publish', '--from', '2026-05-10T11:00Z'], bench.env);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    // Nothing of the SDK about the age of this Node either.
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Published to eu-central-1 .*: 1 hour, 4 data points in 1 request\.\n$/);
  });

  it('needs to know where to', async () => {
    const { status: code, err } = await sreMetrics(['publish'], {});
    expect(code).toBe(1);
    expect(err).toContain('SRE_METRICS_CLOUDWATCH_REGION is missing: set it to the AWS region to publish to.');
  });
});

describe('sre-metrics worker', () => {
  afterEach(() => killWorkers());

  it('publishes what is due when it starts, and counts it', async () => {
    await oneDeployment('2026-05-10T11:20:00Z');
    const worker = await startWorker(bench.env);
    await until(() => worker.log.some(({ message }) => message === 'Published to CloudWatch'));
    expect(worker.log.find(({ message }) => message === 'Published to CloudWatch')).toMatchObject({ hours: 334 + 310 });
    await until(async () =>
      (await (await fetch(`${worker.url}/metrics`)).text()).includes(
        'sre_metrics_worker_jobs_total{task="publishMetrics",outcome="done"} 1\n'
      )
    );
    expect(await worker.end('SIGTERM')).toBe(0);
  });
});
