import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { inPoolTransaction } from '../../aurora/transaction';
import type { Datum } from '../datums/datum';
import { addBatch, hoursOf, oldestOf, unchanged } from './batches';
import type { Batch, Found } from './batches';
import { loseClaimed } from './lost';
import type { LostHours } from './lost';
import { settleHours } from './settle';

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
  const recent = datums.filter(({ hourMs }) => hourMs >= oldestMs);
  const tooOld = hoursOf(datums.filter(({ hourMs }) => hourMs < oldestMs));
  return await inPoolTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      recent.length > 0
        ? sql`
            update stackflow.cloudwatch_batches set state = 'waiting', datums = ${JSON.stringify(recent)}::jsonb,
              oldest_hour = ${oldestOf(hoursOf(recent))}, datum_count = ${recent.length}
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
