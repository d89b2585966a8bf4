import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { inPoolTransaction } from '../../aurora/transaction';
import type { Datum } from '../datums/datum';
import type { KindHour } from './hours';
import { loseClaimed } from './lost';
import type { LostHours } from './lost';

/** One request to CloudWatch that is not through yet. */
export interface Batch {
  readonly id: string;
  readonly namespace: string;
  readonly datums: readonly Datum[];
}

/** A request of which nobody knows whether CloudWatch took it. */
export interface UncertainBatch extends Batch {
  /** How long ago it was sent, by the database's clock. */
  readonly sentSecondsAgo: number;
}

/** Adds a request, in the caller's transaction. */
export async function addBatch(
  client: ClientBase,
  destination: string,
  namespace: string,
  datums: readonly Datum[]
): Promise<void> {
  const hours = hoursOf(datums);
  await client.query(sql`
    with added as (
      insert into stackflow.cloudwatch_batches (destination, namespace, state, oldest_hour, datum_count, datums)
      values (${destination}, ${namespace}, 'waiting', ${oldestOf(hours)}, ${datums.length}, ${JSON.stringify(datums)}::jsonb)
      returning id
    )
    insert into stackflow.cloudwatch_batch_hours (batch_id, destination, kind, hour)
    select a.id, ${destination}, c.kind, c.hour
    from added as a
    cross join unnest(${hours.map(({ kind }) => kind)}::text[], ${hours.map(({ hourMs }) => new Date(hourMs))}::timestamptz[])
      as c (kind, hour)
  `);
}

/** The hours that data points belong to, each once. */
export function hoursOf(datums: readonly Datum[]): KindHour[] {
  const byKey = new Map(datums.map(({ kind, hourMs }) => [`${kind} ${hourMs}`, { kind, hourMs }]));
  return [...byKey.values()];
}

function oldestOf(hours: readonly KindHour[]): Date {
  return new Date(Math.min(...hours.map(({ hourMs }) => hourMs)));
}

/**
 * The waiting request with the oldest hour.
 *
 * @param but ids of those that are left for a later run
 */
export async function nextWaiting(pool: Pool, destination: string, but: readonly string[]): Promise<Batch | null> {
  const { rows } = await pool.query<Batch>(sql`
    select b.id::text, b.namespace, b.datums
    from stackflow.cloudwatch_batches as b
    where b.destination = ${destination} and b.state = 'waiting' and b.id <> all(${but}::bigint[])
    order by b.oldest_hour, b.id
    limit 1
  `);
  return rows[0] ?? null;
}

/** Requests that were sent and whose end nobody knows, oldest hour first. */
export async function uncertainBatches(pool: Pool, destination: string): Promise<UncertainBatch[]> {
  const { rows } = await pool.query<UncertainBatch>(sql`
    select b.id::text, b.namespace, b.datums, extract(epoch from now() - b.sending_since)::float8 as "sentSecondsAgo"
    from stackflow.cloudwatch_batches as b
    where b.destination = ${destination} and b.state = 'sending'
    order by b.oldest_hour, b.id
  `);
  return rows;
}

/**
 * Says that a request is on its way, before it is.
 *
 * @returns false where another process does that already
 */
export async function beginSending(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(sql`
    update stackflow.cloudwatch_batches set state = 'sending', sending_since = now()
    where id = ${id}::bigint and state = 'waiting'
  `);
  return rowCount === 1;
}

/** Lets a request wait again of which CloudWatch surely took nothing. */
export async function waitAgain(pool: Pool, id: string, reason: string): Promise<void> {
  await pool.query(sql`
    update stackflow.cloudwatch_batches set state = 'waiting', last_error = ${reason}
    where id = ${id}::bigint and state = 'sending'
  `);
}

/** Keeps why nobody knows of a request whether CloudWatch took it. */
export async function noteUncertain(pool: Pool, id: string, reason: string): Promise<void> {
  await pool.query(sql`
    update stackflow.cloudwatch_batches set last_error = ${reason} where id = ${id}::bigint and state = 'sending'
  `);
}

/**
 * A request has arrived, and with it the hours all of whose requests have.
 *
 * @returns how many hours are published by that
 */
export async function markSent(pool: Pool, id: string): Promise<number> {
  return await inPoolTransaction(pool, async (client) => {
    await client.query(sql`
      update stackflow.cloudwatch_batches set state = 'sent', ended_at = now(), datums = null, last_error = null
      where id = ${id}::bigint and state = 'sending'
    `);
    return await settleHours(client, id);
  });
}

/** Publishes the claimed hours of a request that wait for no other any more. */
async function settleHours(client: ClientBase, id: string): Promise<number> {
  const { rowCount } = await client.query(sql`
    update stackflow.cloudwatch_hours as h set state = 'published', published_at = now()
    from stackflow.cloudwatch_batch_hours as c
    where c.batch_id = ${id}::bigint and h.destination = c.destination and h.kind = c.kind and h.hour = c.hour
      and h.state = 'claimed'
      and not exists (
        select from stackflow.cloudwatch_batch_hours as o
        join stackflow.cloudwatch_batches as b on b.id = o.batch_id
        where o.destination = c.destination and o.kind = c.kind and o.hour = c.hour and b.state in ('waiting', 'sending')
      )
  `);
  return rowCount ?? 0;
}

export interface Restriction {
  readonly destination: string;
  readonly id: string;
  /** What of the request is still to be sent. */
  readonly datums: readonly Datum[];
  /** The start of the oldest hour that CloudWatch takes. */
  readonly oldestMs: number;
}

/**
 * Lets a request wait with fewer data points, without those that are too old; ends it where none is left.
 *
 * @returns which hours were given up
 */
export async function restrict(
  pool: Pool,
  { destination, id, datums, oldestMs }: Restriction
): Promise<readonly LostHours[]> {
  const kept = datums.filter(({ hourMs }) => hourMs >= oldestMs);
  const tooOld = hoursOf(datums.filter(({ hourMs }) => hourMs < oldestMs));
  return await inPoolTransaction(pool, async (client) => {
    const lost = await loseClaimed(client, destination, tooOld);
    await client.query(
      kept.length > 0
        ? sql`
            update stackflow.cloudwatch_batches set state = 'waiting', datums = ${JSON.stringify(kept)}::jsonb,
              oldest_hour = ${oldestOf(hoursOf(kept))}, datum_count = ${kept.length}
            where id = ${id}::bigint`
        : sql`
            update stackflow.cloudwatch_batches set state = 'lost', ended_at = now(), datums = null
            where id = ${id}::bigint`
    );
    await settleHours(client, id);
    return lost;
  });
}
