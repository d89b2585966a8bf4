import { once } from 'node:events';

import { Client } from 'pg';

import { sreMetrics, spawnSreMetrics } from '../support/command-line';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';
import { until } from '../support/until';

/** More than one batch, so that much is written before the last row waits. */
const FILE = `name,team\n${Array.from({ length: 3_000 }, (_, index) => `s${index},`).join('\n')}\nLocked,New team\n`;

describe('sre-metrics import, cut off', () => {
  let bench: ImportBench;
  let holder: Client;

  beforeEach(async () => {
    bench = await openImportBench();
    await bench.loadBefore('services', 'name,team\nLocked,Old team\n');
    const { host, port, adminUser, adminPassword, name } = bench.database;
    holder = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
    await holder.connect();
    // The import stands still at its last row, in the middle of its transaction.
    await holder.query(`begin; select from stackflow.services where name = 'Locked' for update`);
  });

  afterEach(async () => {
    await holder.end();
    await bench.close();
  });

  const importers = async (condition: string) => {
    const found = await bench.rows(
      `select pid from pg_stat_activity
       where application_name = 'sre-metrics' and datname = current_database() and ${condition}`
    );
    return found.map(({ pid }) => Number(pid));
  };
  const isWaiting = () => until(async () => (await importers(`wait_event_type = 'Lock'`)).length === 1);
  const isGone = () => until(async () => (await importers('true')).length === 0);

  const expectNothingLoaded = async () => {
    expect(await bench.rows('select name, team from stackflow.services')).toEqual([
      { name: 'Locked', team: 'Old team' },
    ]);
  };

  it('leaves nothing behind when the process is killed', async () => {
    const file = await bench.folder.write('services.csv', FILE);
    const child = spawnSreMetrics(['import', file, '--kind', 'services'], bench.env);
    const exit = once(child, 'exit');
    await isWaiting();
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
    await holder.query('commit');
    await isGone();
    await expectNothingLoaded();
  });

  it('says so, and leaves nothing behind, when the connection is lost', async () => {
    const file = await bench.folder.write('services.csv', FILE);
    const running = sreMetrics(['import', file, '--kind', 'services'], bench.env);
    await isWaiting();
    const [pid] = await importers('true');
    await bench.rows(`select pg_terminate_backend(${pid})`);
    const { host, port } = bench.database;
    expect(await running).toEqual({
      status: 1,
      out: '',
      err: `Aurora at ${host}:${port} closed the connection. It may be restarting or failing over; try again in a moment.`,
    });
    await holder.query('commit');
    await expectNothingLoaded();
  });

  it('waits for another import instead of getting in its way', async () => {
    const first = await bench.folder.write('first.csv', FILE);
    const second = await bench.folder.write('second.csv', 'name,team\nLocked,Newest team\ns0,Second\n');
    const firstRunning = sreMetrics(['import', first, '--kind', 'services'], bench.env);
    await isWaiting();
    const secondRunning = sreMetrics(['import', second, '--kind', 'services'], bench.env);
    await until(async () => (await importers(`wait_event = 'advisory'`)).length === 1);
    await holder.query('commit');
    expect((await firstRunning).out).toBe('services: 3000 inserted, 1 updated, 0 unchanged.');
    expect((await secondRunning).out).toBe('services: 0 inserted, 2 updated, 0 unchanged.');
  });
});

describe('sre-metrics import of a file larger than its memory', () => {
  it('loads it', async () => {
    const bench = await openImportBench();
    try {
      await bench.loadBefore('services', 'name\nCheckout\n');
      const title = 'x'.repeat(1_900);
      const rows = Array.from(
        { length: 40_000 },
        (_, index) => `c${index},Checkout,${title},2026-05-01T08:00:00Z,draft\n`
      );
      const file = await bench.folder.write(
        'changes.csv',
        `external_id,service,title,created_at,state\n${rows.join('')}`
      );
      const child = spawnSreMetrics(['import', file, '--kind', 'changes'], bench.env, ['--max-old-space-size=64']);
      const [status] = (await once(child, 'exit')) as [number | null];
      expect(status).toBe(0);
      expect(await bench.rows('select count(*)::int as n from stackflow.change_records')).toEqual([{ n: 40_000 }]);
    } finally {
      await bench.close();
    }
  }, 90_000);
});
