import { z } from 'zod';

import { isWebAddress } from '../../../model/web-address';
import type { DeploymentFacts, NamedFacts, PullRequestFacts, PushFacts, RepositoryIdentity } from '../facts/facts';
import { authorName, runIdOf } from '../facts/names';
import { revertOf } from '../facts/reverts';

/** What is taken of GitHub's payloads, as facts. */

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const repository = z
  .object({ id: z.int(), full_name: z.string() })
  .transform(({ id, full_name: fullName }): RepositoryIdentity => ({ id, fullName }));

/** Of any action: each tells the whole pull request. */
export const pullRequestPayload = z
  .object({
    repository,
    pull_request: z.object({
      number: z.int(),
      title: z.string(),
      html_url: z.string().refine(isWebAddress, 'is not a web address'),
      body: z.string().nullable(),
      // Null for an account that is gone.
      user: z.object({ login: z.string(), type: z.string() }).nullable(),
      base: z.object({ ref: z.string() }),
      head: z.object({ ref: z.string(), sha: z.string() }),
      labels: z.array(z.object({ name: z.string() })),
      created_at: time,
      updated_at: time,
      closed_at: time.nullable(),
      merged_at: time.nullable(),
      // Before it is merged this is a commit of a trial.
      merge_commit_sha: z.string().nullable(),
    }),
  })
  .transform(({ repository: own, pull_request: pullRequest }): PullRequestFacts => ({
    kind: 'pullRequest',
    repository: own,
    number: pullRequest.number,
    title: pullRequest.title,
    url: pullRequest.html_url,
    author: pullRequest.user && authorName(pullRequest.user.login),
    isByBot: pullRequest.user?.type === 'Bot',
    baseBranch: pullRequest.base.ref,
    headBranch: pullRequest.head.ref,
    headSha: pullRequest.head.sha,
    openedAt: pullRequest.created_at,
    updatedAt: pullRequest.updated_at,
    readAt: null,
    state: stateOf(pullRequest),
    labels: pullRequest.labels.map(({ name }) => name),
    // An event does not tell these.
    firstCommitAt: null,
    leftBaseAt: null,
    paths: null,
    ...revertOf({
      title: pullRequest.title,
      body: pullRequest.body,
      headBranch: pullRequest.head.ref,
      repository: own.fullName,
    }),
  }));

interface Ending {
  readonly closed_at: Date | null;
  readonly merged_at: Date | null;
  readonly merge_commit_sha: string | null;
}

function stateOf({ closed_at: closedAt, merged_at: mergedAt, merge_commit_sha }: Ending): PullRequestFacts['state'] {
  if (mergedAt !== null) {
    return { kind: 'merged', mergedAt, mergeCommitSha: merge_commit_sha };
  }
  return closedAt === null ? { kind: 'open' } : { kind: 'closed', closedAt };
}

const BRANCH = 'refs/heads/';

const TAG = 'refs/tags/';

/** Of a branch that goes on, or a tag that was made; null for others, such as a branch that was forced back. */
export const pushPayload = z
  .object({
    repository: z.object({ id: z.int(), full_name: z.string(), pushed_at: z.union([z.int(), time]) }),
    ref: z.string(),
    before: z.string(),
    after: z.string(),
    created: z.boolean(),
    deleted: z.boolean(),
    forced: z.boolean(),
    sender: z.object({ login: z.string(), type: z.string() }).nullish(),
    head_commit: z.object({ id: z.string(), timestamp: time }).nullish(),
  })
  .transform(
    ({ repository: own, ref, before, after, sender, head_commit: head, ...push }): PushFacts | NamedFacts | null => {
      if (ref.startsWith(TAG) && !push.deleted && head) {
        return {
          kind: 'tag',
          repository: { id: own.id, fullName: own.full_name },
          name: ref.slice(TAG.length),
          sha: head.id,
          namedAt: head.timestamp,
          isFinal: true,
          readAt: null,
        };
      }
      return !ref.startsWith(BRANCH) || push.created || push.deleted || push.forced
        ? null
        : {
            kind: 'push',
            repository: { id: own.id, fullName: own.full_name },
            branch: ref.slice(BRANCH.length),
            before,
            sha: after,
            // Of this event alone GitHub tells it in seconds since the epoch.
            pushedAt: typeof own.pushed_at === 'number' ? new Date(own.pushed_at * 1_000) : own.pushed_at,
            author: sender ? authorName(sender.login) : null,
            isByBot: sender?.type === 'Bot',
            readAt: null,
          };
    }
  );

/** What was published; of which commit it is, the API knows. */
export const releasePayload = z
  .object({
    repository,
    action: z.string(),
    release: z.object({
      tag_name: z.string(),
      draft: z.boolean(),
      prerelease: z.boolean(),
      published_at: time.nullable(),
    }),
  })
  .transform(({ repository: own, action, release }): NamedFacts | null =>
    release.published_at === null || action === 'deleted'
      ? null
      : {
          kind: 'release',
          repository: own,
          name: release.tag_name,
          sha: null,
          namedAt: release.published_at,
          isFinal: !release.draft && !release.prerelease,
          readAt: null,
        }
  );

export const deploymentStatusPayload = z
  .object({
    repository,
    deployment: z.object({ id: z.int(), sha: z.string(), environment: z.string() }),
    deployment_status: z.object({
      state: z.string(),
      created_at: time,
      environment_url: z.string().optional(),
      log_url: z.string().optional(),
    }),
  })
  .transform(({ repository: own, deployment, deployment_status: status }): DeploymentFacts => ({
    kind: 'deployment',
    repository: own,
    deploymentId: deployment.id,
    sha: deployment.sha,
    environment: deployment.environment,
    state: status.state,
    stateAt: status.created_at,
    url: [status.environment_url, status.log_url].find((url) => url !== undefined && isWebAddress(url)) ?? null,
    runId: runIdOf(status.log_url),
  }));
