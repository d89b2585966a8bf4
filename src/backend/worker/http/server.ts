import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Failure } from '../../../model/failure';
import { errorCode } from '../../aurora/advice';
import { deployments } from './deployments-route';
import type { Log } from '../../environment/log';
import { METRICS_TYPE, health, metrics, webhook } from './routes';
import type { Reply, RouteContext } from './routes';

/** A sender that takes longer for a request is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
/** At the end, requests under way have as long; the webhook answers within one second. */
const CLOSE_WITHIN_MS = 2_000;

const CHECK_EVERY_MS = 1_000;
/** A connection on which nothing moves is cut: who never reads holds what was answered. */
const SILENT_TIMEOUT_MS = 30_000;
/**
 * A connection on which nothing is asked stays open for longer than the callers keep it, among them the load balancers
 * of AWS with 60 seconds. Who is closed on at the moment of the next request loses it.
 */
const IDLE_TIMEOUT_MS = 65_000;
/** Answers of one connection that may lie in memory because nobody reads them. */
const MAX_REQUESTS_PER_SOCKET = 100;

export interface ListenOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Default: 10,000. */
  readonly requestTimeoutMs?: number;
}

export interface HttpServer {
  readonly port: number;
  /** Takes no more requests; those under way end, or are cut off after two seconds. */
  close(): Promise<void>;
}

/**
 * Health, metrics, the webhook and deployments over HTTP.
 *
 * @throws Failure where nothing can listen there
 */
export async function serveHttp(
  { host, port, requestTimeoutMs = REQUEST_TIMEOUT_MS }: ListenOptions,
  context: RouteContext
): Promise<HttpServer> {
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    // Node looks for those that are late every half minute only.
    connectionsCheckingInterval: Math.min(requestTimeoutMs, CHECK_EVERY_MS),
  });
  server.timeout = SILENT_TIMEOUT_MS;
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.on('request', (request, response) => {
    answer(request, response, context).catch((error: unknown) => {
      onTrouble(error, response, context.log);
    });
  });
  await listen(server, host, port);
  return {
    // A server that listens on TCP has an address of this kind.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Failure({
          status: 500,
          source: 'downstream',
          message: `The worker cannot listen on ${host}:${port} (${errorCode(error)}).`,
          advice: 'Set SRE_METRICS_WORKER_HOST and SRE_METRICS_WORKER_PORT to a free address of this machine.',
          cause: error,
        })
      );
    });
    server.listen(port, host, () => resolve());
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, context: RouteContext): Promise<void> {
  const reply = await route(request, context);
  response.writeHead(reply.status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(reply.body),
    'cache-control': 'no-store',
    ...reply.headers,
    // What is left of a request that was not read to its end would be taken for the next one.
    ...(!request.complete && { connection: 'close' }),
  });
  if (request.method !== 'HEAD') {
    response.write(reply.body);
  }
  if (!request.complete) {
    await rest(request);
  }
  response.end();
}

/**
 * Lets what is left of a request come, and looks at nothing of it: who is cut off while it sends finds a broken
 * connection in place of the answer. The request's time limit ends it.
 */
async function rest(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    request.once('end', resolve).once('close', resolve).resume();
  });
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  '/health': ['GET', 'HEAD'],
  '/metrics': ['GET', 'HEAD'],
  '/github/webhook': ['POST'],
  '/deployments': ['POST'],
};

async function route(request: IncomingMessage, context: RouteContext): Promise<Reply> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const methods = Object.hasOwn(METHODS, path) ? METHODS[path] : undefined;
  if (methods === undefined) {
    return { status: 404, body: 'There is nothing here.\n' };
  }
  if (!methods.includes(request.method ?? '')) {
    return { status: 405, body: `Use ${methods.join(' or ')}.\n`, headers: { allow: methods.join(', ') } };
  }
  switch (path) {
    case '/health':
      return await health(context);
    case '/metrics':
      return { status: 200, body: await metrics(context), headers: { 'content-type': METRICS_TYPE } };
    case '/deployments':
      return await deployments(request, context);
    default:
      return await webhook(request, context);
  }
}

function onTrouble(error: unknown, response: ServerResponse, log: Log): void {
  if (response.destroyed || response.headersSent) {
    // The caller went away before it had its answer.
    response.destroy();
    return;
  }
  log.error('A request failed unexpectedly', { error: error instanceof Error ? error.message : String(error) });
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('The worker failed; its log says why.\n');
}
