import { sreMetrics } from '../support/command-line';
import { insertDowntimes } from '../support/downtimes';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';
import { insertRecords } from '../support/records';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';

/** Who folds downtime and gated periods: the command, the worker, and an import after itself. */

let bench: ImportBench;

beforeEach(async () => {
  bench = await openImportBench();
  await insertRecords(bench.database.client, { services: [{ name: 'Shop' }, { name: 'Search' }] });
});
afterEach(async () => {
  await killWorkers();
  await bench.close();
});

const goDown = () =>
  insertDowntimes(bench.database.client, [
    { service: 'Shop', from: '2026-03-28T08:00:00Z', to: '2026-03-28T09:00:00Z' },
    { service: 'Search', from: '2026-03-28T08:30:00Z', to: null },
  ]);
const marks = () => bench.rows('select distinct service_id from stackflow.down_marks order by 1');
const pieces = async () => (await bench.rows('select from stackflow.down_pieces')).length;

it('sre-metrics fold folds what is marked, and says of how many services', async () => {
  await goDown();
  await insertRecords(bench.database.client, {
    changes: [{ key: 'c', service: 'Shop', implementationEndAt: '2026-03-28T08:00:00Z' }],
    incidents: [{ key: 'i', createdAt: '2026-03-28T08:00:00Z', resolvedAt: '2026-03-29T08:00:00Z' }],
  });
  const folded = (services: string, days: string, ofIncidents: string) => ({
    status: 0,
    out: `Downtime of ${services}, gated periods of ${services}, deployments of ${days} and incidents of ${ofIncidents} folded.`,
    err: '',
  });
  expect(await sreMetrics(['fold'], bench.env)).toEqual(folded('2 services', '1 day', '2 days'));
  expect([await marks(), await pieces()]).toEqual([[], 2]);
  expect(await sreMetrics(['fold'], bench.env)).toEqual(folded('0 services', '0 days', '0 days'));
});

it('sre-metrics fold --status says how far it is behind, and folds nothing', async () => {
  await sreMetrics(['fold'], bench.env);
  const status = async () =>
    (await sreMetrics(['fold', '--status'], bench.env)).out
      .replaceAll(/last folded \S+ \S+ UTC/g, 'folded')
      .split('\n');
  expect(await status()).toEqual([
    'Downtime: right for all of 2 services; folded.',
    'Gated periods: right for all of 2 services; folded.',
    'Deployments: right for all of 0 days; folded.',
    'Incidents: right for all of 0 days; folded.',
  ]);
  await goDown();
  await insertRecords(bench.database.client, {
    changes: ['2026-03-28', '2026-03-29'].map((day) => ({
      key: day,
      service: 'Shop',
      implementationEndAt: `${day}T08:00:00Z`,
    })),
  });
  await bench.rows(`update stackflow.down_marks set marked_at = '2026-03-28T09:30:00Z'
    where service_id = (select s.id from stackflow.services as s where s.name = 'Shop')`);
  await bench.rows(`update stackflow.cell_marks set marked_at = '2026-03-30T09:30:00Z'`);
  await bench.rows(`update stackflow.incident_marks set marked_at = '2026-03-30T10:30:00Z'`);
  expect(await status()).toEqual([
    'Downtime: 2 of 2 services marked, since 2026-03-28 09:30 UTC; folded.',
    'Gated periods: 2 of 2 services marked, since 2026-03-28 09:30 UTC; folded.',
    'Deployments: 2 of 2 days marked, since 2026-03-30 09:30 UTC; folded.',
    'Incidents: 1 of 1 day marked, since 2026-03-30 10:30 UTC; folded.',
  ]);
  expect([(await marks()).length, await pieces()]).toEqual([2, 0]);
  await bench.rows('delete from stackflow.fold_times');
  await bench.rows(`insert into stackflow.cell_marks (day, marked_at) values (null, '2026-03-29T09:30:00Z')`);
  expect((await status())[2]).toBe('Deployments: 2 of 2 days marked, since 2026-03-29 09:30 UTC; never folded.');
});

