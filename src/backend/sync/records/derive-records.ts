import type { ClientBase } from 'pg';

import { keyOf, keyText, noteReasons } from '../facts/pull-request-rows';
import type { StoredPullRequest } from '../facts/pull-request-rows';
import { decide, nearestReason } from '../mapping/decide';
import type { SkipReason } from '../mapping/decide';
import type { Mapping } from '../mapping/mapping';
import { circumstancesOf } from './circumstances';
import { deriveRecord, externalIds } from './derive-record';
import { carrierOf } from './carrier-record';
import { reconcileCarried } from './reconcile-carried';
import type { Derivation, Derivations } from './reconcile-carried';
import type { RecordCounts } from './reconcile-records';
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
  const { reasons, ...derivations } = await decideAll(client, pullRequests, mappings);
  await noteReasons(client, pullRequests, reasons);
  return { counts: await reconcileCarried(client, derivations, mappings), reasons };
}

interface Decisions extends Derivations {
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
  const derived: Derivation[] = [];
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
      const own = circumstances(pullRequest, mapping);
      const record = deriveRecord(pullRequest, mapping, own);
      if (typeof record === 'string') {
        rejected.push(keyFor(mapping));
        without.push(record);
      } else {
        const { managed, notes } = record;
        const carrier = carrierOf(own.verdict, mapping);
        derived.push({
          ...{ key: keyFor(mapping), externalIds: externalIds(newest, mapping), derived: managed, notes, carrier },
        });
      }
    }
    const isNone = decision.mappings.length === without.length;
    reasons.set(keyText(keyOf(newest)), isNone ? (nearestReason(without) ?? decision.skipReason) : null);
  }
  return { derived, rejected, reasons };
}
