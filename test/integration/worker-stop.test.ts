import { once } from 'node:events';
import { request } from 'node:http';

import { asLeader } from '../../src/backend/aurora/leadership';
import { releaseAbandoned } from '../../src/backend/worker/queue/job-queue';
import { openPool } from '../../tooling/database-pool';
import { mergedPullRequests } from '../support/github/fake-data';
import { WEBHOOK_SECRET, sendWebhook } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { webhookExamples } from '../support/github/webhook-examples';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';

/** A pull request's event. */
const { payload: MERGED = {} } = webhookExamples().find(({ event }) => event === 'pull_request') ?? {};

/** Five pages of a hundred. */
const PULL_REQUESTS = 500;

describe('workers that come and go', () => {
  let bench: SyncBench;

  beforeEach(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(PULL_REQUESTS);
  });

  afterEach(async () => {
    await killWorkers();
    await bench.close();
  });

  const known = async () => (await bench.rows('select from stackflow.github_pull_requests')).length;
  // Another job may come and go at any full minute.
  const OF_GITHUB = "from sre_metrics_jobs.jobs where task_identifier in ('githubSync', 'githubDelivery')";
  const locked = () => bench.rows(`select ${OF_GITHUB} and locked_at is not null`);

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

  it('gives a job back that does not end, and cuts off a request that does not', async () => {
    const worker = await startWorker({ ...bench.env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
    await until(async () => (await known()) === PULL_REQUESTS);
    await until(async () => (await locked()).length === 0);
    const { client } = bench.database;
    await client.query('begin');
    await client.query('lock table stackflow.github_pull_requests in access exclusive mode');
    expect(await sendWebhook(worker.url, 'pull_request', MERGED)).toMatchObject({ status: 202 });
    await until(async () => (await locked()).length === 1);
    const slow = request(`${worker.url}/github/webhook`, {
      method: 'POST',
      headers: {
        'content-length': 9,
        'x-github-event': 'pull_request',
        'x-github-delivery': 'slow',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
    });
    const cutOff = once(slow, 'error');
    slow.write('half');
    await once(slow, 'socket');
    expect(await worker.end('SIGTERM')).toBe(0);
    await cutOff;
    await client.query('rollback');
    expect(await bench.rows(`select attempts, locked_at, run_at > now() as later ${OF_GITHUB}`)).toEqual([
      { attempts: 1, locked_at: null, later: true },
    ]);
  });

  it('lets one of many sync', async () => {
    // GitHub answers once the second's job was found to be in vain, in whichever of both it ran.
    bench.github.hold();
    const first = await startWorker(bench.env);
    await until(() => bench.github.held > 0);
    const second = await startWorker(bench.env);
    await until(() =>
      [...first.log, ...second.log].some(({ message }) => message === 'Another process syncs with GitHub')
    );
    bench.github.release();
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
    const pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL });
    expect(await releaseAbandoned(pool, 60_000)).toBe(0);
    expect(await locked()).toHaveLength(1);
    expect(await releaseAbandoned(pool, 0)).toBe(1);
    expect(await locked()).toEqual([]);
    await pool.end();
  });

  it('makes another the leader when the connection of the first is lost', async () => {
    const [one, other] = [1, 2].map(() => openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL }));
    if (one === undefined || other === undefined) {
      throw new Error('There are two pools.');
    }
    const lead = () => asLeader(other, 'work', () => Promise.resolve('led'));
    expect(await asLeader(one, 'work', async () => [await lead(), await asLeader(other, 'else', lead)])).toEqual([
      null,
      null,
    ]);
    expect(await lead()).toBe('led');
    await asLeader(one, 'work', async (leads) => {
      expect(leads.aborted).toBe(false);
      // Of this test's own database: others run on the same server.
      await bench.rows(`select pg_terminate_backend(l.pid) from pg_locks as l join pg_database as d on d.oid = l.database
        where l.locktype = 'advisory' and d.datname = current_database()`);
      await until(async () => (await lead()) === 'led');
      await until(() => leads.aborted);
    });
    await Promise.all([one.end(), other.end()]);
  });
});
