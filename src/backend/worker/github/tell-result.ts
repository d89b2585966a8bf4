import type { RepositoryResult } from '../../sync/backfill/events';
import type { Output } from '../output';

/** Tells what became of one repository. */
export function tellResult(result: RepositoryResult, output: Output): void {
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
      output.err(`${repository}: ${whatWasRead(result)}, then stopped. ${outcome.reason}`);
      return;
    case 'failed':
      output.err(`${repository}: ${outcome.text}`);
      return;
  }
}

function whatWasRead({ pullRequests, deployments }: RepositoryResult): string {
  const parts = [amount(pullRequests, 'pull request'), ...(deployments > 0 ? [amount(deployments, 'deployment')] : [])];
  return `${parts.join(' and ')} read`;
}

/** `1 request`, `2,000 requests`. */
export function amount(count: number, name: string): string {
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
}
