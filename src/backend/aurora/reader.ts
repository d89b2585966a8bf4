import { setTimeout as delay } from 'node:timers/promises';

import type { ClientBase, Pool, PoolClient } from 'pg';

import type { ConnectionSettings } from '../../model/settings';
import { explainDatabaseError, isRetryable } from './advice';
import type { DatabaseAddress } from './advice';
import { GuardedPool } from './guarded-pg';
import { KeptPlans } from './kept-plans';
import { SERVER, poolConfig } from './pool-config';
import type { PoolLimits } from './pool-config';
import { SingleFlight } from './single-flight';
import { statementKey } from './statement';
import type { Statement } from './statement';
import { limitToTeams } from './team-limit';

/** What metrics need of Aurora: run a reading statement, get its rows. */
export interface Reader {
  /**
   * Runs a statement in a read-only transaction.
   *
   * @throws Failure that says what happened and what to do; the signal's reason once aborted
   */
  run<Row extends object>(statement: Statement, signal: AbortSignal): Promise<readonly Row[]>;
}

export interface PoolState {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/**
 * Pauses before each new attempt, in ms: long enough for a crashed PostgreSQL to come back or a
 * dropped connection to be replaced, short enough for a person who watches a panel.
 */
const RETRY_PAUSES_MS = [100, 400, 1500] as const;

/** No new attempt starts once this much time is gone: alert rules give up at 30 s. */
const RETRY_WINDOW_MS = 15_000;

/** One data source's connections to Aurora; where its settings name teams, it reads these teams' rows alone. */
export class AuroraReader implements Reader {
  readonly #address: DatabaseAddress;
  readonly #pool: GuardedPool;
  /** Cancels go over a connection of their own: the pool may be busy with what is to be cancelled. */
  readonly #control: Pool;
  readonly #flights = new SingleFlight<readonly object[]>();
  readonly #servers = new WeakMap<ClientBase, string>();
  readonly #plans = new KeptPlans();
  readonly #running = new Set<Promise<unknown>>();
  readonly #teams: readonly string[];

  /**
   * @param onIdleError told of an idle connection that broke; it is replaced when next needed
   */
  constructor(settings: ConnectionSettings, limits: PoolLimits, onIdleError: (error: Error) => void) {
    const { host, port, database, user, auth, statementTimeoutSeconds, teams } = settings;
    this.#teams = teams;
    this.#address = { host, port, database, user, authMethod: auth.method, statementTimeoutSeconds };
    const onServer = (client: ClientBase, server: string) => this.#servers.set(client, server);
    this.#pool = new GuardedPool(poolConfig(settings, limits, 'read', onServer));
    this.#control = new GuardedPool(poolConfig(settings, { ...limits, maxConnections: 1 }, 'read', () => undefined));
    for (const pool of [this.#pool, this.#control]) {
      pool.on('error', onIdleError);
    }
  }

  get poolState(): PoolState {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async run<Row extends object>(statement: Statement, signal: AbortSignal): Promise<readonly Row[]> {
    const limited = limitToTeams(statement, this.#teams);
    const rows = await this.#flights.run(statementKey(limited), signal, (shared) =>
      this.#counted(this.#attempt(limited, shared))
    );
    // The statement's one typed function knows its rows' shape; `pg` cannot.
    return rows as readonly Row[];
  }

  /** Lets running queries end, then closes every connection. */
  async close(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.allSettled(this.#running);
    }
    await this.#pool.end();
    // Last: until now a query may have had to be cancelled.
    await this.#control.end();
  }

  #counted<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const forget = () => this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }

  async #attempt(statement: Statement, signal: AbortSignal): Promise<readonly object[]> {
    const startedAt = performance.now();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#once(statement, signal);
      } catch (error) {
        signal.throwIfAborted();
        const pauseMs = RETRY_PAUSES_MS[attempt];
        const outOfTime = performance.now() - startedAt > RETRY_WINDOW_MS;
        if (pauseMs === undefined || outOfTime || !isRetryable(error)) {
          throw explainDatabaseError(error, this.#address);
        }
        await delay(pauseMs, undefined, { signal });
      }
    }
  }

  async #once(statement: Statement, signal: AbortSignal): Promise<readonly object[]> {
    const client = await this.#pool.connectSuited((idle) => this.#plans.suits(idle, statement));
    let broken: unknown;
    const cancel = new CancelOnAbort(signal, () => this.#cancel(client));
    try {
      signal.throwIfAborted();
      return await this.#plans.run(client, statement, signal);
    } catch (error) {
      broken = isRetryable(error) || isTimeout(error) ? error : undefined;
      throw error;
    } finally {
      // The connection goes back only once a cancel under way is through: the next query on it
      // must not be the one that is hit.
      const cancelled = await cancel.settle();
      client.release(broken !== undefined || !cancelled);
    }
  }

  /**
   * Cancels what the client runs. The control connection may have reached another server behind the
   * same name, as a reader endpoint balances; there the process number means somebody else. Then,
   * or when Aurora does not answer, the connection is cut: Aurora sees that within seconds and ends
   * the query itself (`client_connection_check_interval`).
   *
   * @returns whether the connection is still good
   */
  async #cancel(client: PoolClient): Promise<boolean> {
    const internals = client as PoolClient & ClientInternals;
    const { rows } = await this.#control
      .query<{ cancelled: boolean }>(`select pg_cancel_backend($1) as cancelled where ${SERVER} = $2`, [
        internals.processID,
        this.#servers.get(client),
      ])
      .catch(() => ({ rows: [] }));
    const cancelled = rows[0]?.cancelled === true;
    if (!cancelled) {
      internals.connection.stream.destroy();
    }
    return cancelled;
  }
}

/** What `pg` has and its types do not tell. */
interface ClientInternals {
  readonly processID: number | null;
  readonly connection: { readonly stream: { destroy(): void } };
}

/** `pg` gave up waiting: the connection's state is unknown. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Calls `cancel` when the signal aborts, until settled. */
class CancelOnAbort {
  #cancelling: Promise<boolean> = Promise.resolve(true);
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;

  constructor(signal: AbortSignal, cancel: () => Promise<boolean>) {
    this.#signal = signal;
    this.#onAbort = () => {
      this.#cancelling = cancel();
    };
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** @returns false where a cancel was wanted but could not be delivered */
  async settle(): Promise<boolean> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    return await this.#cancelling;
  }
}
