import { Client, Connection, Pool } from 'pg';
import type { ClientBase, ClientConfig, PoolClient, PoolConfig } from 'pg';

import { isReadOnlyServer } from './advice';
import { ProtocolError, WireCheck } from './wire-check';

/**
 * `pg`'s client and pool for servers that may send anything, or nothing: what does not keep to the
 * protocol breaks its own connection and nothing else. No other file opens connections.
 */

/** A server that does not close its end is not waited for. */
const CLOSE_WITHIN_MS = 5_000;

interface ByteStream {
  on(event: string, listener: (chunk: Buffer) => void): unknown;
}

/** What `pg` has and its types do not tell. */
interface ConnectionInternals {
  attachListeners(stream: ByteStream): void;
  end(): void;
}

class GuardedConnection extends Connection {
  readonly #wire = new WireCheck();
  #isReady = false;
  #isBroken = false;

  /** `pg` calls it once, with the stream that PostgreSQL's messages come on. */
  attachListeners(stream: ByteStream): void {
    const parent = Connection.prototype as unknown as ConnectionInternals;
    parent.attachListeners.call(this, {
      on: (event, listener) => stream.on(event, event === 'data' ? (chunk) => this.#take(chunk, listener) : listener),
    });
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'readyForQuery') {
      this.#isReady = true;
    }
    if (event === 'error') {
      args = args.map(asProtocolError);
    }
    const isRefusal = event === 'error' || (event === 'errorMessage' && !this.#isReady);
    if (isRefusal && !this.#isBroken) {
      this.#isBroken = true;
      const hasListeners = super.emit(event, ...args);
      // `pg` only closes its own end, if at all.
      this.stream.destroy();
      return hasListeners;
    }
    // What was said after the end is of no account; `pg` would take it for another answer.
    return this.#isBroken && event !== 'end' ? false : super.emit(event, ...args);
  }

  override end(): void {
    setTimeout(() => this.stream.destroy(), CLOSE_WITHIN_MS).unref();
    (Connection.prototype as unknown as ConnectionInternals).end.call(this);
  }

  #take(chunk: Buffer, parse: (bytes: Buffer) => void): void {
    if (this.#isBroken) {
      return;
    }
    try {
      const messages = this.#wire.take(chunk);
      if (messages !== null) {
        parse(messages);
      }
    } catch (error) {
      this.emit('error', error);
    }
  }
}

interface ClientInternals {
  connection: Connection;
  /** Whether it may be used again. A pool drops one that may not once it is given back. */
  _queryable: boolean;
  /** 0: for ever. */
  _connectionTimeoutMillis: number;
  readonly ssl: boolean | object;
  readonly sslNegotiation: string;
}

type Query = (...args: unknown[]) => unknown;

/** A client whose server cannot harm this process. */
export class GuardedClient extends Client {
  constructor(config: ClientConfig & Pick<GuardedPoolConfig, 'connectTimeoutMs'>) {
    super(config);
    const { keepAlive = false, keepAliveInitialDelayMillis = 0 } = config;
    const own = this as unknown as ClientInternals;
    own._connectionTimeoutMillis = config.connectTimeoutMs ?? own._connectionTimeoutMillis;
    // With what `pg` made of a URL as well.
    const { ssl, sslNegotiation } = own;
    own.connection = new GuardedConnection({ ssl, sslNegotiation, keepAlive, keepAliveInitialDelayMillis } as object);
    // After a failover that keeps connections open it would stay so for ever; a new one finds the writer.
    own.connection.on('errorMessage', (error: unknown) => {
      own._queryable &&= !isReadOnlyServer(error);
    });
    const query = this.query.bind(this) as Query;
    this.query = ((...args: unknown[]) => this.#guarded(query, args)) as Client['query'];
  }

  #guarded(query: Query, args: unknown[]): unknown {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const notify = callback as (error: unknown, ...rest: unknown[]) => unknown;
      const notifyJudged = (error: unknown, ...rest: unknown[]) => void notify(this.#judged(error), ...rest);
      return query(...args.slice(0, -1), notifyJudged);
    }
    const result = query(...args);
    return result instanceof Promise
      ? result.catch((error: unknown) => {
          throw this.#judged(error);
        })
      : result;
  }

  /** Cuts the connection where an error leaves it in a state that nobody knows. */
  #judged(error: unknown): unknown {
    const judged = asProtocolError(error);
    // An answer that did not come in time may come later, to the next statement.
    const isLate = error instanceof Error && error.message === 'Query read timeout';
    if (isLate || judged instanceof ProtocolError) {
      this.connection.stream.destroy();
    }
    return judged;
  }
}

/** What `pg` stumbles over in answers that are messages, but not of the kind that is due. */
function asProtocolError(error: unknown): unknown {
  return error instanceof TypeError || error instanceof RangeError ? new ProtocolError(error.message) : error;
}

export interface GuardedPoolConfig extends PoolConfig {
  /** How long a new connection may take. Default: as long as a wait for a free one, `connectionTimeoutMillis`. */
  readonly connectTimeoutMs?: number;
}

/** A pool of such clients. One that breaks at work fails what it does; `error` tells of idle ones. */
export class GuardedPool extends Pool {
  constructor(config: GuardedPoolConfig) {
    // The types would have a client that is made of nothing; the pool gives it its own settings.
    super({ ...config, Client: GuardedClient as unknown as NonNullable<PoolConfig['Client']> });
    // A pool listens to idle connections only; without a listener one that breaks at work would
    // end the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Resolves when the pool has chosen for the one before. */
  #chosen: Promise<void> = Promise.resolve();

  /**
   * Lends a connection as `connect` does: of the idle ones one that suits, where there is any.
   *
   * @throws what `connect` throws
   */
  async connectSuited(suits: (client: ClientBase) => boolean): Promise<PoolClient> {
    const lent = this.#chosen.then(() => {
      const { _idle: idle } = this as unknown as PoolInternals;
      const place = idle.findLastIndex(({ client }) => suits(client));
      // The pool takes the last, a tick after it is asked.
      idle.push(...(place === -1 ? [] : idle.splice(place, 1)));
      return { connected: this.connect() };
    });
    const tick = () => new Promise<void>((resolve) => process.nextTick(resolve));
    this.#chosen = lent.then(tick, tick);
    return await (
      await lent
    ).connected;
  }
}

/** What `pg`'s pool has and its types do not tell. */
interface PoolInternals {
  readonly _idle: { readonly client: ClientBase }[];
}
