import { SKIP_REASONS } from '../mapping/decide';
import type { SkipReason } from '../mapping/decide';
import type { RecordCounts } from '../records/reconcile-records';

/** What came of facts. */
export interface StoreCounts {
  /** Facts that told something new. */
  readonly stored: number;
  /** Facts that told nothing new. */
  readonly unchanged: number;
  readonly recordsCreated: number;
  readonly recordsUpdated: number;
  /** Records that turned out to be none. */
  readonly recordsRemoved: number;
  /** Pull requests among the facts that make no record, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

export function noCounts(): StoreCounts {
  return { stored: 0, unchanged: 0, recordsCreated: 0, recordsUpdated: 0, recordsRemoved: 0, skipped: {} };
}

/** What deriving records alone came to. */
export function ofRecords({ created, updated, removed }: RecordCounts): StoreCounts {
  return { ...noCounts(), recordsCreated: created, recordsUpdated: updated, recordsRemoved: removed };
}

export function addCounts(a: StoreCounts, b: StoreCounts): StoreCounts {
  return {
    stored: a.stored + b.stored,
    unchanged: a.unchanged + b.unchanged,
    recordsCreated: a.recordsCreated + b.recordsCreated,
    recordsUpdated: a.recordsUpdated + b.recordsUpdated,
    recordsRemoved: a.recordsRemoved + b.recordsRemoved,
    skipped: countReasons((reason) => (a.skipped[reason] ?? 0) + (b.skipped[reason] ?? 0)),
  };
}

/** Counts by reason; reasons without any are left out. */
export function countReasons(count: (reason: SkipReason) => number): StoreCounts['skipped'] {
  return Object.fromEntries(
    SKIP_REASONS.map((reason) => [reason, count(reason)] as const).filter(([, found]) => found > 0)
  );
}