it('sre-metrics fold leaves the rest to who is at it', async () => {
  const { client } = bench.database;
  await goDown();
  await client.query('begin');
  await client.query('select stackflow.fold_down_pieces(1)');
  expect((await sreMetrics(['fold'], bench.env)).out).toContain('Another process folds at this moment');
  await client.query('rollback');
});

it('sre-metrics fold names the role that a user lacks, and a schema that is too old', async () => {
  const { host, port, name, client } = bench.database;
  const { user, password } = await bench.database.createUser('sre_metrics_reader');
  const url = `postgres://${user}:${password}@${host}:${port}/${name}`;
  expect((await sreMetrics(['fold', '--url', url], {})).err).toContain(`grant sre_metrics_writer to "${user}"`);
  await client.query(
    `delete from stackflow.sre_metrics_migrations where name = (select max(name) from stackflow.sre_metrics_migrations)`
  );
  expect((await sreMetrics(['fold'], bench.env)).err).toContain('too old for a fold');
});

it('folds more services than one transaction takes', async () => {
  await bench.rows(`insert into stackflow.services (name) select 'service ' || n from generate_series(1, 120) as n`);
  await bench.rows(`insert into stackflow.down_marks (service_id) select s.id from stackflow.services as s`);
  expect((await sreMetrics(['fold'], bench.env)).out).toBe(
    'Downtime of 122 services, gated periods of 122 services, deployments of 0 days and incidents of 0 days folded.'
  );
});

const DOWNTIMES = 'service,started_at,ended_at\nShop,2026-03-28T08:00:00Z,2026-03-28T09:00:00Z\n';

it('an import folds what it loaded', async () => {
  await bench.loadBefore('downtimes', DOWNTIMES);
  expect([await marks(), await pieces()]).toEqual([[], 1]);
});

it('an import that cannot fold has loaded all the same, and says so', async () => {
  await bench.rows('alter function stackflow.fold_down_pieces(integer) rename to fold_away');
  expect(await bench.load('downtimes', DOWNTIMES)).toEqual({
    status: 0,
    out: 'downtimes: 1 inserted, 0 updated, 0 unchanged.',
    err: expect.stringMatching(/^The rows are loaded\. They could not be folded, [^]+fold_down_pieces/) as string,
  });
  expect(await bench.rows('select from stackflow.incident_downtimes')).toHaveLength(1);
});

it('a worker folds as soon as it is there, unless it is told not to', async () => {
  await goDown();
  const done = async (url: string, task: string) =>
    (await (await fetch(`${url}/metrics`)).text()).includes(`jobs_total{task="${task}",outcome="done"} 1`);
  const lag = async (url: string) =>
    (await (await fetch(`${url}/metrics`)).text()).match(/^sre_metrics_worker_stored_.*\{stored="downtime"\}.*$/gm);
  const idle = await startWorker({ ...bench.env, SRE_METRICS_FOLD: 'off' });
  await until(() => done(idle.url, 'changeGate'));
  expect(await lag(idle.url)).toEqual([
    'sre_metrics_worker_stored_marked{stored="downtime"} 2',
    expect.stringMatching(/oldest_mark_timestamp_seconds\S+ \d{10}/) as string,
    expect.stringMatching(/last_fold_timestamp_seconds\S+ nan$/i) as string,
  ]);
  expect(await marks()).toHaveLength(2);
  expect(await bench.rows(`select from sre_metrics_jobs.jobs where task_identifier = 'fold'`)).toEqual([]);
  await killWorkers();
  const worker = await startWorker(bench.env);
  await until(async () => (await marks()).length === 0);
  expect(await pieces()).toBe(2);
  await until(() => worker.log.some(({ message }) => message === 'Folded what is stored'));
  expect(await lag(worker.url)).toEqual([
    'sre_metrics_worker_stored_marked{stored="downtime"} 0',
    expect.stringMatching(/oldest_mark_timestamp_seconds\S+ nan$/i) as string,
    expect.stringMatching(/last_fold_timestamp_seconds\S+ \d{10}/) as string,
  ]);
});
