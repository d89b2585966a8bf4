import type { RecordCounts } from '../../sync/records/reconcile-records';

/** `3 created, 1 updated`; empty where none changed. */
export function recordCountsText({ created, updated, removed }: RecordCounts, would = ''): string {
  return [
    { count: created, verb: 'created' },
    { count: updated, verb: 'updated' },
    { count: removed, verb: 'removed' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, verb }) => `${count.toLocaleString('en')} ${would}${verb}`)
    .join(', ');
}
