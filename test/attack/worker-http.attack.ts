import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import fc from 'fast-check';

import { attacked } from '../support/attacked';
import { webhookExamples } from '../support/github/webhook-examples';
import { WEBHOOK_SECRET, webhookHeaders } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { residentBytes } from '../support/resident-bytes';
import { deliverUntilTaken } from '../support/taken-delivery';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

/** What reaches the worker's port without being a request of anybody's: bytes, paths, and who never listens. */

const PULL_REQUEST = webhookExamples().find(({ event }) => event === 'pull_request')?.payload ?? {};
/** All that the worker may take, with what Node takes without any of this. */
const MAX_RESIDENT_BYTES = 512 * 1024 * 1024;
const SENDERS = 40;
const DEPLOYMENTS_SECRET = 'another secret for tests';

let bench: SyncBench;
let worker: WorkerProcess;
const open = new Set<Socket>();

beforeAll(async () => {
  bench = await openSyncBench();
  worker = await startWorker({
    ...bench.env,
    SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SRE_METRICS_DEPLOYMENTS_SECRET: DEPLOYMENTS_SECRET,
  });
}, 60_000);

afterEach(async () => {
  open.forEach((socket) => socket.destroy());
  open.clear();
  expect(worker.isRunning).toBe(true);
  expect(await residentBytes(worker.processId)).toBeLessThan(MAX_RESIDENT_BYTES);
});

afterAll(async () => {
  await killWorkers();
  await bench.close();
});

async function opened(): Promise<Socket> {
  const { hostname, port } = new URL(worker.url);
  const socket = connect(Number(port), hostname);
  open.add(socket.on('error', () => undefined));
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes, closes its end, and says what comes back; Node gives no answer then that is not there yet. */
async function answerTo(bytes: Uint8Array): Promise<string> {
  const socket = await opened();
  const answer = heard(socket);
  socket.end(bytes);
  return await answer;
}

/** Sends a request that closes its connection, and says what comes back. */
async function answered(request: string): Promise<string> {
  const socket = await opened();
  const answer = heard(socket);
  socket.write(request, 'latin1');
  return await answer;
}

/** What comes until the worker has closed. */
async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await until(() => socket.closed);
  return Buffer.concat(chunks).toString('latin1');
}

/** The statuses of all answers, in order. */
const statusesIn = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));

/** Does something to the worker while good deliveries come; each of them is taken. */
async function meanwhile<T>(attack: () => Promise<T>): Promise<T> {
  const attacking = { isOn: true };
  const result = attack().finally(() => {
    attacking.isOn = false;
  });
  // Whatever it fails with is told below.
  result.catch(() => undefined);
  while (attacking.isOn) {
    await deliverUntilTaken(worker, PULL_REQUEST);
  }
  await deliverUntilTaken(worker, PULL_REQUEST);
  await until(async () => (await fetch(`${worker.url}/health`)).status === 200);
  return await result;
}

const head = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /github/webhook HTTP/1.1\r\nHost: a\r\n',
  `POST /deployments HTTP/1.1\r\nHost: a\r\nX-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 9\r\n\r\n`,
  'POST /github/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
  'POST /github/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
  'POST /github/webhook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n',
  'GET /health HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'GET /health HTTP/9.9\r\n\r\n',
  `GET /health HTTP/1.1\r\n${'X: y\r\n'.repeat(3_000)}\r\n`,
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'
);
const garbage = fc
  .tuple(fc.oneof(head, fc.constant('')), fc.uint8Array({ maxLength: 2_000 }))
  .map(([text, bytes]) => Buffer.concat([Buffer.from(text, 'latin1'), bytes]));

const ANSWERS_TO_GARBAGE: ReadonlySet<number> = new Set([200, 400, 401, 404, 405, 408, 413, 417, 431, 505]);

it('bytes that are no request, or half of one, are answered or cut off', async () => {
  const allStatuses = new Set<number>();
  await meanwhile(() =>
    attacked(
      fc.asyncProperty(fc.array(garbage, { minLength: SENDERS, maxLength: SENDERS }), async (pieces) => {
        const answering = pieces.map(answerTo);
        // Not by `answerTo`, which closes its end at once: Node then gives no answer that is not there yet.
        const { status: ofRequest } = await fetch(`${worker.url}/metrics`);
        const statuses = [ofRequest, ...(await Promise.all(answering)).flatMap(statusesIn)];
        expect(statuses.filter((status) => !ANSWERS_TO_GARBAGE.has(status))).toEqual([]);
        statuses.forEach((status) => allStatuses.add(status));
      }),
      { numRuns: 5, endOnFailure: true }
    )
  );
  // What is a request is answered among them.
  expect([...allStatuses]).toEqual(expect.arrayContaining([200, 400]));
});

/** Node takes a head of 16 KB. It answers a longer one with 431, which its closing may overtake. */
const MAX_HEAD_BYTES = 16_384;
const isNowhere = (where: string, [status, ...more]: readonly number[]) =>
  more.length === 0 && (where.length < MAX_HEAD_BYTES - 100 ? status === 404 : status !== 200);

