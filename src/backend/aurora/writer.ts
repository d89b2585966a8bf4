import type { Pool, PoolClient } from 'pg';

import { Failure } from '../../model/failure';
import type { ConnectionSettings } from '../../model/settings';
import { errorCode, explainDatabaseError, isDatabaseError, isRetryable } from './advice';
import type { DatabaseAddress } from './advice';
import { clientReader } from './client-reader';
import type { Reader } from './reader';
import { limitToTeams } from './team-limit';
import { explainWriteError, unknownOutcome } from './write-errors';
import type { WriteRight } from './write-errors';
import { openWriterPool } from './writer-pool';

export interface WriterOptions {
  /** Takes the place of the settings' host; user, password or IAM, TLS stay. */
  readonly writerHost: string;
  /** What it is for, to say where the right is missing. */
  readonly right: WriteRight;
  /** A connection is replaced after so long; 0: never. */
  readonly maxLifetimeSeconds: number;
  /** Told after each transaction that may have written, before its caller is. */
  readonly onWritten?: () => void;
}

/** Edits are rare and short; the second connection is for an edit beside a look at the list. */
const MAX_CONNECTIONS = 2;

const BEGIN = { read: 'begin read only', write: 'begin read write' } as const;
type Mode = keyof typeof BEGIN;

/**
 * The way to Aurora's writer: a pool of its own, empty until it is used. Its sessions only read, as
 * a reader's do, save for the one transaction that says otherwise. Where the settings name teams, it
 * reads these teams' rows alone.
 */
export class AuroraWriter {
  readonly #address: DatabaseAddress;
  readonly #right: WriteRight;
  readonly #pool: Pool;
  readonly #running = new Set<Promise<unknown>>();
  readonly #teams: readonly string[];
  readonly #onWritten: () => void;

  /** @param onIdleError told of an idle connection that broke; it is replaced when next needed */
  constructor(
    settings: ConnectionSettings,
    { writerHost, right, maxLifetimeSeconds, onWritten = () => undefined }: WriterOptions,
    onIdleError: (error: Error) => void
  ) {
    this.#right = right;
    this.#onWritten = onWritten;
    const { port, database, user, auth, statementTimeoutSeconds, teams } = settings;
    this.#teams = teams;
    this.#address = { host: writerHost, port, database, user, authMethod: auth.method, statementTimeoutSeconds };
    const limits = { maxConnections: MAX_CONNECTIONS, maxLifetimeSeconds };
    this.#pool = openWriterPool(settings, writerHost, limits, 'read', onIdleError);
  }

  /**
   * Does reading work on the writer, which knows every edit at once, where a reader lags behind.
   *
   * @throws Failure that says what happened and what to do; what else the work throws, as it is
   */
  read<T>(work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#transaction('read', work, signal);
  }

  /**
   * Does work in one transaction that may write. What the work throws undoes it all. Nothing is
   * done twice: once its first statement may have run, no error leads to another attempt.
   *
   * @param work errors it gets are `pg`'s own
   * @param signal heeded until the work has begun; the work's own statements may heed it further
   * @throws Failure that says what happened and what to do; what else the work throws, as it is
   */
  write<T>(work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#transaction('write', work, signal);
  }

  /** Lets what runs end, then closes every connection. */
  async close(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.allSettled(this.#running);
    }
    await this.#pool.end();
  }

  #transaction<T>(mode: Mode, work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const run = this.#run(mode, work, signal);
    this.#running.add(run);
    const forget = () => this.#running.delete(run);
    run.then(forget, forget);
    return run;
  }

  async #run<T>(mode: Mode, work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const client = await this.#begin(mode, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw this.#explain(error, mode);
    });
    try {
      const result = await work(this.#limited(clientReader(client)));
      await this.#commit(client);
      client.release();
      return result;
    } catch (error) {
      client.release(!(await undone(client, error)));
      throw isDatabaseError(error) ? this.#explain(error, mode) : error;
    } finally {
      // After a failure as well: the connection may have been lost after the commit.
      if (mode === 'write') {
        this.#onWritten();
      }
    }
  }

  #limited(open: Reader): Reader {
    return { run: (statement, signal) => open.run(limitToTeams(statement, this.#teams), signal) };
  }

  #explain(error: unknown, mode: Mode): Failure {
    return mode === 'write'
      ? explainWriteError(error, this.#address, this.#right)
      : explainDatabaseError(error, this.#address);
  }

  /** A connection in a new transaction. One that broke unnoticed while it lay idle is replaced, once. */
  async #begin(mode: Mode, signal: AbortSignal, attempts = 2): Promise<PoolClient> {
    signal.throwIfAborted();
    const client = await this.#pool.connect();
    try {
      await client.query(BEGIN[mode]);
    } catch (error) {
      client.release(true);
      if (attempts > 1 && isRetryable(error)) {
        return await this.#begin(mode, signal, attempts - 1);
      }
      throw error;
    }
    return client;
  }

  async #commit(client: PoolClient): Promise<void> {
    try {
      await client.query('commit');
    } catch (error) {
      // A server that answers has undone it; a constraint may be checked that late.
      throw isLost(error) ? unknownOutcome(error, this.#address) : error;
    }
  }
}

/** Rolls back; false where the connection is of no use any more, which undoes as well. */
async function undone(client: PoolClient, error: unknown): Promise<boolean> {
  const cause = error instanceof Failure && error.cause !== undefined ? error.cause : error;
  if (isDatabaseError(cause) && isLost(cause)) {
    return false;
  }
  return await client.query('rollback').then(
    () => true,
    () => false
  );
}

/** Whether the server did not answer, or said that it ends the connection. */
function isLost(error: unknown): boolean {
  return isRetryable(error) || errorCode(error) === '';
}
