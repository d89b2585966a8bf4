import { Pool } from 'pg';

import { asLeader } from '../../src/backend/worker/schedules/leadership';
import { releaseAbandoned } from '../../src/backend/worker/schedules/job-queue';
import { mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';
import { startWorker } from '../support/worker-process';

/** Five pages of a hundred. */
const PULL_REQUESTS = 500;

describe('workers that come and go', () => {
  let bench: SyncBench;

  beforeEach(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(PULL_REQUESTS);
  });

  afterEach(() => bench.close());

  const known = async () => (await bench.rows('select from stackflow.github_pull_requests')).length;
  const locked = () => bench.rows('select from sre_metrics_jobs.jobs where locked_at is not null');

  it('ends in good order when asked to, and goes on later', async () => {
    bench.github.latencyMs = 2_000;
    const first = await startWorker(bench.env);
    await until(async () => (await known()) > 0);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.log.at(-1)).toMatchObject({ message: 'The worker has stopped' });
    expect(await locked()).toEqual([]);
    expect(await known()).toBeLessThan(PULL_REQUESTS);

    bench.github.latencyMs = 0;
    const second = await startWorker(bench.env);
    await until(async () => (await known()) === PULL_REQUESTS);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('lets one of many sync', async () => {
    bench.github.latencyMs = 1_000;
    const first = await startWorker(bench.env);
    await until(() => bench.github.seen.length > 0);
    const second = await startWorker(bench.env);
    await until(() => second.log.some(({ message }) => message === 'Another process syncs with GitHub'));
    await until(() => first.log.some(({ message }) => message === 'Synced with GitHub'));
    const pages = bench.github.seen.filter(({ kind }) => kind === 'graphql');
    expect(pages).toHaveLength(PULL_REQUESTS / 100);
    expect(await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])).toEqual([0, 0]);
  });

  it('frees the jobs of one that was killed', async () => {
    bench.github.latencyMs = 1_000;
    const worker = await startWorker(bench.env);
    await until(() => bench.github.seen.length > 0);
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    expect(await locked()).toHaveLength(1);
    const pool = new Pool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL });
    expect(await releaseAbandoned(pool, 60_000)).toBe(0);
    expect(await locked()).toHaveLength(1);
    expect(await releaseAbandoned(pool, 0)).toBe(1);
    expect(await locked()).toEqual([]);
    await pool.end();
  });

  it('makes another the leader when the connection of the first is lost', async () => {
    const [one, other] = [1, 2].map(() => new Pool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL }));
    if (one === undefined || other === undefined) {
      throw new Error('There are two pools.');
    }
    const lead = () => asLeader(other, 'work', () => Promise.resolve('led'));
    expect(await asLeader(one, 'work', async () => [await lead(), await asLeader(other, 'else', lead)])).toEqual([
      null,
      null,
    ]);
    expect(await lead()).toBe('led');
    await asLeader(one, 'work', async () => {
      await bench.rows(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
      await until(async () => (await lead()) === 'led');
    });
    await Promise.all([one.end(), other.end()]);
  });
});
