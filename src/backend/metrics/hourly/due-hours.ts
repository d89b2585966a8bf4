import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { PublishedKind } from '../../../model/publishing';
import type { TimeRange } from '../time-range';

export const HOUR_MS = 3_600_000;

/**
 * CloudWatch takes data points of the last two weeks (PutMetricData, `Timestamp`). An hour less, so
 * that one which is claimed now is still taken after some retries.
 */
const WINDOW_MS = (14 * 24 - 1) * HOUR_MS;

/** How long after its end an hour's records may still come in, by webhook or reconciliation. */
const GRACE_MS = 10 * 60_000;

/** What more time must pass until an hour's numbers stand; a failure can be linked for 24 h. */
const SETTLE_MS: Readonly<Record<PublishedKind, number>> = {
  dora: 0,
  changeFailureRate: 24 * HOUR_MS,
  slo: 0,
};

/** How long an hour waits for deployments that were not closed in time. */
const OPEN_WAIT_MS = 24 * HOUR_MS;

/** The start of the hour of UTC that a moment lies in. */
export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}

/**
 * Which hours are to be published at a moment, by their starts: from the oldest that CloudWatch takes
 * up to the newest whose numbers stand.
 *
 * @param nowMs by the database's clock, that of a machine may be wrong
 */
export function dueHours(kind: PublishedKind, nowMs: number): TimeRange {
  return { fromMs: oldestHour(nowMs), toMs: hourOf(nowMs - GRACE_MS - SETTLE_MS[kind]) };
}

/** Of hours of kind `dora` that are due, those that still wait where a deployment is not closed. */
export function waitingHours(nowMs: number): TimeRange {
  return { fromMs: hourOf(nowMs - OPEN_WAIT_MS), toMs: hourOf(nowMs) };
}

/** The start of the oldest whole hour that CloudWatch still takes. */
export function oldestHour(nowMs: number): number {
  return hourOf(nowMs - WINDOW_MS + HOUR_MS - 1);
}

/** The same at a moment that only the database knows. */
export function startOfOldestHour(at: Sql): Sql {
  return sql`date_bin('1 hour', ${at} - make_interval(secs => ${(WINDOW_MS - HOUR_MS) / 1000}) - interval '1 microsecond', timestamptz 'epoch')`;
}
