import { sreMetrics } from '../support/command-line';
import { WEBHOOK_SECRET, sendWebhook } from '../support/github/send-webhook';
import { webhookExamples } from '../support/github/webhook-examples';
import { startOwnServer } from '../support/own-server';
import type { OwnServer } from '../support/own-server';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

const DELIVERY = webhookExamples().find(({ event }) => event === 'pull_request')?.payload ?? {};

describe('a worker whose database goes and comes back', () => {
  let server: OwnServer;
  let worker: WorkerProcess;

  beforeAll(async () => {
    server = await startOwnServer(null);
    const { user, password, host, port } = server;
    const env = { SRE_METRICS_DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/postgres` };
    expect(await sreMetrics(['migrate'], env)).toMatchObject({ status: 0 });
    worker = await startWorker({ ...env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
  }, 60_000);

  afterAll(async () => {
    await killWorkers();
    await server.stop();
  });

  const status = async () => (await fetch(`${worker.url}/health`)).status;
  const metrics = async () => (await fetch(`${worker.url}/metrics`)).text();

  it('says that it is not ready, and takes up its work again', async () => {
    expect(await status()).toBe(200);
    await server.pause();
    expect(await status()).toBe(503);
    expect(await metrics()).toContain('sre_metrics_worker_database_up 0\n');
    expect(await sendWebhook(worker.url, 'pull_request', DELIVERY)).toEqual({
      status: 503,
      body: 'The database could not take the delivery. Redeliver it, or wait for reconciliation.\n',
    });
    for (let again = 0; again < 20; again += 1) {
      await sendWebhook(worker.url, 'pull_request', DELIVERY);
    }
    const refusals = worker.log.filter(({ message }) => message === 'A webhook delivery could not be queued');
    expect(refusals).toHaveLength(1);
    await server.restart();
    await until(async () => (await status()) === 200);
    expect(await sendWebhook(worker.url, 'pull_request', DELIVERY)).toMatchObject({ status: 202 });
    await until(async () =>
      (await metrics()).includes('sre_metrics_worker_jobs_total{task="githubDelivery",outcome="done"} 1\n')
    );
    expect(await worker.end('SIGTERM')).toBe(0);
  });
});
