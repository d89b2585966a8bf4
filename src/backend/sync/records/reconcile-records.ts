import type { ClientBase } from 'pg';

import { isSame, reconcile, takenOver } from './managed';
import type { Managed } from './managed';
import { holdNamed, holdRecords, recordText } from './record-rows';
import type { LinkedRecord, NamedRecord, RecordKey } from './record-rows';
import { dropRecords, insertRecords, patchRecords, saveLinks } from './write-records';
import type { Link, NewRecord, Patch } from './write-records';

export interface RecordCounts {
  readonly created: number;
  readonly updated: number;
  /** Those that turned out to be none. */
  readonly removed: number;
}

/** A record as it should be. */
export interface DesiredRecord {
  readonly key: RecordKey;
  /** Names, the best first. */
  readonly externalIds: readonly string[];
  readonly derived: Managed;
  readonly notes: readonly string[];
}

/** What records should be, and which should not be. */
export interface Reconciliation {
  readonly desired: readonly DesiredRecord[];
  readonly rejected: readonly RecordKey[];
}

/**
 * Makes change records so. One that should not be goes; one that incidents are linked to, or that somebody
 * corrected, is cancelled instead.
 *
 * @param client in a transaction that holds the locks of the repositories
 */
export async function reconcileRecords(
  client: ClientBase,
  { desired, rejected }: Reconciliation
): Promise<RecordCounts> {
  const linked = await holdRecords(client, [...desired.map(({ key }) => key), ...rejected]);
  const links = new Map(linked.map((link) => [recordText(link.key), link]));
  const linkedUpdates = desired.flatMap((one) => withLink(one, links));
  const unwanted = rejected.flatMap((key) => links.get(recordText(key)) ?? []);
  const dropped = await dropRecords(
    client,
    unwanted.filter(({ current, wrote }) => isSame(current, wrote)).map(({ changeId }) => changeId)
  );
  const cancelled = unwanted.filter(({ changeId }) => !dropped.has(changeId)).map(cancel);
  const updated = await update(client, [...linkedUpdates, ...cancelled]);
  const fresh = desired.filter(({ key }) => !links.has(recordText(key)));
  return { created: await create(client, fresh), updated, removed: dropped.size };
}

interface Update {
  readonly link: LinkedRecord;
  readonly derived: Managed;
  readonly notes: readonly string[];
}

function withLink({ key, derived, notes }: DesiredRecord, links: ReadonlyMap<string, LinkedRecord>): Update[] {
  const link = links.get(recordText(key));
  return link ? [{ link, derived, notes }] : [];
}

function cancel(link: LinkedRecord): Update {
  return { link, derived: { ...link.wrote, state: 'cancelled' }, notes: [] };
}

/** @returns how many records changed */
async function update(client: ClientBase, all: readonly Update[]): Promise<number> {
  const patches: Patch[] = [];
  const links: Link[] = [];
  for (const { link, derived, notes } of all) {
    const { patch, wrote } = reconcile(link.current, link.wrote, derived);
    if (Object.keys(patch).length > 0) {
      patches.push({ changeId: link.changeId, patch });
    }
    if (!isSame(wrote, link.wrote) || notes.join() !== link.notes.join()) {
      links.push({ key: link.key, changeId: link.changeId, wrote, notes, made: link.made });
    }
  }
  await patchRecords(client, patches);
  await saveLinks(client, links);
  return patches.length;
}

/** @returns how many records were made */
async function create(client: ClientBase, all: readonly DesiredRecord[]): Promise<number> {
  const named = await holdNamed(
    client,
    all.flatMap((one) => one.externalIds)
  );
  const newRecords: NewRecord[] = [];
  const adoptions: Link[] = [];
  const patches: Patch[] = [];
  for (const { key, derived, notes, externalIds: names } of all) {
    const externalId = names.find((name) => isFree(named.get(name), key)) ?? names.join(' ');
    const present = named.get(externalId);
    if (present === undefined) {
      newRecords.push({ key, externalId, derived, notes });
    } else {
      const { patch, wrote } = reconcile(present.current, takenOver(present.current), derived);
      patches.push({ changeId: present.changeId, patch });
      adoptions.push({ key, changeId: present.changeId, wrote, notes, made: false });
    }
  }
  await insertRecords(client, newRecords);
  await patchRecords(client, patches);
  await saveLinks(client, adoptions);
  return newRecords.length;
}

/** A record that was there before sync, imported or made by hand, is taken over where it is the service's. */
function isFree(present: NamedRecord | undefined, { serviceId }: RecordKey): boolean {
  return present === undefined || (!present.isLinked && present.serviceId === serviceId);
}
