import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { SYNC_JOB } from '../../../model/github-sync';
import { noteJob } from '../../metrics/status/note-job';
import type { RateLimit } from '../api/rate-limit';
import type { RepositoryResult } from './events';

/** What the status query shows of sync as a whole. */

const JOB = { job: SYNC_JOB, staleAfterSeconds: 3600 };

/**
 * Keeps how much GitHub still answers in the hour under way. It is there to be looked at: where it cannot be kept the
 * work goes on, and a connection that is lost tells so with the next statement.
 */
export async function keepLimits(client: ClientBase | Pool, limits: readonly RateLimit[]): Promise<void> {
  // In one order, so that two processes that write the same rows wait for one another and no more.
  const ordered = limits.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const saving = client.query(sql`
    insert into stackflow.github_rate_limits (account, resource, limit_per_hour, remaining, resets_at, updated_at)
    select l.account, l.resource, l."limit", l.remaining, l."resetsAt", now()
    from json_to_recordset(${JSON.stringify(ordered)}::json)
      as l (account text, resource text, "limit" integer, remaining integer, "resetsAt" timestamptz)
    on conflict (account, resource) do update set
      limit_per_hour = excluded.limit_per_hour, remaining = excluded.remaining,
      resets_at = excluded.resets_at, updated_at = excluded.updated_at
  `);
  await saving.catch(() => undefined);
}

function keyOf({ account, resource }: RateLimit): string {
  return `${account} ${resource}`;
}

/**
 * Keeps whether sync works. A run that was stopped says neither.
 *
 * @param isWhole whether every mapped repository was meant: some that work say nothing of the rest
 */
export async function noteRun(pool: Pool, results: readonly RepositoryResult[], isWhole: boolean): Promise<void> {
  const failed = results.flatMap(({ repository, outcome }) =>
    outcome.kind === 'failed' ? [`${repository}: ${outcome.text}`] : []
  );
  if (failed.length > 0) {
    await noteJob(pool, { ...JOB, error: failed.join(' ') });
  } else if (isWhole && results.length > 0 && results.every(({ outcome }) => outcome.kind !== 'stopped')) {
    await noteJob(pool, { ...JOB, error: null });
  }
}
