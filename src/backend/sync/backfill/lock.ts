import { setTimeout as delay } from 'node:timers/promises';

import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

/**
 * One process at a time goes through a repository. The lock is the connection's, so that one whose
 * holder was killed is free once the server notices; that takes a moment, which is waited for.
 */

const PATIENCE_MS = 5_000;
const PAUSE_MS = 200;

/** @returns null where another process has the lock, without having done the work */
export async function withRepositoryLock<T>(
  client: ClientBase,
  repository: string,
  signal: AbortSignal,
  work: () => Promise<T>
): Promise<T | null> {
  const name = `github-sync ${repository.toLowerCase()}`;
  // A holder whose machine is gone says nothing any more: within a minute and a half it is noticed.
  await client.query('set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 20; set tcp_keepalives_count = 3');
  if (!(await lock(client, name, signal))) {
    return null;
  }
  try {
    return await work();
  } finally {
    // Where the connection is lost the lock is as well.
    await client.query(sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`).catch(() => undefined);
  }
}

async function lock(client: ClientBase, name: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      sql`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as locked`
    );
    if (rows[0]?.locked === true || performance.now() > deadline) {
      return rows[0]?.locked ?? false;
    }
    await delay(PAUSE_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
