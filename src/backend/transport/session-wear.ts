import { constants } from 'node:http2';
import type { Http2Server, ServerHttp2Session, ServerOptions } from 'node:http2';

import type { Server } from '@grpc/grpc-js';

/**
 * Node ends a connection, with every call on it, whose other end cancels more than 1,000 calls in a
 * short time (and 33 a second for long): a guard against strangers. Ours is Grafana alone, and all
 * its calls share one connection. Newer Nodes let the guard be set. For others a connection is
 * replaced before it is worn out: a GOAWAY has the host open the next, and calls under way end on
 * the old one.
 */

/** Most calls at once on a connection; the host keeps the others back. Each may still be cancelled after the GOAWAY. */
export const MAX_CONCURRENT_CALLS = 300;

/** Cancels after which a connection is replaced. */
const WORN_AFTER_CANCELS = 400;

/** More than any host cancels. */
const MANY = 1_000_000_000;

/** With the last id that there is, calls just sent are still taken (RFC 9113, section 6.8). */
const LAST_STREAM_ID = 2 ** 31 - 1;

/** What grpc-js has and its types do not tell. */
interface ServerInternals {
  readonly commonServerOptions: ServerOptions & { streamResetBurst?: number; streamResetRate?: number };
  readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
}

/** Sets the guard where it can be set; before the server listens. */
export function takeAnyNumberOfCancels(server: Server): void {
  const { commonServerOptions } = server as unknown as ServerInternals;
  commonServerOptions.streamResetBurst = MANY;
  commonServerOptions.streamResetRate = MANY;
}

/** Replaces connections in time; once the server listens. */
export function replaceWornSessions(server: Server): void {
  for (const listener of (server as unknown as ServerInternals).http2Servers.keys()) {
    listener.on('session', watchWear);
  }
}

function watchWear(session: ServerHttp2Session): void {
  let cancels = 0;
  session.on('stream', (stream) => {
    stream.once('close', () => {
      cancels += stream.rstCode === constants.NGHTTP2_CANCEL ? 1 : 0;
      if (cancels === WORN_AFTER_CANCELS && !session.closed) {
        session.goaway(constants.NGHTTP2_NO_ERROR, LAST_STREAM_ID);
        session.close();
      }
    });
  });
}
