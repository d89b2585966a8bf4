import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { PublishedKind } from '../../../model/publishing';
import { inPoolTransaction } from '../../aurora/transaction';
import type { Datum } from '../datums/datum';
import type { KindHour } from './hours';
import { loseClaimed } from './lost';
import type { LostHours } from './lost';

/**
 * A request as it was found in the ledger. Whoever changes it does so only where it still is as it was
 * found: a process that lost its lead unnoticed may be at it as well.
 */
export interface Found {
  readonly id: string;
  readonly state: 'waiting' | 'sending';
  /** When it was last sent, as PostgreSQL writes it, to the microsecond; null where it never was. */
  readonly sendingSince: string | null;
}

/** One request to CloudWatch that is not through yet. */
export interface Batch extends Found {
  readonly namespace: string;
  readonly datums: readonly Datum[];
}

/** A request of which nobody knows whether CloudWatch took it. */
export interface UncertainBatch extends Batch {
  /** How long ago it was sent, by the database's clock. */
  readonly sentSecondsAgo: number;
}

const FOUND = sql`b.id::text, b.state, b.sending_since::text as "sendingSince", b.namespace, b.datums`;

/** Of a row of `cloudwatch_batches`: that it still is as it was found. */
function unchanged({ id, state, sendingSince }: Found): Sql {
  return sql`id = ${id}::bigint and state = ${state} and sending_since is not distinct from ${sendingSince}::timestamptz`;
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

export interface WaitingFilter {
  /** Kinds that may be sent, each to its namespace. */
  readonly kinds: readonly { readonly kind: PublishedKind; readonly namespace: string }[];
  /** Ids of those that are left for a later run. */
  readonly but: readonly string[];
  /** The start of the oldest hour that CloudWatch takes; what is older is found in any case, to be given up. */
  readonly oldestMs: number;
}

/** The waiting request with the oldest hour. */
export async function nextWaiting(
  pool: Pool,
  destination: string,
  { kinds, but, oldestMs }: WaitingFilter
): Promise<Batch | null> {
  const { rows } = await pool.query<Batch>(sql`
    select ${FOUND}
    from stackflow.cloudwatch_batches as b
    where b.destination = ${destination} and b.state = 'waiting' and (
      b.oldest_hour < ${new Date(oldestMs)}::timestamptz
      or b.id <> all(${but}::bigint[]) and not exists (
        select from stackflow.cloudwatch_batch_hours as h
        where h.batch_id = b.id and (h.kind, b.namespace) not in (
          select * from unnest(${kinds.map(({ kind }) => kind)}::text[], ${kinds.map(({ namespace }) => namespace)}::text[])
        )
      )
    )
    order by b.oldest_hour, b.id
    limit 1
  `);
  return rows[0] ?? null;
}

/** Requests that were sent and whose end nobody knows, oldest hour first. */
export async function uncertainBatches(pool: Pool, destination: string): Promise<UncertainBatch[]> {
  const { rows } = await pool.query<UncertainBatch>(sql`
    select ${FOUND}, extract(epoch from now() - b.sending_since)::float8 as "sentSecondsAgo"
    from stackflow.cloudwatch_batches as b
    where b.destination = ${destination} and b.state = 'sending'
    order by b.oldest_hour, b.id
  `);
  return rows;
}

/**
 * Says that a request is on its way, before it is.
 *
 * @returns null where another process does that already
 */
export async function beginSending(pool: Pool, batch: Found): Promise<Found | null> {
  const { rows } = await pool.query<Found>(sql`
    update stackflow.cloudwatch_batches as b set state = 'sending', sending_since = now()
    where ${unchanged(batch)}
    returning b.id::text, b.state, b.sending_since::text as "sendingSince"
  `);
  return rows[0] ?? null;
}

/**
 * Lets a request wait again of which CloudWatch surely took nothing.
 *
 * @param reason without secrets
 */
export async function waitAgain(pool: Pool, sending: Found, reason: string): Promise<void> {
  await pool.query(sql`
    update stackflow.cloudwatch_batches set state = 'waiting', last_error = ${reason} where ${unchanged(sending)}
  `);
}

/**
 * Keeps why nobody knows of a request whether CloudWatch took it.
 *
 * @param reason without secrets
 */
export async function noteUncertain(pool: Pool, sending: Found, reason: string): Promise<void> {
  await pool.query(sql`
    update stackflow.cloudwatch_batches set last_error = ${reason} where ${unchanged(sending)}
  `);
}

/**
 * A request has arrived, and with it the hours all of whose requests have.
 *
 * @returns how many hours are published by that
 */
export async function markSent(pool: Pool, sending: Found): Promise<number> {
  return await inPoolTransaction(pool, async (client) => {
    const { rowCount } = await client.query(sql`
      update stackflow.cloudwatch_batches set state = 'sent', ended_at = now(), datums = null, last_error = null
      where ${unchanged(sending)}
    `);
    return rowCount === 1 ? await settleHours(client, sending.id) : 0;
  });
}

/** Of `cloudwatch_hours as h`: that no request of the hour is still to arrive. */
const IS_THROUGH = sql`h.state = 'claimed' and not exists (
        select from stackflow.cloudwatch_batch_hours as o
        join stackflow.cloudwatch_batches as b on b.id = o.batch_id
        where o.destination = h.destination and o.kind = h.kind and o.hour = h.hour and b.state in ('waiting', 'sending')
      )`;

/** Publishes the claimed hours of a request that wait for no other any more. */
async function settleHours(client: ClientBase, id: string): Promise<number> {
  const { rowCount } = await client.query(sql`
    update stackflow.cloudwatch_hours as h set state = 'published', published_at = now()
    from stackflow.cloudwatch_batch_hours as c
    where c.batch_id = ${id}::bigint and h.destination = c.destination and h.kind = c.kind and h.hour = c.hour
      and ${IS_THROUGH}
  `);
  return rowCount ?? 0;
}

/**
 * Publishes the claimed hours that wait for no request: where two processes marked the last two of an
 * hour at the same moment, neither saw that of the other.
 *
 * @returns how many there were
 */
export async function settleAll(pool: Pool, destination: string): Promise<number> {
  const { rowCount } = await pool.query(sql`
    update stackflow.cloudwatch_hours as h set state = 'published', published_at = now()
    where h.destination = ${destination} and ${IS_THROUGH}
  `);
  return rowCount ?? 0;
}

export interface Resending {
  readonly destination: string;
  readonly batch: Batch;
  /** What surely did not arrive. */
  readonly missing: readonly Datum[];
  /** Of what nobody can tell yet. */
  readonly unknown: readonly Datum[];
}

/**
 * Splits a request: what surely did not arrive waits as one of its own, and the request itself goes on
 * being uncertain of the rest. Does nothing where another process was at the request meanwhile.
 */
export async function splitOff(pool: Pool, { destination, batch, missing, unknown }: Resending): Promise<void> {
  const rest = hoursOf(unknown);
  await inPoolTransaction(pool, async (client) => {
    const { rowCount } = await client.query(sql`
      update stackflow.cloudwatch_batches set datums = ${JSON.stringify(unknown)}::jsonb,
        oldest_hour = ${oldestOf(rest)}, datum_count = ${unknown.length}
      where ${unchanged(batch)}
    `);
    if (rowCount === 0) {
      return;
    }
    await client.query(sql`
      delete from stackflow.cloudwatch_batch_hours as h
      where h.batch_id = ${batch.id}::bigint and (h.kind, h.hour) not in (
        select * from unnest(${rest.map(({ kind }) => kind)}::text[], ${rest.map(({ hourMs }) => new Date(hourMs))}::timestamptz[])
      )
    `);
    await addBatch(client, destination, batch.namespace, missing);
  });
}

export interface Restriction {
  readonly destination: string;
  readonly batch: Found;
  /** What of the request is still to be sent. */
  readonly datums: readonly Datum[];
  /** The start of the oldest hour that CloudWatch takes. */
  readonly oldestMs: number;
}

/**
 * Lets a request wait with fewer data points, without those that are too old; ends it where none is
 * left. Does nothing where another process was at the request meanwhile.
 *
 * @returns which hours were given up
 */
export async function restrict(
  pool: Pool,
  { destination, batch, datums, oldestMs }: Restriction
): Promise<readonly LostHours[]> {
  const kept = datums.filter(({ hourMs }) => hourMs >= oldestMs);
  const tooOld = hoursOf(datums.filter(({ hourMs }) => hourMs < oldestMs));
  return await inPoolTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      kept.length > 0
        ? sql`
            update stackflow.cloudwatch_batches set state = 'waiting', datums = ${JSON.stringify(kept)}::jsonb,
              oldest_hour = ${oldestOf(hoursOf(kept))}, datum_count = ${kept.length}
            where ${unchanged(batch)}`
        : sql`
            update stackflow.cloudwatch_batches set state = 'lost', ended_at = now(), datums = null
            where ${unchanged(batch)}`
    );
    if (rowCount === 0) {
      return [];
    }
    const lost = await loseClaimed(client, destination, tooOld);
    await settleHours(client, batch.id);
    return lost;
  });
}
