import { z } from 'zod';

import type { Requests } from './requests';

/** GitHub refuses longer descriptions. */
export const MAX_DESCRIPTION = 140;

/** A commit status to set. Of one context the newest counts, so that setting it twice does no harm. */
export interface StatusRequest {
  /** `owner/name`. */
  readonly repository: string;
  /** The commit. */
  readonly sha: string;
  readonly state: 'failure' | 'success';
  /** The status' name. */
  readonly context: string;
  /** At most `MAX_DESCRIPTION` characters. */
  readonly description: string;
  /** Where _Details_ leads; null: nowhere. */
  readonly targetUrl: string | null;
}

const answer = z.object({ state: z.string() });

/** Needs the permission to write commit statuses. */
export async function setStatus(
  requests: Requests,
  { repository, sha, targetUrl, ...status }: StatusRequest,
  signal: AbortSignal
): Promise<void> {
  const [owner, repo] = repository.split('/');
  await requests.rest(
    {
      repository,
      route: 'POST /repos/{owner}/{repo}/statuses/{sha}',
      parameters: { owner, repo, sha, ...status, ...(targetUrl !== null && { target_url: targetUrl }) },
      etag: null,
      answer,
    },
    signal
  );
}
