import type { Pool } from 'pg';

import { PUBLISHED_KINDS } from '../../model/publishing';
import type { PublishedKind } from '../../model/publishing';
import { HOUR_MS, dueHours, hourOf, oldestHour, waitingHours } from '../metrics/hourly/due-hours';
import { openHours } from '../metrics/hourly/open-hours';
import type { TimeRange } from '../metrics/time-range';
import { destinationKey } from './destination';
import type { PublishDestination } from './destination';
import { databaseNow, unclaimedHours } from './ledger/hours';
import type { KindHour } from './ledger/hours';

/** Which hours are wanted, of those that are due. */
export interface RequestedHours {
  /** Only hours that begin then or later; default: all that CloudWatch takes. */
  readonly from?: Date;
  /** Only hours that end then or earlier; default: all that are due. */
  readonly to?: Date;
}

export interface DueHours {
  /** By the database's clock. */
  readonly nowMs: number;
  /** The start of the oldest hour that CloudWatch takes. */
  readonly oldestMs: number;
  /** Not claimed by anybody, oldest first. */
  readonly hours: readonly KindHour[];
}

/**
 * Hours that are due and that the ledger does not know, without those that wait for a deployment to be
 * closed: what is counted only later would be missing from them for ever.
 */
export async function findDue(
  pool: Pool,
  destination: PublishDestination,
  requested: RequestedHours
): Promise<DueHours> {
  const nowMs = await databaseNow(pool);
  const key = destinationKey(destination);
  const open = new Set(await openHours(pool, waitingHours(nowMs)));
  const found: KindHour[] = [];
  for (const kind of kindsOf(destination)) {
    found.push(...(await unclaimedHours(pool, key, kind, intersection(dueHours(kind, nowMs), requested))));
  }
  const hours = found.filter(({ kind, hourMs }) => kind !== 'dora' || !open.has(hourMs));
  return { nowMs, oldestMs: oldestHour(nowMs), hours: hours.toSorted((a, b) => a.hourMs - b.hourMs) };
}

/** What a destination gets. */
export function kindsOf({ isPublishingSlos }: PublishDestination): PublishedKind[] {
  return PUBLISHED_KINDS.filter((kind) => kind !== 'slo' || isPublishingSlos);
}

/** Whole hours that lie in the range and are wanted. */
function intersection({ fromMs, toMs }: TimeRange, { from, to }: RequestedHours): TimeRange {
  return {
    fromMs: Math.max(fromMs, from === undefined ? fromMs : hourOf(from.getTime() + HOUR_MS - 1)),
    toMs: Math.min(toMs, to === undefined ? toMs : hourOf(to.getTime())),
  };
}
