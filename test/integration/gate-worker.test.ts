import { installGate, uninstallGate } from '../../src/backend/cli/gate/enforce';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { RECOVERED, gateShop, insertChange, setClock, stateOf, takeClock } from '../support/gate';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';

/** The worker keeps the gate: what need not wait any more goes on without anybody asking. */

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await takeClock(database.client);
  await gateShop(database.client);
});
afterEach(async () => {
  await killWorkers();
  await database.drop();
});

async function start() {
  const { host, port, name } = database;
  const { user, password } = await database.createUser('sre_metrics_writer');
  return await startWorker({ SRE_METRICS_DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/${name}` });
}

const rowsOf = async (text: string) => (await database.client.query<object>(text)).rows;

it('releases as soon as it is there, tells whom, keeps spells, and that it did', async () => {
  const { client } = database;
  await installGate(client);
  const { id } = await insertChange(client, { state: 'scheduled' });
  await client.query('select stackflow.keep_gate_spells()');
  expect(await rowsOf('select ended_at from stackflow.gate_spells')).toEqual([{ ended_at: null }]);
  await setClock(client, RECOVERED);
  const worker = await start();
  await until(async () => (await stateOf(client, id)) === 'scheduled');
  await until(() => worker.log.some(({ message }) => message === 'The gate let a change go'));
  expect(worker.log.find(({ message }) => message === 'The gate let a change go')).toMatchObject({
    change: id,
    state: 'scheduled',
    because: 'recovered',
  });
  await until(async () => (await rowsOf('select from stackflow.job_status')).length > 0);
  expect(await rowsOf('select job, last_error, stale_after::text from stackflow.job_status')).toEqual([
    { job: 'Change gate', last_error: null, stale_after: '00:30:00' },
  ]);
  expect(await rowsOf('select ended_at is null as lasts from stackflow.gate_spells')).toEqual([{ lasts: false }]);
  const metrics = await (await fetch(`${worker.url}/metrics`)).text();
  expect(metrics).toContain('sre_metrics_worker_gated_services 0\n');
  expect(metrics).toContain('sre_metrics_worker_held_changes 0\n');
  expect(await worker.end('SIGTERM')).toBe(0);
});

it('is nothing to watch where nobody has a gate, and tells what went wrong where it fails', async () => {
  const { client } = database;
  await client.query('delete from stackflow.slos');
  const worker = await start();
  const metrics = async () => await (await fetch(`${worker.url}/metrics`)).text();
  await until(async () => /jobs_total\{task="changeGate",outcome="done"\} [1-9]/.test(await metrics()));
  expect(await rowsOf('select from stackflow.job_status')).toEqual([]);
  await client.query('alter function stackflow.decide_gate rename to decide_gate_away');
  await client.query(`select sre_metrics_jobs.add_job('changeGate', '{}', max_attempts => 1)`);
  await until(async () => (await rowsOf('select from stackflow.job_status')).length > 0);
  expect(await rowsOf('select job, last_succeeded_at, last_error from stackflow.job_status')).toEqual([
    {
      job: 'Change gate',
      last_succeeded_at: null,
      last_error: expect.stringContaining('stackflow.decide_gate') as string,
    },
  ]);
});

it('releases even where the history cannot be kept', async () => {
  const { client } = database;
  await installGate(client);
  const { id } = await insertChange(client, { state: 'scheduled' });
  await setClock(client, RECOVERED);
  await client.query('alter function stackflow.gated_spells rename to gated_spells_away');
  await start();
  await until(async () => (await stateOf(client, id)) === 'scheduled');
  await until(async () => (await rowsOf('select from stackflow.job_status where last_error is not null')).length > 0);
});

it('releases the others where one cannot be written, and tells which', async () => {
  const { client } = database;
  await installGate(client);
  const stuck = await insertChange(client, { state: 'scheduled' });
  const { id } = await insertChange(client, { state: 'scheduled' });
  await client.query(`
    create function public.refuse() returns trigger language plpgsql as $$ begin raise 'Not now'; end $$;
    create trigger refuse before update on stackflow.change_records
      for each row when (new.id = ${stuck.id}) execute function public.refuse();`);
  await setClock(client, RECOVERED);
  await start();
  await until(async () => (await stateOf(client, id)) === 'scheduled');
  await until(async () => (await rowsOf('select from stackflow.job_status')).length > 0);
  expect(await rowsOf('select last_error from stackflow.job_status')).toEqual([
    { last_error: `Change ${stuck.id} cannot be released: Not now` },
  ]);
  await expect(uninstallGate(client)).rejects.toThrow(`Change ${stuck.id} cannot be let go`);
  expect(await stateOf(client, stuck.id)).toBe('blocked');
});
