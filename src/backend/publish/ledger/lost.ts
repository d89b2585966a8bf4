import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import type { PublishedKind } from '../../../model/publishing';
import { startOfOldestHour } from '../../metrics/hourly/due-hours';
import type { KindHour } from './hours';

/** Hours of one kind that were given up. */
export interface LostHours {
  readonly kind: PublishedKind;
  readonly hours: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

const NOT_IN_TIME = 'Nobody published it in the two weeks in which CloudWatch takes it.';
const NOT_CONFIRMED = 'It could not be sent for certain in the two weeks in which CloudWatch takes it.';

/** Of the CTE `lost (kind, hour)`. */
const BY_KIND = sql`select kind, count(*)::integer as hours, extract(epoch from min(hour))::float8 * 1000 as first_ms,
      extract(epoch from max(hour))::float8 * 1000 as last_ms
    from lost
    group by kind
    order by kind`;

/**
 * Records hours as lost that nobody claimed and that became too old for CloudWatch since the last run.
 * None lies before the first hour that the ledger knows of its kind. A kind that was not published
 * meanwhile has no last run: it begins anew.
 */
export async function loseUnclaimed(
  pool: Pool,
  destination: string,
  kinds: readonly PublishedKind[],
  oldestMs: number
): Promise<LostHours[]> {
  const { rows } = await pool.query<LostRow>(sql`
    with starts as (
      select d.kind, greatest(first.hour, ${startOfOldestHour(sql`d.last_run_at`)}) as from_hour
      from stackflow.cloudwatch_destinations as d
      cross join lateral (
        select min(h.hour) as hour from stackflow.cloudwatch_hours as h
        where h.destination = d.destination and h.kind = d.kind
      ) as first
      where d.destination = ${destination} and d.kind = any(${kinds}::text[]) and first.hour is not null
    ),
    lost as (
      insert into stackflow.cloudwatch_hours (destination, kind, hour, state, lost_reason)
      select ${destination}, s.kind, g.hour, 'lost', ${NOT_IN_TIME}
      from starts as s
      cross join lateral generate_series(
        s.from_hour, ${new Date(oldestMs)}::timestamptz - interval '1 hour', interval '1 hour'
      ) as g (hour)
      on conflict (destination, kind, hour) do nothing
      returning kind, hour
    )
    ${BY_KIND}
  `);
  return rows.map(lostHours);
}

/**
 * Gives claimed hours up, in the caller's transaction.
 *
 * @returns by kind those that were not given up already
 */
export async function loseClaimed(
  client: ClientBase,
  destination: string,
  hours: readonly KindHour[]
): Promise<LostHours[]> {
  const { rows } = await client.query<LostRow>(sql`
    with lost as (
      update stackflow.cloudwatch_hours as h set state = 'lost', lost_reason = ${NOT_CONFIRMED}
      from unnest(${hours.map(({ kind }) => kind)}::text[], ${hours.map(({ hourMs }) => new Date(hourMs))}::timestamptz[])
        as c (kind, hour)
      where h.destination = ${destination} and h.kind = c.kind and h.hour = c.hour and h.state = 'claimed'
      returning h.kind, h.hour
    )
    ${BY_KIND}
  `);
  return rows.map(lostHours);
}

interface LostRow {
  readonly kind: PublishedKind;
  readonly hours: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

function lostHours({ kind, hours, first_ms: firstMs, last_ms: lastMs }: LostRow): LostHours {
  return { kind, hours, firstMs, lastMs };
}
