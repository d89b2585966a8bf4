import { dateTimeFormat } from '@grafana/data';

import type { GitHubLimitItem, GitHubRepositoryItem } from '../../model/github-sync';

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
