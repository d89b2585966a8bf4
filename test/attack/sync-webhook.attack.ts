import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import fc from 'fast-check';

import { mergedPullRequests } from '../support/github/fake-data';
import { WEBHOOK_SECRET, webhookHeaders } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { webhookExamples } from '../support/github/webhook-examples';
import { SLOW_DATABASE, deliverUntilTaken } from '../support/taken-delivery';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';
import type { WorkerProcess } from '../support/worker-process';

/** Who sends to the webhook without being GitHub, slowly, much, or both. */

const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** Looks like a signature, and is one of something else. */
const FORGED = webhookHeaders('pull_request', 'another body');
const PULL_REQUEST = webhookExamples().find(({ event }) => event === 'pull_request')?.payload ?? {};
/** All that the worker may take, with what Node takes without any of this. */
const MOST_MEMORY_BYTES = 700_000_000;

let bench: SyncBench;
let worker: WorkerProcess;
const open = new Set<ClientRequest | Socket>();

beforeAll(async () => {
  bench = await openSyncBench();
  bench.shop.pullRequests = mergedPullRequests(3);
  worker = await startWorker({ ...bench.env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
});

afterEach(() => {
  open.forEach((one) => one.destroy());
  open.clear();
});

afterAll(async () => {
  await killWorkers();
  await bench.close();
});

/** Waits for a slow database; a delivery that is kept out fails the test. */
const deliver = () => deliverUntilTaken(worker, PULL_REQUEST);

async function memoryBytes(): Promise<number> {
  const reply = await (await fetch(`${worker.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(reply)?.[1]);
}

/** A request under way; whatever becomes of it is nobody's concern. */
function begin(headers: OutgoingHttpHeaders): ClientRequest {
  const sent = request(`${worker.url}/github/webhook`, { method: 'POST', headers });
  sent.on('error', () => undefined);
  open.add(sent);
  return sent;
}

/** Sends a body without its last byte, and waits until it has gone out. */
async function sendAlmost(bytes: number, headers: OutgoingHttpHeaders): Promise<ClientRequest> {
  const sent = begin({ ...headers, 'content-length': bytes });
  const closed = once(sent, 'close').catch(() => undefined);
  await Promise.race([closed, new Promise((resolve) => sent.write(Buffer.alloc(bytes - 1), resolve))]);
  return sent;
}

it.each([
  ['without a signature', {}],
  ['with a forged one', FORGED],
])('five bodies of 25 MB %s keep out no delivery', async (_, headers) => {
  await Promise.all(Array.from({ length: 5 }, () => sendAlmost(MAX_BODY_BYTES, headers)));
  await Promise.all(Array.from({ length: 10 }, deliver));
  expect(await memoryBytes()).toBeLessThan(MOST_MEMORY_BYTES);
});

it('forty bodies of up to 25 MB keep out no delivery, and take no more room than there is', async () => {
  for (let round = 0; round < 4; round += 1) {
    const sizes = Array.from({ length: 10 }, (_, index) => Math.floor((MAX_BODY_BYTES * (index + 1)) / 10));
    await Promise.all(sizes.map((bytes) => sendAlmost(bytes, FORGED)));
    await deliver();
  }
  expect(await memoryBytes()).toBeLessThan(MOST_MEMORY_BYTES);
});

it('two hundred who send a byte and wait keep out no delivery', async () => {
  const { hostname, port } = new URL(worker.url);
  const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname));
  sockets.forEach((socket) => open.add(socket.on('error', () => undefined).resume()));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  sockets.forEach((socket, index) =>
    socket.write(index % 2 === 0 ? 'P' : 'POST /github/webhook HTTP/1.1\r\nHost: a\r\n')
  );
  await deliver();
  await until(async () => (await fetch(`${worker.url}/health`)).status === 200);
  // Who is too slow is cut off.
  await until(() => sockets.every(({ closed }) => closed));
});

it('headers of any kind are refused for what they are, or are taken', async () => {
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  const long = fc.integer({ min: 0, max: 10_000 }).map((length) => 'a'.repeat(length));
  const value = fc.oneof(text, long);
  const body = JSON.stringify(PULL_REQUEST);
  const names = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256', 'content-type'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...names], { minLength: 1 }),
      fc.array(value, { minLength: 4, maxLength: 4 }),
      async (some, values) => {
        const headers = { ...webhookHeaders('pull_request', body) };
        some.forEach((name, index) => (headers[name] = values[index] ?? ''));
        const response = await fetch(`${worker.url}/github/webhook`, { method: 'POST', headers, body });
        const reply = await response.text();
        // 431 is Node's, for headers of more than 16 KB.
        expect([200, 202, 400, 401, 431, 503]).toContain(response.status);
        if (response.status === 503) {
          expect(reply).toMatch(SLOW_DATABASE);
        }
        if (response.status === 400 && !some.includes('content-type')) {
          expect(reply).toMatch(/X-GitHub-(Delivery|Event)/);
        }
      }
    ),
    { numRuns: 150 }
  );
});

it('bodies of any kind, rightly signed, are refused for what they are', async () => {
  const event = fc.constantFrom('pull_request', 'deployment_status', 'ping', 'constructor', '__proto__');
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('['.repeat(1_000_000), '{"a":'.repeat(500_000))
  );
  await fc.assert(
    fc.asyncProperty(event, body, async (name, sent) => {
      const headers = webhookHeaders(name, sent);
      const { status } = await fetch(`${worker.url}/github/webhook`, {
        method: 'POST',
        headers,
        body: Buffer.from(sent),
      });
      expect(status).toBe(['pull_request', 'deployment_status'].includes(name) ? 400 : 200);
    }),
    { numRuns: 60 }
  );
  await deliver();
});

it('a body that never ends is refused by its length', async () => {
  const sent = begin({ ...FORGED, 'transfer-encoding': 'chunked' });
  const answered = once(sent, 'response') as Promise<[{ statusCode: number }]>;
  const piece = Buffer.alloc(1024 * 1024);
  const more = (error?: Error | null) => {
    if (!error) {
      sent.write(piece, more);
    }
  };
  more();
  expect((await answered)[0].statusCode).toBe(413);
  await deliver();
});
