import type { ClientBase } from 'pg';

import { keyOf, keyText, noteReasons } from '../facts/pull-request-rows';
import type { StoredPullRequest } from '../facts/pull-request-rows';
import { decide, nearestReason } from '../mapping/decide';
import type { SkipReason } from '../mapping/decide';
import type { Mapping } from '../mapping/mapping';
import { circumstancesOf } from './circumstances';
import { deriveRecord, externalIds } from './derive-record';
import { reconcileRecords } from './reconcile-records';
import type { RecordCounts, DesiredRecord } from './reconcile-records';
import { pullRequestSubject } from './record-rows';
import type { RecordKey } from './record-rows';

/** What came of pull requests. */
export interface DerivedRecords {
  readonly counts: RecordCounts;
  /** Why a pull request makes no record, by `keyText`; null: it makes one. */
  readonly reasons: ReadonlyMap<string, SkipReason | null>;
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
  const { desired, rejected, reasons } = await decideAll(client, pullRequests, mappings);
  await noteReasons(client, pullRequests, reasons);
  return { counts: await reconcileRecords(client, { desired, rejected }), reasons };
}

interface Decisions {
  readonly desired: readonly DesiredRecord[];
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
  const desired: DesiredRecord[] = [];
  const rejected: RecordKey[] = [];
  const reasons = new Map<string, SkipReason | null>();
  for (const pullRequest of pullRequests) {
    const { newest } = pullRequest;
    const decision = decide(pullRequest, mappings.get(newest.repository.id) ?? []);
    const subject = pullRequestSubject(keyOf(newest));
    const keyFor = ({ serviceId }: Mapping) => ({ ...subject, serviceId });
    rejected.push(...decision.rejecting.map(keyFor));
    const without: SkipReason[] = [];
    for (const mapping of decision.mappings) {
      const derived = deriveRecord(pullRequest, mapping, circumstances(pullRequest, mapping));
      if (typeof derived === 'string') {
        rejected.push(keyFor(mapping));
        without.push(derived);
      } else {
        const { managed, notes } = derived;
        desired.push({ key: keyFor(mapping), externalIds: externalIds(newest, mapping), derived: managed, notes });
      }
    }
    const isNone = decision.mappings.length === without.length;
    reasons.set(keyText(keyOf(newest)), isNone ? (nearestReason(without) ?? decision.skipReason) : null);
  }
  return { desired, rejected, reasons };
}
