import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { spawnSreMetrics, sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { FREE_PORT, killWorkers, startWorker } from '../support/worker-process';

describe('sre-metrics worker that cannot start', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await killWorkers();
    await database.drop();
  });

  const as = ({ user, password }: { user: string; password: string }) => ({
    ...FREE_PORT,
    SRE_METRICS_DATABASE_URL: `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`,
  });
  const admin = () => as({ user: database.adminUser, password: database.adminPassword });

  it('tells all that is wrong with its environment, and no secret', async () => {
    const env = { PGPORT: 'x', SRE_METRICS_GITHUB_WEBHOOK_SECRET: 'hunter2', SRE_METRICS_WORKER_JOBS: 'many' };
    const child = spawnSreMetrics(['worker'], env);
    const err: string[] = [];
    child.stderr.on('data', (data: Buffer) => err.push(data.toString()));
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(err.join('')).toBe(`The environment is not right: 4 settings are wrong.
- No database is named: set SRE_METRICS_DATABASE_URL, or PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
- PGPORT must be a number from 1 to 65535.
- SRE_METRICS_GITHUB_WEBHOOK_SECRET must have at least 16 characters.
- SRE_METRICS_WORKER_JOBS must be a whole number from 1 to 32.
`);
  });

  it('asks for the migrations that are missing', async () => {
    await database.client.query(`delete from stackflow.sre_metrics_migrations where name > '007'`);
    expect(await sreMetrics(['worker'], admin())).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^The schema stackflow is at version 6; .* Run: sre-metrics migrate$/),
    });
  });

  it('asks for the schema where there is none', async () => {
    await database.client.query('drop schema stackflow cascade');
    expect(await sreMetrics(['worker'], admin())).toMatchObject({
      status: 1,
      err: expect.stringContaining('sre-metrics migrate'),
    });
  });

  it('says which role its database user lacks', async () => {
    const reader = await database.createUser('sre_metrics_reader');
    expect(await sreMetrics(['worker'], as(reader))).toMatchObject({
      status: 1,
      err: expect.stringContaining(`grant sre_metrics_writer to "${reader.user}"`),
    });
  });

  it('does not stay where it will never find a job', async () => {
    const first = await startWorker(admin());
    expect(await first.end('SIGTERM')).toBe(0);
    await database.client.query('alter table sre_metrics_jobs._private_tasks rename to elsewhere');
    await expect(startWorker(admin())).rejects.toThrow('The worker did not start: ');
  });

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    // A server that listens on TCP has an address of this kind.
    const { port } = other.address() as AddressInfo;
    const writer = await database.createUser('sre_metrics_writer');
    expect(await sreMetrics(['worker'], { ...as(writer), SRE_METRICS_WORKER_PORT: String(port) })).toMatchObject({
      status: 1,
      err: expect.stringContaining(`The worker cannot listen on 127.0.0.1:${port} (EADDRINUSE).`),
    });
    other.close();
  });
});
