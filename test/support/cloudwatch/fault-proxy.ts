import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** What becomes of one request on its way to the emulator. */
export type Fault =
  /** It does not arrive; CloudWatch answers with this error. */
  | { readonly kind: 'answer'; readonly status: number; readonly type: string }
  /** CloudWatch answers a GetMetricData with this status of each series, and without values. */
  | { readonly kind: 'incomplete'; readonly statusCode: string }
  /** It does not arrive, and the connection is cut. */
  | { readonly kind: 'lost' }
  /** It arrives, and the connection is cut before the answer. */
  | { readonly kind: 'answerLost' }
  /** It arrives, and its answer never comes. */
  | { readonly kind: 'answerHeld' }
  /** It never arrives, and no answer comes. */
  | { readonly kind: 'held' };

/** A request as it came. */
export interface RecordedRequest {
  readonly operation: string;
  /** As it came, and unpacked. */
  readonly packedBytes: number;
  readonly bytes: number;
  readonly datums: number;
}

/** A way to the emulator with the faults of a network and of AWS. */
export interface FaultProxy {
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** What becomes of the next requests of an operation, in order; then they go through. */
  next(operation: Operation, ...faults: readonly Fault[]): void;
  /** Until `up`, nobody listens. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export type Operation = 'PutMetricData' | 'GetMetricData';

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const requests: RecordedRequest[] = [];
  const faults: Record<Operation, Fault[]> = { PutMetricData: [], GetMetricData: [] };
  const server = createServer((incoming, outgoing) => {
    void pass(incoming, outgoing, target, requests, faults);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    next: (operation, ...more) => void faults[operation].push(...more),
    down: stop,
    up: async () => {
      await listen(port);
    },
    close: stop,
  };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  requests: RecordedRequest[],
  faults: Record<Operation, Fault[]>
): Promise<void> {
  const body = await buffer(incoming);
  const unpacked = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
  const { MetricData = [], MetricDataQueries = [] } = JSON.parse(unpacked.toString()) as ProxiedRequest;
  const note = () =>
    requests.push({ operation, packedBytes: body.length, bytes: unpacked.length, datums: MetricData.length });
  const fault = operation in faults ? faults[operation as Operation].shift() : undefined;
  switch (fault?.kind) {
    case undefined:
      await forward(incoming, body, target, outgoing);
      break;
    case 'answer':
      outgoing.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify({ __type: `com.amazonaws#${fault.type}`, message: `${fault.type} of a test` }));
      break;
    case 'incomplete':
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify({ MetricDataResults: MetricDataQueries.map(({ Id }) => resultOf(Id, fault)) }));
      break;
    case 'lost':
      incoming.socket.destroy();
      break;
    case 'answerLost':
      await forward(incoming, body, target, null);
      incoming.socket.destroy();
      break;
    case 'answerHeld':
      await forward(incoming, body, target, null);
      break;
    case 'held':
      break;
  }
  note();
}

interface ProxiedRequest {
  readonly MetricData?: readonly unknown[];
  readonly MetricDataQueries?: readonly { readonly Id: string }[];
}

function resultOf(Id: string, { statusCode }: Extract<Fault, { kind: 'incomplete' }>) {
  return { Id, StatusCode: statusCode, Timestamps: [], Values: [] };
}

/** Sends a request on; its answer goes to `outgoing`, or nowhere. */
async function forward(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  target: string,
  outgoing: ServerResponse | null
): Promise<void> {
  const onward = httpRequest(`${target}${url ?? '/'}`, { method, headers });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const answered = await buffer(answer);
  if (outgoing !== null) {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(answered);
  }
}
