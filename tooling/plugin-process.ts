import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { credentials } from '@grpc/grpc-js';
import type { Client, ClientOptions, ServiceError } from '@grpc/grpc-js';

import { GRPCControllerClient } from '../src/backend/protocol/generated/plugin/plugin';
import {
  DataClient,
  DataFrameFormat,
  DiagnosticsClient,
  ResourceClient,
} from '../src/backend/protocol/generated/pluginv2/backend';
import type {
  CallResourceResponse,
  CheckHealthResponse,
  CollectMetricsResponse,
  DataQuery,
  PluginContext,
  QueryDataResponse,
} from '../src/backend/protocol/generated/pluginv2/backend';

/**
 * A host for the backend, as Grafana is one: launches the executable with an empty environment,
 * reads its handshake, and calls it over gRPC. For the demo, the bench and the tests.
 */
export interface PluginProcess {
  readonly processId: number;
  /** From the launch to the handshake. */
  readonly startUpMs: number;
  /** Whether it has not ended. */
  readonly isRunning: boolean;
  /** Lines on stderr so far. */
  readonly logLines: readonly string[];
  /** @param signal cancels the call */
  queryData(
    context: PluginContext,
    queries: readonly DataQuery[],
    headers?: Record<string, string>,
    signal?: AbortSignal
  ): Promise<QueryDataResponse>;
  checkHealth(context: PluginContext): Promise<CheckHealthResponse>;
  /**
   * @param url path, with its query string
   * @param body default empty
   */
  callResource(
    context: PluginContext,
    url: string,
    method?: string,
    body?: string | Uint8Array
  ): Promise<CallResourceResponse>;
  collectMetrics(): Promise<CollectMetricsResponse>;
  /** Asks the process to end, as Grafana does, and waits until it has. */
  stop(): Promise<void>;
}

/** How long a backend may take to say where it listens. */
const HANDSHAKE_TIMEOUT_MS = 20_000;

const CHANNEL_OPTIONS: ClientOptions = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

/**
 * Launches a backend.
 *
 * @param command the executable and its arguments
 * @param env what arrives in the plugin's environment beside the cookie; Grafana passes little
 * @throws Error with the last log lines where it ends instead of answering
 */
export async function launchPlugin(
  command: readonly string[],
  env: Record<string, string> = {}
): Promise<PluginProcess> {
  const [executable = '', ...args] = command;
  const startedAt = performance.now();
  const child = spawn(executable, args, {
    env: { ...env, grafana_plugin_type: 'datasource' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logLines: string[] = [];
  createInterface(child.stderr).on('line', (line) => logLines.push(line));
  const address = await handshake(child, logLines);
  const startUpMs = performance.now() - startedAt;
  const connect = <C extends Client>(
    Service: new (address: string, insecure: ReturnType<typeof credentials.createInsecure>, options: ClientOptions) => C
  ) => new Service(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  const data = connect(DataClient);
  const diagnostics = connect(DiagnosticsClient);
  const resource = connect(ResourceClient);
  const controller = connect(GRPCControllerClient);
  return {
    processId: child.pid ?? 0,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    startUpMs,
    logLines,
    queryData: (pluginContext, queries, headers = {}, signal) =>
      unary((done) => {
        const request = { pluginContext, queries: [...queries], headers, format: DataFrameFormat.ARROW };
        const call = data.queryData(request, done);
        signal?.addEventListener('abort', () => call.cancel(), { once: true });
      }),
    checkHealth: (pluginContext) => unary((done) => diagnostics.checkHealth({ pluginContext, headers: {} }, done)),
    collectMetrics: () => unary((done) => diagnostics.collectMetrics({ pluginContext: undefined }, done)),
    callResource: async (pluginContext, url, method = 'GET', body = '') => {
      const path = url.split('?')[0] ?? '';
      const bytes = Buffer.from(body);
      const stream = resource.callResource({ pluginContext, path, url, method, headers: {}, body: bytes });
      const [first] = (await stream.toArray()) as CallResourceResponse[];
      if (first === undefined) {
        throw new Error(`The backend answered nothing to ${method} ${url}.`);
      }
      return first;
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        controller.shutdown({}, () => undefined);
        await once(child, 'exit');
      }
      [data, diagnostics, resource, controller].forEach((client) => client.close());
    },
  };
}

function unary<T>(call: (done: (error: ServiceError | null, value: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) {
        resolve(value);
      } else {
        reject(error);
      }
    });
  });
}

/** The address in the handshake line, as gRPC spells it. */
async function handshake(child: ChildProcess, logLines: readonly string[]): Promise<string> {
  if (child.stdout === null) {
    throw new Error('The backend was started without a pipe.');
  }
  const lines = createInterface(child.stdout);
  const timeout = AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS);
  try {
    const line = await Promise.race([
      once(lines, 'line', { signal: timeout }).then(([first]) => String(first)),
      once(child, 'exit').then(() => {
        throw new Error(`The backend ended before its handshake: ${logLines.slice(-3).join(' ')}`);
      }),
    ]);
    const [, , network, where] = line.split('|');
    return network === 'unix' ? `unix:${where}` : String(where);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
