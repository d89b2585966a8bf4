import type { RepositoryResult } from '../../sync/backfill/events';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';
import { recordCountsText } from './record-counts';

/** Tells what became of one repository. */
export function printRepositoryReport(result: RepositoryResult, output: Output): void {
  const { repository, outcome } = result;
  switch (outcome.kind) {
    case 'synced':
      output.out(`${repository}: ${whatWasRead(result)}.`);
      return;
    case 'unchanged':
      output.out(`${repository}: nothing changed${result.deployments > 0 ? `; ${whatWasRead(result)}` : ''}.`);
      return;
    case 'busy':
      output.out(`${repository}: another sync is at it.`);
      return;
    case 'stopped':
      output.err(`${repository}: stopped; ${whatWasRead(result)}. ${outcome.reason}`);
      return;
    case 'failed':
      output.err(`${repository}: ${outcome.text}`);
      return;
  }
}

function whatWasRead({ pullRequests, deployments, counts }: RepositoryResult): string {
  const records = recordCountsText({
    created: counts.recordsCreated,
    updated: counts.recordsUpdated,
    removed: counts.recordsRemoved,
  });
  const skipped = Object.entries(counts.skipped).map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`);
  const parts = [amount(pullRequests, 'pull request'), ...(deployments > 0 ? [amount(deployments, 'deployment')] : [])];
  return [
    `${parts.join(' and ')} read`,
    ...(records === '' ? [] : [`change records: ${records}`]),
    ...(skipped.length === 0 ? [] : [`no record: ${skipped.join(', ')}`]),
  ].join('; ');
}
