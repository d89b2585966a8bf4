import type { Pool } from 'pg';

import type { PublishedKind } from '../../model/publishing';
import { clientReader } from '../aurora/client-reader';
import type { PublishDestination } from './destination';
import { draftHours } from './draft-hours';
import { findDue, kindsOf } from './due';
import type { RequestedHours } from './due';

/** What a run would send, for one kind. */
export interface PlannedKind {
  readonly kind: PublishedKind;
  readonly hours: number;
  /** Starts of the first and the last hour; null without any. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly datums: number;
}

export interface PublishPlan {
  readonly kinds: readonly PlannedKind[];
  readonly requests: number;
}

export interface PlanRequest extends RequestedHours {
  readonly pool: Pool;
  readonly destination: PublishDestination;
  readonly signal: AbortSignal;
}

/** As many hours are read at a time: a day's. */
const HOURS_AT_ONCE = 24;

/**
 * What a run would send, without sending or writing anything. Requests may be a few more: they are
 * counted day by day.
 *
 * @throws what PostgreSQL says
 */
export async function planPublishing({ pool, destination, signal, ...request }: PlanRequest): Promise<PublishPlan> {
  const { hours } = await findDue(pool, destination, request);
  const datums = new Map<PublishedKind, number>();
  let requests = 0;
  const client = await pool.connect();
  try {
    for (let start = 0; start < hours.length; start += HOURS_AT_ONCE) {
      const draft = await draftHours(
        clientReader(client),
        hours.slice(start, start + HOURS_AT_ONCE),
        destination,
        signal
      );
      requests += draft.requests.length;
      draft.requests
        .flatMap((request) => request.datums)
        .forEach(({ kind }) => datums.set(kind, (datums.get(kind) ?? 0) + 1));
    }
  } finally {
    client.release();
  }
  const kinds = kindsOf(destination).map((kind) => {
    const own = hours.filter((hour) => hour.kind === kind).map(({ hourMs }) => hourMs);
    return {
      kind,
      hours: own.length,
      firstMs: own[0] ?? null,
      lastMs: own.at(-1) ?? null,
      datums: datums.get(kind) ?? 0,
    };
  });
  return { kinds, requests };
}
