import { request } from 'node:http';

import { mergedPullRequests } from '../support/github/fake-data';
import { WEBHOOK_SECRET, sendWebhook } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';
import { startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

describe('sre-metrics worker', () => {
  let bench: SyncBench;
  let worker: WorkerProcess;

  beforeAll(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(3);
    worker = await startWorker({ ...bench.env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
  });

  afterAll(async () => {
    await worker.end('SIGKILL');
    await bench.close();
  });

  it('syncs with GitHub as soon as it is there', async () => {
    await until(() => worker.log.some(({ message }) => message === 'Synced with GitHub'));
    expect(await bench.rows('select number from stackflow.github_pull_requests order by number')).toHaveLength(3);
  });

  it('is healthy', async () => {
    const response = await fetch(`${worker.url}/health`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { status: 'ok', jobs: 'ok', database: 'ok' },
    });
  });
});
