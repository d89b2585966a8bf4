import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

import { sreMetrics } from '../support/command-line';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { killWorkers, startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

/** Deployments that a pipeline tells, at the command line and over HTTP. */

const SECRET = 'a secret of sufficient length';

let bench: SyncBench;
beforeEach(async () => {
  bench = await openSyncBench();
});
afterEach(() => bench.close());

const records = () =>
  bench.rows(`
    select r.external_id, s.name as service, r.title, r.change_type, r.state, r.deployment_outcome as outcome, r.unplanned,
      r.created_at, r.closed_at, r.source
    from stackflow.change_records as r join stackflow.services as s on s.id = r.service_id order by 1`);
const record = (...args: readonly string[]) =>
  sreMetrics(['deployment', 'record', '--service', 'Shop', '--committed', '2026-03-02T09:00:00Z', ...args], bench.env);
const LIVE = ['--sha', 'abc123', '--outcome', 'successful', '--ended', '2026-03-02T11:00:00+01:00'];

describe('sre-metrics deployment record', () => {
  it('makes a record, and the same again told again', async () => {
    expect(await record(...LIVE)).toEqual({ status: 0, out: 'Shop@abc123: created.', err: '' });
    expect(await record(...LIVE)).toEqual({ status: 0, out: 'Shop@abc123: unchanged.', err: '' });
    expect(await record(...LIVE, '--outcome', 'failed', '--unplanned')).toMatchObject({ out: 'Shop@abc123: updated.' });
    expect(await records()).toEqual([
      {
        ...{ external_id: 'Shop@abc123', service: 'Shop', title: 'Deployment of abc123', change_type: 'deployment' },
        ...{ state: 'closed', outcome: 'failed', unplanned: true, source: 'manual' },
        ...{ created_at: new Date('2026-03-02T09:00:00Z'), closed_at: new Date('2026-03-02T10:00:00Z') },
      },
    ]);
  });

  it('keeps the time that was told first where none is told again', async () => {
    const args = ['--sha', 'abc123', '--outcome', 'successful', '--external-id', 'run-7'];
    expect(await record(...args)).toMatchObject({ out: 'run-7: created.' });
    expect(await record(...args)).toMatchObject({ out: 'run-7: unchanged.' });
  });

  it.each([
    ['a service that does not exist', ['--service', 'Nope', ...LIVE], 1, 'There is no service "Nope".'],
    ['a time without a zone', [...LIVE, '--ended', '2026-03-02'], 1, 'endedAt: is not an ISO 8601 time'],
    ['an external id that is empty', [...LIVE, '--external-id', ''], 1, 'externalId: is empty.'],
    ['a title that is empty', [...LIVE, '--title', ''], 1, 'title: is empty.'],
    ['an environment that is blank', [...LIVE, '--environment', ' '], 1, 'environment: is empty.'],
    ['an outcome that is none', [...LIVE, '--outcome', 'fine'], 2, 'successful, failed, rolled_back'],
  ])('refuses %s', async (_, args, status, err) => {
    expect(await record(...args)).toMatchObject({ status, err: expect.stringContaining(err) });
    expect(await records()).toEqual([]);
  });

  it('leaves alone what is the record of something else', async () => {
    await bench.rows(`
      insert into stackflow.change_records (service_id, title, change_type, state, source, external_id)
      select s.id, 'Of sync', 'deployment', 'closed', 'github', 'Shop@abc123' from stackflow.services as s`);
    expect(await record(...LIVE)).toMatchObject({
      status: 1,
      err: expect.stringContaining('"Shop@abc123" is the name of another record.'),
    });
  });
});

describe('a record that somebody made by hand', () => {
  const make = (state: string) =>
    bench.rows(`
      insert into stackflow.change_records (service_id, title, change_type, state, created_at, external_id)
      select s.id, 'Planned', 'deployment', '${state}', '2026-03-01T08:00:00Z', 'run-7' from stackflow.services as s`);
  const TOLD = [...LIVE, '--external-id', 'run-7'];

  it.each(['draft', 'implementing', 'blocked'])('is closed once it was deployed: %s', async (state) => {
    await make(state);
    expect(await record(...TOLD)).toMatchObject({ out: 'run-7: updated.' });
    expect(await records()).toMatchObject([{ state: 'closed', closed_at: new Date('2026-03-02T10:00:00Z') }]);
    expect(await record(...TOLD)).toMatchObject({ out: 'run-7: unchanged.' });
  });

  it('stays cancelled', async () => {
    await make('cancelled');
    const err = expect.stringContaining('The deployment "run-7" was cancelled.');
    expect(await record(...TOLD)).toMatchObject({ status: 1, err });
    expect(await records()).toMatchObject([{ state: 'cancelled', title: 'Planned' }]);
  });
});

describe('POST /deployments', () => {
  let worker: WorkerProcess;
  beforeEach(async () => {
    const { SRE_METRICS_GITHUB_TOKEN: _, SRE_METRICS_GITHUB_API_URL: __, ...env } = bench.env;
    worker = await startWorker({ ...env, SRE_METRICS_DEPLOYMENTS_SECRET: SECRET });
  });
  afterEach(killWorkers);

  const post = async (body: string, secret = SECRET) => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'x-signature-256': signature, 'content-type': 'application/json' };
    const response = await fetch(`${worker.url}/deployments`, { method: 'POST', headers, body });
    return [response.status, await response.text()] as const;
  };
  const BODY = {
    ...{ service: 'Shop', sha: 'abc123', outcome: 'successful', committedAt: '2026-03-02T09:00:00Z' },
    ...{ endedAt: '2026-03-02T10:00:00Z', externalId: 'run-7' },
  };

  it('takes what is signed, and once however often it is sent', async () => {
    const body = JSON.stringify(BODY);
    expect(await post(body)).toEqual([201, '{"externalId":"run-7","result":"created"}\n']);
    expect(await post(body)).toEqual([200, '{"externalId":"run-7","result":"unchanged"}\n']);
    expect(await records()).toMatchObject([{ external_id: 'run-7', outcome: 'successful' }]);
  });

  it.each([
    ['another secret', JSON.stringify(BODY), 'another secret', 401, 'The signature is wrong'],
    ['what is no JSON', '{', SECRET, 400, 'The body'],
    ['a field that does not exist', JSON.stringify({ ...BODY, color: 'red' }), SECRET, 400, 'color'],
    ['an external id that is empty', JSON.stringify({ ...BODY, externalId: '' }), SECRET, 400, 'externalId: is empty.'],
    ['a service that does not exist', JSON.stringify({ ...BODY, service: 'No' }), SECRET, 400, 'There is no service'],
    ['a body that is too long', JSON.stringify({ ...BODY, title: 'x'.repeat(70_000) }), SECRET, 413, 'longer than'],
  ])('refuses %s', async (_, body, secret, status, text) => {
    expect(await post(body, secret)).toEqual([status, expect.stringContaining(text)]);
    expect(await records()).toEqual([]);
  });

  it('reads no more of a body than it takes, whatever its length is said to be', async () => {
    const headers = { 'x-signature-256': `sha256=${'0'.repeat(64)}`, 'transfer-encoding': 'chunked' };
    const sent = request(`${worker.url}/deployments`, { method: 'POST', headers });
    sent.write('x'.repeat(70_000));
    // It is not ended.
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    sent.destroy();
  });

  it('refuses what has no signature', async () => {
    const response = await fetch(`${worker.url}/deployments`, { method: 'POST', body: JSON.stringify(BODY) });
    expect(response.status).toBe(401);
  });
});
