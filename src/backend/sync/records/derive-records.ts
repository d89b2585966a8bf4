import type { ClientBase } from 'pg';

import { keyOf, keyText, noteReasons } from '../facts/pull-request-rows';
import type { StoredPullRequest } from '../facts/pull-request-rows';
import { decide, nearestReason } from '../mapping/decide';
import type { SkipReason } from '../mapping/decide';
import type { Mapping } from '../mapping/mapping';
import { circumstancesOf } from './circumstances';
import { deriveRecord, externalIds } from './derive-record';
import { isSame, reconcile, takenOver } from './managed';
import type { Managed } from './managed';
import { holdNamed, holdRecords } from './record-rows';
import type { LinkedRecord, NamedRecord, RecordKey } from './record-rows';
import { dropRecords, insertRecords, patchRecords, saveLinks } from './write-records';
import type { Link, NewRecord, Patch } from './write-records';

export interface RecordCounts {
  readonly created: number;
  readonly updated: number;
  /** Those that turned out to be none. */
  readonly removed: number;
}

/** What came of pull requests. */
export interface DerivedRecords {
  readonly counts: RecordCounts;
  /** Why a pull request makes no record, by `keyText`; null: it makes one. */
  readonly reasons: ReadonlyMap<string, SkipReason | null>;
}

/** A record as it should be. */
interface Wanted {
  readonly key: RecordKey;
  /** Names, the best first. */
  readonly externalIds: readonly string[];
  readonly derived: Managed;
  readonly notes: readonly string[];
}

/**
 * Makes the change records of pull requests what follows from all that is known. The record of a pull
 * request that makes none after all, for example because of a label, goes; one that incidents are
 * linked to, or that somebody corrected, is cancelled instead.
 *
 * @param client in a transaction that holds the locks of the repositories
 */
export async function deriveRecords(
  client: ClientBase,
  pullRequests: readonly StoredPullRequest[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<DerivedRecords> {
  if (pullRequests.length === 0) {
    return { counts: { created: 0, updated: 0, removed: 0 }, reasons: new Map() };
  }
  const linked = await holdRecords(
    client,
    pullRequests.map(({ newest }) => keyOf(newest))
  );
  const links = new Map(linked.map((link) => [recordText(link.key), link]));
  const { wanted, rejected, reasons } = await decideAll(client, pullRequests, mappings);
  const known = wanted.flatMap((one) => withLink(one, links));
  const unwanted = rejected.flatMap((key) => links.get(recordText(key)) ?? []);
  const dropped = await dropRecords(
    client,
    unwanted.filter(({ current, wrote }) => isSame(current, wrote)).map(({ changeId }) => changeId)
  );
  const cancelled = unwanted.filter(({ changeId }) => !dropped.has(changeId)).map(cancel);
  const updated = await update(client, [...known, ...cancelled]);
  const fresh = wanted.filter(({ key }) => !links.has(recordText(key)));
  await noteReasons(client, pullRequests, reasons);
  return { counts: { created: await create(client, fresh), updated, removed: dropped.size }, reasons };
}

interface Decisions {
  readonly wanted: readonly Wanted[];
  readonly rejected: readonly RecordKey[];
  readonly reasons: ReadonlyMap<string, SkipReason | null>;
}

async function decideAll(
  client: ClientBase,
  pullRequests: readonly StoredPullRequest[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<Decisions> {
  const circumstances = await circumstancesOf(
    client,
    pullRequests.filter(({ newest }) => newest.state.kind === 'merged'),
    mappings
  );
  const wanted: Wanted[] = [];
  const rejected: RecordKey[] = [];
  const reasons = new Map<string, SkipReason | null>();
  for (const pullRequest of pullRequests) {
    const { newest } = pullRequest;
    const decision = decide(pullRequest, mappings.get(newest.repository.id) ?? []);
    const keyFor = ({ serviceId }: Mapping) => ({ ...keyOf(newest), serviceId });
    rejected.push(...decision.rejecting.map(keyFor));
    const without: SkipReason[] = [];
    for (const mapping of decision.mappings) {
      const derived = deriveRecord(pullRequest, mapping, circumstances(pullRequest, mapping));
      if (typeof derived === 'string') {
        rejected.push(keyFor(mapping));
        without.push(derived);
      } else {
        const { managed, notes } = derived;
        wanted.push({ key: keyFor(mapping), externalIds: externalIds(newest, mapping), derived: managed, notes });
      }
    }
    const isNone = decision.mappings.length === without.length;
    reasons.set(keyText(keyOf(newest)), isNone ? (nearestReason(without) ?? decision.skipReason) : null);
  }
  return { wanted, rejected, reasons };
}

interface Update {
  readonly link: LinkedRecord;
  readonly derived: Managed;
  readonly notes: readonly string[];
}

function withLink({ key, derived, notes }: Wanted, links: ReadonlyMap<string, LinkedRecord>): Update[] {
  const link = links.get(recordText(key));
  return link ? [{ link, derived, notes }] : [];
}

function cancel(link: LinkedRecord): Update {
  return { link, derived: { ...link.wrote, state: 'cancelled' }, notes: [] };
}

/** @returns how many records changed */
async function update(client: ClientBase, all: readonly Update[]): Promise<number> {
  const patches: Patch[] = [];
  const saved: Link[] = [];
  for (const { link, derived, notes } of all) {
    const { patch, wrote } = reconcile(link.current, link.wrote, derived);
    if (Object.keys(patch).length > 0) {
      patches.push({ changeId: link.changeId, patch });
    }
    if (!isSame(wrote, link.wrote) || notes.join() !== link.notes.join()) {
      saved.push({ key: link.key, changeId: link.changeId, wrote, notes, made: link.made });
    }
  }
  await patchRecords(client, patches);
  await saveLinks(client, saved);
  return patches.length;
}

/** @returns how many records were made */
async function create(client: ClientBase, all: readonly Wanted[]): Promise<number> {
  const named = await holdNamed(
    client,
    all.flatMap((one) => one.externalIds)
  );
  const made: NewRecord[] = [];
  const adopted: Link[] = [];
  const patches: Patch[] = [];
  for (const { key, derived, notes, externalIds: names } of all) {
    const externalId = names.find((name) => isFree(named.get(name), key)) ?? names.join(' ');
    const present = named.get(externalId);
    if (present === undefined) {
      made.push({ key, externalId, derived, notes });
    } else {
      const { patch, wrote } = reconcile(present.current, takenOver(present.current), derived);
      patches.push({ changeId: present.changeId, patch });
      adopted.push({ key, changeId: present.changeId, wrote, notes, made: false });
    }
  }
  await insertRecords(client, made);
  await patchRecords(client, patches);
  await saveLinks(client, adopted);
  return made.length;
}

/** A record that was there before sync, imported or made by hand, is taken over where it is the service's. */
function isFree(present: NamedRecord | undefined, { serviceId }: RecordKey): boolean {
  return present === undefined || (!present.isLinked && present.serviceId === serviceId);
}

function recordText(key: RecordKey): string {
  return `${keyText(key)}:${key.serviceId}`;
}
