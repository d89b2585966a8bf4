import { setMaxListeners } from 'node:events';

import { Server, status } from '@grpc/grpc-js';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, handleUnaryCall } from '@grpc/grpc-js';

import { describeError } from '../log/plugin-log';
import type { Logger } from '../log/plugin-log';
import { HealthCheckResponse_ServingStatus, HealthService } from '../protocol/generated/health/health';
import type { HealthCheckRequest, HealthCheckResponse } from '../protocol/generated/health/health';
import { GRPCControllerService, GRPCStdioService } from '../protocol/generated/plugin/plugin';
import type { Empty, StdioData } from '../protocol/generated/plugin/plugin';
import { DataService, DiagnosticsService, ResourceService } from '../protocol/generated/pluginv2/backend';
import type { CallResourceRequest, CallResourceResponse } from '../protocol/generated/pluginv2/backend';
import type { PluginHandlers } from '../protocol/handlers';
import { MAX_CONCURRENT_CALLS, takeAnyNumberOfCancels } from './session-wear';

/** Grafana sends up to 16 MiB; grpc-js would stop at 4. */
const MAX_RECEIVED_BYTES = 16 * 1024 * 1024;

/** What happens on the wire, for whoever decides when the process ends. */
export interface ServerEvents {
  /** The host asked the plugin to end. */
  onShutdown(): void;
}

/** A server and the way to end it. */
export interface PluginServer {
  readonly server: Server;
  /** Takes no more calls, ends silent streams; resolves once running calls have their answers. */
  readonly drain: () => Promise<void>;
}

/** The gRPC server with every service Grafana calls; not listening yet. */
export function createServer(handlers: PluginHandlers, events: ServerEvents, logger: Logger): PluginServer {
  const held = new HeldStreams();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_RECEIVED_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_CALLS,
  });
  takeAnyNumberOfCancels(server);
  const answer = <Req, Res>(name: string, work: (request: Req, signal: AbortSignal) => Promise<Res>) =>
    unary<Req, Res>(name, work, logger);

  server.addService(HealthService, {
    check: (
      call: ServerUnaryCall<HealthCheckRequest, HealthCheckResponse>,
      reply: sendUnaryData<HealthCheckResponse>
    ) => {
      replyHealth(call.request.service, reply);
    },
    watch: (call: ServerWritableStream<HealthCheckRequest, HealthCheckResponse>) => {
      call.write({ status: HealthCheckResponse_ServingStatus.SERVING });
      held.hold(call);
    },
  });
  server.addService(GRPCControllerService, {
    shutdown: (_call: ServerUnaryCall<Empty, Empty>, reply: sendUnaryData<Empty>) => {
      reply(null, {});
      events.onShutdown();
    },
  });
  // Our output goes to the real stdout and stderr; the stream stays silent for the host's lifetime.
  server.addService(GRPCStdioService, {
    streamStdio: (call: ServerWritableStream<Empty, StdioData>) => held.hold(call),
  });
  server.addService(DataService, { queryData: answer('QueryData', handlers.queryData.bind(handlers)) });
  server.addService(DiagnosticsService, {
    checkHealth: answer('CheckHealth', handlers.checkHealth.bind(handlers)),
    collectMetrics: answer('CollectMetrics', () => handlers.collectMetrics()),
  });
  server.addService(ResourceService, {
    callResource: (call: ServerWritableStream<CallResourceRequest, CallResourceResponse>) => {
      answerResource(call, handlers, logger);
    },
  });
  return { server, drain: () => drained(server, held) };
}

/** The services whose health go-plugin may ask for: itself, or the server as a whole. */
const SERVED_NAMES: readonly string[] = ['', 'plugin'];

function replyHealth(service: string, reply: sendUnaryData<HealthCheckResponse>): void {
  if (SERVED_NAMES.includes(service)) {
    reply(null, { status: HealthCheckResponse_ServingStatus.SERVING });
  } else {
    reply({ code: status.NOT_FOUND, details: `unknown service ${service}` });
  }
}

function unary<Req, Res>(
  name: string,
  work: (request: Req, signal: AbortSignal) => Promise<Res>,
  logger: Logger
): handleUnaryCall<Req, Res> {
  return (call, reply) => {
    const { signal, end } = startCall(call);
    work(call.request, signal)
      .then(
        (response) => reply(null, response),
        (error: unknown) => {
          reply(signal.aborted ? CANCELLED : internalError(name, error, logger));
        }
      )
      .finally(end);
  };
}

function answerResource(
  call: ServerWritableStream<CallResourceRequest, CallResourceResponse>,
  handlers: PluginHandlers,
  logger: Logger
): void {
  const { signal, end } = startCall(call);
  handlers
    .callResource(call.request, signal)
    .then(
      (response) => {
        call.write(response);
        call.end();
      },
      (error: unknown) => call.destroy(signal.aborted ? CANCELLED : internalError('CallResource', error, logger))
    )
    .finally(end);
}

/** The answer to a call that nobody waits for any more. */
const CANCELLED = Object.assign(new Error('The call was cancelled.'), { code: status.CANCELLED });

/** Handlers answer failures themselves; what they throw is a bug, so the log gets it whole. */
function internalError(name: string, error: unknown, logger: Logger) {
  logger.error(`${name} failed unexpectedly`, { error: describeError(error) });
  return Object.assign(new Error('The plugin failed unexpectedly; its log says why.'), { code: status.INTERNAL });
}

type AnyCall = Pick<ServerUnaryCall<unknown, unknown>, 'on' | 'cancelled'>;

/** A signal that follows the call's cancellation until `end`. */
function startCall(call: AnyCall): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  // Every query of a call listens; a dashboard row may send dozens.
  setMaxListeners(0, controller.signal);
  let running = true;
  // grpc-js emits this on every call's end, answered ones too.
  call.on('cancelled', () => {
    if (running) {
      controller.abort(new Error('The call was cancelled.'));
    }
  });
  return {
    signal: controller.signal,
    end: () => {
      running = false;
    },
  };
}

/** Streams that say nothing and last as long as the host wants them. */
class HeldStreams {
  readonly #calls = new Set<ServerWritableStream<unknown, unknown>>();

  hold<Req, Res>(call: ServerWritableStream<Req, Res>): void {
    const stream = call as ServerWritableStream<unknown, unknown>;
    this.#calls.add(stream);
    call.on('cancelled', () => this.#calls.delete(stream));
  }

  end(): void {
    this.#calls.forEach((call) => call.end());
  }
}

function drained(server: Server, held: HeldStreams): Promise<void> {
  held.end();
  return new Promise((resolve) => server.tryShutdown(() => resolve()));
}
