import { dateTimeFormat } from '@grafana/data';

import type { GitHubLimitItem, GitHubRepositoryItem, GitHubSyncState } from '../../model/github-sync';
import { good, off, trouble, warning } from '../sections/section-status';
import type { SectionStatus } from '../sections/section-status';

/** GitHub sync in words. */

export function limitText({ account, resource, remaining, perHour, resetsAt }: GitHubLimitItem): string {
  const api = resource === 'core' ? 'REST' : resource === 'graphql' ? 'GraphQL' : resource;
  const until = dateTimeFormat(resetsAt, { format: 'HH:mm' });
  return `${account}, ${api}: ${remaining.toLocaleString('en')} of ${perHour.toLocaleString('en')} requests left until ${until}.`;
}

export function countsText({ pullRequests, records, skipped }: GitHubRepositoryItem): string {
  const number = (count: number) => count.toLocaleString('en');
  return `${number(records)} of ${number(pullRequests)} pull requests${skipped > 0 ? `, ${number(skipped)} skipped` : ''}`;
}

/** How sync stands with the worst of the repositories, beside the section's title. */
export function syncStatus(repositories: readonly GitHubRepositoryItem[]): SectionStatus {
  const having = (...states: readonly GitHubSyncState[]) =>
    repositories.filter(({ state }) => states.includes(state)).length;
  const failing = having('failing');
  const waiting = having('never', 'underWay', 'unmapped');
  const synced = having('synced');
  return failing > 0
    ? trouble(`${failing} failing`)
    : waiting > 0
      ? warning(`${waiting} not synced`)
      : synced > 0
        ? good(`${synced} synced`)
        : off('off');
}
