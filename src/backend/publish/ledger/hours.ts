import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import type { PublishedKind } from '../../../model/publishing';
import type { TimeRange } from '../../metrics/time-range';

/** One hour of one kind. */
export interface KindHour {
  readonly kind: PublishedKind;
  readonly hourMs: number;
}

/** The database's clock, by which everything is due. */
export async function databaseNow(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ now_ms: number }>(sql`select extract(epoch from now())::float8 * 1000 as now_ms`);
  return rows[0]?.now_ms ?? Number.NaN;
}

/** Hours of a range that the ledger does not know, oldest first. */
export async function unclaimedHours(
  pool: Pool | ClientBase,
  destination: string,
  kind: PublishedKind,
  { fromMs, toMs }: TimeRange
): Promise<KindHour[]> {
  const { rows } = await pool.query<{ hour_ms: number }>(sql`
    select extract(epoch from g.hour)::float8 * 1000 as hour_ms
    from generate_series(${new Date(fromMs)}::timestamptz, ${new Date(toMs)}::timestamptz - interval '1 hour', interval '1 hour')
      as g (hour)
    where not exists (
      select from stackflow.cloudwatch_hours as h
      where h.destination = ${destination} and h.kind = ${kind} and h.hour = g.hour
    )
    order by g.hour
  `);
  return rows.map(({ hour_ms: hourMs }) => ({ kind, hourMs }));
}

/**
 * Claims hours in the caller's transaction.
 *
 * @returns those that nobody else had claimed
 */
export async function claimHours(
  client: ClientBase,
  destination: string,
  hours: readonly KindHour[]
): Promise<KindHour[]> {
  const { rows } = await client.query<{ kind: PublishedKind; hour_ms: number }>(sql`
    insert into stackflow.cloudwatch_hours (destination, kind, hour, state)
    select ${destination}, c.kind, c.hour, 'claimed'
    from unnest(${hours.map(({ kind }) => kind)}::text[], ${hours.map(({ hourMs }) => new Date(hourMs))}::timestamptz[])
      as c (kind, hour)
    on conflict (destination, kind, hour) do nothing
    returning kind, extract(epoch from hour)::float8 * 1000 as hour_ms
  `);
  return rows.map(({ kind, hour_ms: hourMs }) => ({ kind, hourMs }));
}

/** Keeps how many data points each claimed hour has; one without any is published with that. */
export async function countDatums(
  client: ClientBase,
  destination: string,
  hours: readonly (KindHour & { readonly datums: number })[]
): Promise<void> {
  await client.query(sql`
    update stackflow.cloudwatch_hours as h set
      datums = c.datums,
      state = case when c.datums = 0 then 'published' else h.state end,
      published_at = case when c.datums = 0 then now() end
    from unnest(
      ${hours.map(({ kind }) => kind)}::text[],
      ${hours.map(({ hourMs }) => new Date(hourMs))}::timestamptz[],
      ${hours.map(({ datums }) => datums)}::integer[]
    ) as c (kind, hour, datums)
    where h.destination = ${destination} and h.kind = c.kind and h.hour = c.hour
  `);
}
