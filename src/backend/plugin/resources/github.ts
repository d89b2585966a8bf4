import type { GitHubSyncResponse } from '../../../model/github-sync';
import { gitHubLimits } from '../../metrics/status/github-limits';
import { gitHubSync } from '../../metrics/status/github-sync';
import { ok, route } from './routing';
import type { Route } from './routing';

/** How GitHub sync stands, for the settings page. */
export const GITHUB_ROUTES: readonly Route[] = [
  route('GET', 'github-sync', async ({ instance, asCaller, signal }) => {
    const nowMs = Date.now();
    const reader = asCaller(instance.reader);
    const [repositories, limits] = await Promise.all([
      gitHubSync(reader, nowMs, signal),
      gitHubLimits(reader, nowMs, signal),
    ]);
    return ok({
      repositories: repositories.map((one) => ({
        repository: one.repository,
        services: [...one.services],
        state: one.state,
        lastSucceededAt: iso(one.lastSucceededMs),
        error: one.state === 'failing' ? one.lastError : null,
        pullRequests: one.pullRequests,
        records: one.records,
        skipped: one.skipped,
      })),
      limits: limits.map(({ account, resource, remaining, perHour, resetsMs }) => ({
        ...{ account, resource, remaining, perHour },
        resetsAt: new Date(resetsMs).toISOString(),
      })),
    } satisfies GitHubSyncResponse);
  }),
];

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
