import { isDeepStrictEqual } from 'node:util';

import type { ClientBase } from 'pg';

import type { Mapping } from '../mapping/mapping';
import { deleteCarried, loadCarried, loadCarriers, saveCarried } from './carried-rows';
import type { CarriedRecord } from './carried-rows';
import { carrierRecord } from './carrier-record';
import { reconcileRecords } from './reconcile-records';
import type { DesiredRecord, RecordCounts } from './reconcile-records';
import { recordText } from './record-rows';
import type { RecordKey } from './record-rows';

/** A record as it should be, or what it says of the deployment that stands for it. */
export interface Derivation extends DesiredRecord {
  /** The subject of the deployment's record; null: it is a record of its own. */
  readonly carrier: string | null;
}

export interface Derivations {
  readonly derived: readonly Derivation[];
  readonly rejected: readonly RecordKey[];
}

/**
 * Makes change records so, those of deployments that carry anything of this among them.
 *
 * @param mappings by repository, those of all that was derived
 * @param client in a transaction that holds the locks of the repositories
 */
export async function reconcileCarried(
  client: ClientBase,
  { derived, rejected }: Derivations,
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<RecordCounts> {
  const desired = derived.filter(({ carrier }) => carrier === null);
  const carried = derived.flatMap(carriedOf);
  const carriers = await storeCarried(client, carried, [...desired.map(({ key }) => key), ...rejected]);
  const present = carriers.length === 0 ? [] : await loadCarriers(client, carriers);
  const records = present.flatMap((one) => {
    const mapping = mappings.get(one.key.repositoryId)?.find(({ serviceId }) => serviceId === one.key.serviceId);
    return mapping === undefined ? [] : [carrierRecord(one, mapping)];
  });
  const full = new Set(present.map(({ key }) => recordText(key)));
  return await reconcileRecords(client, {
    desired: [...desired, ...records],
    rejected: [...rejected, ...carried.map(({ key }) => key), ...carriers.filter((key) => !full.has(recordText(key)))],
  });
}

function carriedOf({ key, carrier, derived: record, notes }: Derivation): CarriedRecord[] {
  return carrier === null ? [] : [{ key, carrier, record, notes }];
}

/**
 * Keeps what is carried by which deployment.
 *
 * @param others what is carried by none
 * @returns the deployments that carry other than before, or something of this
 */
async function storeCarried(
  client: ClientBase,
  carried: readonly CarriedRecord[],
  others: readonly RecordKey[]
): Promise<readonly RecordKey[]> {
  const keys = [...carried.map(({ key }) => key), ...others];
  const before = new Map((await loadCarried(client, keys)).map((one) => [recordText(one.key), one]));
  const changed = carried.filter((one) => !isDeepStrictEqual(before.get(recordText(one.key)), one));
  const gone = others.filter((key) => before.has(recordText(key)));
  if (changed.length > 0) {
    await saveCarried(client, changed);
  }
  if (gone.length > 0) {
    await deleteCarried(client, gone);
  }
  const touched = [...before.values(), ...carried].map(({ key, carrier }) => ({ ...key, subject: carrier }));
  return [...new Map(touched.map((key) => [recordText(key), key])).values()];
}
