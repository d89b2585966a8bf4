import { request } from 'node:http';

import { mergedPullRequests } from '../support/github/fake-data';
import { WEBHOOK_SECRET, sendWebhook, webhookHeaders } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

/** Longer than any body that is taken. */
const TOO_LONG_BYTES = 30_000_000;
/** Signed, if by another body's signature. */
const SIGNED = webhookHeaders('pull_request', 'another body');

describe('sre-metrics worker', () => {
  let bench: SyncBench;
  let worker: WorkerProcess;

  beforeAll(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(3);
    worker = await startWorker({ ...bench.env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
  });

  afterAll(async () => {
    await killWorkers();
    await bench.close();
  });

  // Another job may come and go at any full minute.
  const OF_GITHUB = "from sre_metrics_jobs.jobs where task_identifier = 'githubDelivery'";
  const jobs = () => bench.rows(`select attempts, last_error ${OF_GITHUB}`);
  const metric = async (line: string) => (await (await fetch(`${worker.url}/metrics`)).text()).includes(`${line}\n`);
  const logged = (text: string) => worker.log.filter(({ message }) => message === text);

  it('syncs with GitHub as soon as it is there', async () => {
    await until(() => logged('Synced with GitHub').length > 0);
    expect(await bench.rows('select from stackflow.github_pull_requests')).toHaveLength(3);
  });

  it('is healthy', async () => {
    const response = await fetch(`${worker.url}/health`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { status: 'ok', jobs: 'ok', database: 'ok' },
    });
  });

  it('tries a job that failed again, later', async () => {
    await bench.rows(`select sre_metrics_jobs.add_job('githubDelivery', '{"none": 1}')`);
    await until(() => logged('A job failed and is tried again').length > 0);
    await until(() => metric('sre_metrics_worker_queue_jobs{task="githubDelivery",state="waiting"} 1'));
    expect(await bench.rows(`select attempts, run_at > now() as later ${OF_GITHUB}`)).toEqual([
      { attempts: 1, later: true },
    ]);
    await bench.rows(`select sre_metrics_jobs.permanently_fail_jobs(array_agg(id)) ${OF_GITHUB}`);
    expect(await metric('sre_metrics_worker_queue_jobs{task="githubDelivery",state="failed"} 1')).toBe(true);
  });

  it.each([
    ['GET', '/github/webhook', 405, 'Use POST.\n'],
    ['POST', '/health', 405, 'Use GET or HEAD.\n'],
    ['GET', '/constructor', 404, 'There is nothing here.\n'],
    ['GET', '/', 404, 'There is nothing here.\n'],
  ])('answers %s %s with %i', async (method, path, status, body) => {
    const response = await fetch(`${worker.url}${path}`, { method });
    expect({ status: response.status, body: await response.text() }).toEqual({ status, body });
  });

  it('takes nothing whose signature is wrong', async () => {
    const before = await jobs();
    expect(await sendWebhook(worker.url, 'pull_request', {}, { secret: 'another' })).toMatchObject({ status: 401 });
    expect(await metric('sre_metrics_worker_webhook_requests_total{status="401"} 1')).toBe(true);
    expect(await jobs()).toEqual(before);
  });

  it('refuses a body that is too long by what it announces', async () => {
    expect(await post({ ...SIGNED, 'content-length': TOO_LONG_BYTES }, [])).toBe(413);
  });

  it('refuses who does not sign before anything of the body is read', async () => {
    expect(await post({ 'content-length': TOO_LONG_BYTES }, [])).toBe(401);
    expect(await post({ ...SIGNED, 'x-github-delivery': 'a'.repeat(5_000), 'content-length': 9 }, [])).toBe(400);
  });

  it('tells that a body was too long to who sends all of it first', async () => {
    const response = await fetch(`${worker.url}/github/webhook`, {
      method: 'POST',
      headers: SIGNED,
      body: Buffer.alloc(TOO_LONG_BYTES),
    });
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: 413,
      body: 'The body is longer than 26214400 bytes, the most that GitHub delivers.\n',
    });
  });

  it('refuses a body that grows too long', async () => {
    const piece = Buffer.alloc(1_000_000);
    expect(
      await post({ ...SIGNED, 'transfer-encoding': 'chunked' }, Array(TOO_LONG_BYTES / piece.length).fill(piece))
    ).toBe(413);
  });

  /** Sends until it is answered; returns the status. */
  function post(headers: Record<string, string | number>, pieces: readonly Buffer[]): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(`${worker.url}/github/webhook`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      // Once it is answered, the worker hangs up.
      sent.on('error', reject);
      pieces.forEach((piece) => sent.write(piece));
      if (pieces.length === 0) {
        sent.flushHeaders();
      }
    });
  }
});
