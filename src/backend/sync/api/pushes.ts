import { z } from 'zod';

import { Failure } from '../../../model/failure';
import { authorName } from '../facts/names';
import type { PushFacts, RepositoryIdentity } from '../facts/facts';
import type { Requests } from './requests';

const activities = z
  .array(
    z.object({
      ref: z.string(),
      before: z.string(),
      after: z.string(),
      timestamp: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
      // Null for an account that is gone.
      actor: z.object({ login: z.string(), type: z.string() }).nullable(),
    })
  )
  .max(100);

export interface PushesRequest {
  readonly repository: RepositoryIdentity;
  /** Of the last answer; null: there was none. */
  readonly etag: string | null;
}

/** `pushes`: null where there are no others than at the last time. */
export interface PushesAnswer {
  readonly pushes: readonly PushFacts[] | null;
  readonly etag: string | null;
}

/**
 * The newest hundred pushes to branches that were no merges of pull requests. An answer that says that nothing
 * changed costs nothing of the limit. A GitHub that does not tell them has none.
 */
export async function fetchPushes(
  requests: Requests,
  { repository, etag }: PushesRequest,
  signal: AbortSignal
): Promise<PushesAnswer> {
  const [owner, repo] = repository.fullName.split('/');
  try {
    const answer = await requests.rest(
      {
        repository: repository.fullName,
        route: 'GET /repos/{owner}/{repo}/activity',
        parameters: { owner, repo, activity_type: 'push', per_page: 100 },
        etag,
        answer: activities,
      },
      signal
    );
    return answer.kind === 'notModified'
      ? { pushes: null, etag }
      : { pushes: answer.body.flatMap((one) => pushOf(repository, one)), etag: answer.etag };
  } catch (error) {
    if (error instanceof Failure && (error.status === 403 || error.status === 404)) {
      return { pushes: [], etag: null };
    }
    throw error;
  }
}

const BRANCH = 'refs/heads/';

function pushOf(
  repository: RepositoryIdentity,
  { ref, before, after, timestamp, actor }: z.output<typeof activities>[number]
): readonly PushFacts[] {
  return ref.startsWith(BRANCH)
    ? [
        {
          kind: 'push',
          repository,
          branch: ref.slice(BRANCH.length),
          before,
          sha: after,
          pushedAt: timestamp,
          author: actor && authorName(actor.login),
          isByBot: actor?.type === 'Bot',
          readAt: new Date(),
        },
      ]
    : [];
}