it('paths of any kind and length are found nowhere', async () => {
  const segment = fc.oneof(
    fc.constantFrom('..', '%2e%2e', '', '%', '%ff', 'metrics', 'github', '__proto__'),
    fc.string()
  );
  const path = fc.oneof(
    fc.array(segment, { maxLength: 20 }).map((segments) => `/x/${segments.map(encodeURIComponent).join('/')}`),
    fc.integer({ min: 1, max: 15_000 }).map((length) => '/'.repeat(length)),
    fc.integer({ min: 15_000, max: 200_000 }).map((length) => `/${'a/'.repeat(length)}`),
    fc.constantFrom('/metrics/', '//metrics', '/github', '/github/webhook/', '/HEALTH', '/constructor', '/*')
  );
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND');
  await meanwhile(() =>
    attacked(
      fc.asyncProperty(fc.array(fc.tuple(method, path), { minLength: SENDERS, maxLength: SENDERS }), async (calls) => {
        const answers = await Promise.all(
          calls.map(([name, where]) => answered(`${name} ${where} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`))
        );
        const statuses = calls.map(([, where], call) => ({ where, all: statusesIn(answers[call] ?? '') }));
        expect(statuses.filter(({ where, all }) => !isNowhere(where, all))).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true }
    )
  );
});

it('methods that a route does not have are refused, whatever comes with them', async () => {
  const routes = ['/health', '/metrics', '/github/webhook', '/deployments'];
  const calls = routes.flatMap((route) => ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'].map((name) => [name, route]));
  const answers = await meanwhile(() =>
    Promise.all(
      calls.map(([name, route]) =>
        answerTo(
          Buffer.from(`${name} ${route}?x=${'y'.repeat(8_000)} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc`)
        )
      )
    )
  );
  expect(answers.map(statusesIn)).toEqual(calls.map(() => [405]));
});

it('who asks a thousand times on one connection and never listens is no burden', async () => {
  await meanwhile(async () => {
    const sockets = await Promise.all(Array.from({ length: SENDERS }, opened));
    sockets.forEach((socket) => {
      socket.pause();
      socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1_000));
    });
    await deliverUntilTaken(worker, PULL_REQUEST);
  });
});

it('who sends a signed body byte by byte is cut off', async () => {
  const body = JSON.stringify(PULL_REQUEST);
  const headers = Object.entries({
    ...webhookHeaders('pull_request', body),
    'content-length': Buffer.byteLength(body),
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  await meanwhile(async () => {
    const sockets = await Promise.all(Array.from({ length: SENDERS }, opened));
    sockets.forEach((socket) => {
      socket.resume().write(`POST /github/webhook HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
      let sent = 0;
      const drip = setInterval(() => socket.write(body.charAt((sent += 1))), 50);
      socket.on('close', () => clearInterval(drip));
    });
    await until(() => sockets.every(({ closed }) => closed));
  });
});

const signatureOf = (body: string) => `sha256=${createHmac('sha256', DEPLOYMENTS_SECRET).update(body).digest('hex')}`;
const COMMITTED_AT = '2026-03-02T09:00:00Z';
const DEPLOYMENT = JSON.stringify({ service: 'Shop', sha: 'abc', outcome: 'successful', committedAt: COMMITTED_AT });
const record = async (body: string, signature: string) => {
  const headers = new Headers(signature === '' ? [] : [['x-signature-256', signature]]);
  const response = await fetch(`${worker.url}/deployments`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
};
const recorded = () => bench.rows(`select from stackflow.change_records where source = 'manual'`);

it('a deployment without a signature, with a wrong one, or too long is refused, and leaves nothing', async () => {
  const right = signatureOf(DEPLOYMENT);
  const wrong = [
    '',
    'sha256=',
    right.toUpperCase(),
    `${right}0`,
    right.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
  ];
  const long = `${DEPLOYMENT}${' '.repeat(64 * 1024)}`;
  await meanwhile(async () => {
    for (const signature of wrong) {
      expect(await record(DEPLOYMENT, signature)).toBe(401);
    }
    const statuses = await Promise.all(Array.from({ length: SENDERS }, () => record(long, signatureOf(long))));
    expect(new Set(statuses)).toEqual(new Set([413]));
  });
  expect(await recorded()).toEqual([]);
});

it('signed bodies of any kind are refused as what they are, and no text of theirs is run', async () => {
  const strange = fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' }));
  const deployment = fc
    .record({ service: fc.string(), sha: fc.stringMatching(/^[!-{}~]{1,9}$/), title: fc.string({ minLength: 1 }) })
    .map((fields) => JSON.stringify({ ...fields, outcome: 'successful', committedAt: COMMITTED_AT }));
  await meanwhile(() =>
    attacked(
      fc.asyncProperty(fc.oneof(strange, deployment), async (body) => {
        expect(await record(body, signatureOf(body))).toBe(400);
      }),
      { numRuns: 40, endOnFailure: true }
    )
  );
  expect(await recorded()).toEqual([]);
});

it('who sends a signed deployment byte by byte is cut off', async () => {
  const lines = `X-Signature-256: ${signatureOf(DEPLOYMENT)}\r\nContent-Length: ${DEPLOYMENT.length}\r\n`;
  await meanwhile(async () => {
    const sockets = await Promise.all(Array.from({ length: SENDERS }, opened));
    sockets.forEach((socket) => {
      socket.resume().write(`POST /deployments HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
      // The body is shorter than it takes to be cut off at this pace.
      let sent = 0;
      const drip = setInterval(() => socket.write(DEPLOYMENT.charAt((sent += 1))), 500);
      socket.on('close', () => clearInterval(drip));
    });
    await until(() => sockets.every(({ closed }) => closed));
  });
  expect(await recorded()).toEqual([]);
});
