import { CELL_COLOURS } from '../../../model/colours';
import { GITHUB_SYNC_STATES, GITHUB_SYNC_STATE_LABELS } from '../../../model/github-sync';
import type { GitHubSyncState } from '../../../model/github-sync';
import { colouredWords } from '../../frames/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { GitHubLimit } from '../../metrics/status/github-limits';
import type { RepositorySync, SkippedFor } from '../../metrics/status/github-sync';
import { columnsOf } from '../frame-parts/table-columns';

/** How the state of GitHub sync becomes tables. Nothing is computed here. */

const COLORS: Readonly<Record<GitHubSyncState, string>> = {
  synced: CELL_COLOURS.good,
  failing: CELL_COLOURS.bad,
  underWay: CELL_COLOURS.fair,
  never: CELL_COLOURS.warning,
  disabled: CELL_COLOURS.plain,
  unmapped: CELL_COLOURS.warning,
};

const STATE_CONFIG: FieldConfig = {
  description: 'How the last run ended.',
  ...colouredWords(
    ...GITHUB_SYNC_STATES.map((state) => {
      const text = GITHUB_SYNC_STATE_LABELS[state];
      return [text, text, COLORS[state]] as const;
    })
  ),
};

/** One row for each repository. */
export function gitHubSyncFrame(repositories: readonly RepositorySync[], executedQueryString: string): Frame {
  const { text, time, seconds, count } = columnsOf(repositories);
  return {
    name: 'GitHub sync',
    columns: [
      text('Repository', ({ repository }) => repository),
      text('Services', ({ services }) => services.join(', ')),
      text('State', ({ state }) => GITHUB_SYNC_STATE_LABELS[state], STATE_CONFIG),
      time('Last success', ({ lastSucceededMs }) => lastSucceededMs),
      seconds('Age', ({ ageSeconds }) => ageSeconds, 'Time since the last success.'),
      count('Pull requests', ({ pullRequests }) => pullRequests),
      count('Open', ({ open }) => open),
      count('Records', ({ records }) => records),
      count('Skipped', ({ skipped }) => skipped),
      text('Skipped for', ({ skippedFor }) => reasonsInWords(skippedFor)),
      count('Deployments', ({ deployments }) => deployments),
      count('Pushes', ({ pushes }) => pushes),
      text('Weighed', ({ weighed }) => reasonsInWords(weighed)),
      text('Redelivery', ({ redelivery }) => redelivery?.replaceAll('_', ' ') ?? null),
      time('Last failure', ({ lastFailedMs }) => lastFailedMs),
      text('Last error', ({ lastError }) => lastError),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

/** `12 other branch, 3 excluded label`. */
function reasonsInWords(reasons: readonly SkippedFor[]): string {
  return reasons.map(({ reason, count }) => `${count} ${reason.replaceAll('_', ' ')}`).join(', ');
}

/** One row for each account and resource. */
export function gitHubLimitsFrame(limits: readonly GitHubLimit[], executedQueryString: string): Frame {
  const { text, time, count } = columnsOf(limits);
  return {
    name: 'GitHub rate limits',
    columns: [
      text('Account', ({ account }) => account),
      text('Resource', ({ resource }) => resource),
      count('Remaining', ({ remaining }) => remaining),
      count('Per hour', ({ perHour }) => perHour),
      time('Resets', ({ resetsMs }) => resetsMs),
      time('As of', ({ reportedMs }) => reportedMs),
    ],
    meta: { type: 'table', executedQueryString },
  };
}
