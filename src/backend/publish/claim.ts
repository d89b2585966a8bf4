import type { Pool } from 'pg';

import { clientReader } from '../aurora/client-reader';
import { inPoolTransaction } from '../aurora/transaction';
import { destinationKey } from './destination';
import type { PublishDestination } from './destination';
import { draftHours } from './draft-hours';
import { addBatch } from './ledger/batches';
import { claimHours, countDatums } from './ledger/hours';
import type { KindHour } from './ledger/hours';
import { WITHOUT_JIT, keepValues } from './ledger/values';

/** A claim is short, and done or not done. */
const NEVER = new AbortController().signal;

/** What was claimed, and is to be sent now. */
export interface Claimed {
  readonly hours: number;
  /** Of those, hours with nothing to send. */
  readonly empty: number;
  readonly requests: number;
  readonly datums: number;
}

/**
 * Claims hours with all that is to be sent of them, in one transaction: whoever comes after, after a
 * crash as well, finds either nothing or all of it.
 *
 * @throws what PostgreSQL says
 */
export async function claimDue(
  pool: Pool,
  destination: PublishDestination,
  due: readonly KindHour[]
): Promise<Claimed> {
  const key = destinationKey(destination);
  return await inPoolTransaction(pool, async (client) => {
    await client.query(WITHOUT_JIT);
    const hours = await claimHours(client, key, due);
    const { values, requests } = await draftHours(clientReader(client), hours, destination, NEVER);
    for (const { namespace, datums } of requests) {
      await addBatch(client, key, namespace, datums);
    }
    await keepValues(client, key, values);
    const counts = countsByHour(requests.flatMap(({ datums }) => datums));
    const counted = hours.map((hour) => ({ ...hour, datums: counts.get(hourKey(hour)) ?? 0 }));
    await countDatums(client, key, counted);
    return {
      hours: hours.length,
      empty: counted.filter(({ datums }) => datums === 0).length,
      requests: requests.length,
      datums: requests.reduce((sum, { datums }) => sum + datums.length, 0),
    };
  });
}

function countsByHour(datums: readonly KindHour[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  datums.forEach((datum) => counts.set(hourKey(datum), (counts.get(hourKey(datum)) ?? 0) + 1));
  return counts;
}

function hourKey({ kind, hourMs }: KindHour): string {
  return `${kind} ${hourMs}`;
}
