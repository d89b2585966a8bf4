import { z } from 'zod';

/**
 * How GitHub sync stands with a repository:
 * - `synced`: its last run succeeded;
 * - `failing`: its last run failed;
 * - `underWay`: its first run is not through yet;
 * - `never`: it is mapped and was not synced yet;
 * - `disabled`: its mapping is switched off;
 * - `unmapped`: GitHub tells of it, and it belongs to no service.
 */
export const GITHUB_SYNC_STATES = ['synced', 'failing', 'underWay', 'never', 'disabled', 'unmapped'] as const;
export type GitHubSyncState = (typeof GITHUB_SYNC_STATES)[number];

/** The states as people read them. */
export const GITHUB_SYNC_STATE_LABELS: Readonly<Record<GitHubSyncState, string>> = {
  synced: 'synced',
  failing: 'failing',
  underWay: 'first sync under way',
  never: 'not synced yet',
  disabled: 'disabled',
  unmapped: 'not mapped',
};

/** `GET github-sync`: every repository by name, and what is left of GitHub's rate limits. Times are ISO 8601, UTC. */
export const gitHubSyncResponseSchema = z.object({
  repositories: z.array(
    z.object({
      repository: z.string(),
      services: z.array(z.string()),
      state: z.enum(GITHUB_SYNC_STATES),
      lastSucceededAt: z.string().nullable(),
      /** What went wrong last, where the state is `failing`; else null. */
      error: z.string().nullable(),
      pullRequests: z.number().int(),
      records: z.number().int(),
      skipped: z.number().int(),
    })
  ),
  limits: z.array(
    z.object({
      account: z.string(),
      resource: z.string(),
      remaining: z.number().int(),
      perHour: z.number().int(),
      resetsAt: z.string(),
    })
  ),
});
export type GitHubSyncResponse = z.infer<typeof gitHubSyncResponseSchema>;
export type GitHubRepositoryItem = GitHubSyncResponse['repositories'][number];
export type GitHubLimitItem = GitHubSyncResponse['limits'][number];
