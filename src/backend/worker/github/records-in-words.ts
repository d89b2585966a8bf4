import type { RecordCounts } from '../../sync/records/reconcile-records';

/** `3 created, 1 updated`; empty where none changed. */
export function recordsInWords({ created, updated, removed }: RecordCounts, would = ''): string {
  return [
    { count: created, deed: 'created' },
    { count: updated, deed: 'updated' },
    { count: removed, deed: 'removed' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, deed }) => `${count.toLocaleString('en')} ${would}${deed}`)
    .join(', ');
}
