import { z } from 'zod';

/** The name of sync among the background jobs. */
export const SYNC_JOB = 'GitHub sync';

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
  /** By name. */
  repositories: z.array(
    z.object({
      /** Owner and name, as GitHub writes them. */
      repository: z.string(),
      /** The services that its pull requests change. */
      services: z.array(z.string()),
      state: z.enum(GITHUB_SYNC_STATES),
      /** When the last run that succeeded ended; null where none has. */
      lastSucceededAt: z.string().nullable(),
      /** What went wrong last, where the state is `failing`; else null. */
      error: z.string().nullable(),
      /** Pull requests that are known of it. */
      pullRequests: z.number().int(),
      /** Change records that were made of them. */
      records: z.number().int(),
      /** Pull requests that make none, each for a reason. */
      skipped: z.number().int(),
    })
  ),
  /** GitHub's rate limits, as it last told them. */
  limits: z.array(
    z.object({
      /** Whose limit: an app, with its installation, or a token. */
      account: z.string(),
      /** What is limited, as GitHub calls it. */
      resource: z.string(),
      /** Requests that are left until the reset. */
      remaining: z.number().int(),
      /** Requests that GitHub answers in an hour. */
      perHour: z.number().int(),
      /** When the count begins anew. */
      resetsAt: z.string(),
    })
  ),
});
export type GitHubSyncResponse = z.infer<typeof gitHubSyncResponseSchema>;
export type GitHubRepositoryItem = GitHubSyncResponse['repositories'][number];
export type GitHubLimitItem = GitHubSyncResponse['limits'][number];
