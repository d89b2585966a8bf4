import { z } from 'zod';

import { Failure } from '../../../model/failure';
import type { Requests, RestCall } from './requests';

/** Webhooks, what they delivered, and asking for it again. */

/** A webhook that delivers here: the App's own, or one of a repository or an organisation. */
export interface Hook {
  /** Its address in the API; two of the same are one. */
  readonly path: string;
  /** Whom to sign in as. */
  readonly repository: string;
  readonly isOfApp: boolean;
}

/** One attempt at a delivery; those of one delivery have the same `guid`. */
export interface Attempt {
  /** In digits: GitHub's may be larger than a number tells exactly. */
  readonly id: string;
  readonly guid: string;
  readonly at: Date;
  /** Whether it was answered with a success. */
  readonly isTaken: boolean;
  readonly event: string;
  /** GitHub's id; null: of none. */
  readonly repositoryId: number | null;
}

export interface AttemptsPage {
  readonly attempts: readonly Attempt[];
  /** The cursor of the following page; null: this is the last. */
  readonly next: string | null;
}

/** The path of the worker's and the Lambda function's webhook: what has another is somebody else's. */
const OURS = /\/github\/webhook\/?$/;

const hooks = z
  .array(z.object({ id: z.int(), active: z.boolean(), config: z.object({ url: z.string().optional() }) }))
  .max(100);
const attempts = z
  .array(
    z
      .object({
        // Octokit reads what no number tells exactly as a bigint.
        id: z.union([z.int(), z.bigint()]).transform(String),
        guid: z.string(),
        delivered_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
        status_code: z.int(),
        event: z.string(),
        repository_id: z.int().nullish(),
      })
      .transform(
        ({ id, guid, delivered_at: at, status_code: status, event, repository_id: repositoryId }): Attempt => ({
          ...{ id, guid, at, event, repositoryId: repositoryId ?? null },
          isTaken: status >= 200 && status < 300,
        })
      )
  )
  .max(100);

/**
 * The App's own webhook, or those of a repository and of its organisation, as far as they may be seen.
 *
 * @returns none where there is none
 * @throws Failure with status 403 or 404 where none is seen, and the repository's or the organisation's may not be
 */
export async function fetchHooks(
  requests: Requests,
  repository: string,
  signal: AbortSignal
): Promise<readonly Hook[]> {
  if (requests.isApp) {
    return [{ path: '/app/hook', repository, isOfApp: true }];
  }
  const owner = repository.split('/')[0] ?? '';
  const ofRepository = await hooksAt(requests, repository, `/repos/${repository}/hooks`, signal);
  const ofOrganisation = await hooksAt(requests, repository, `/orgs/${owner}/hooks`, signal);
  const seen = [ofRepository, ofOrganisation].flatMap((one) => (one instanceof Failure ? [] : one));
  const outOfReach = [ofRepository, ofOrganisation].find((one) => one instanceof Failure);
  // Ours may be where nothing can be seen.
  if (seen.length === 0 && outOfReach !== undefined) {
    throw outOfReach;
  }
  return seen;
}

async function hooksAt(
  requests: Requests,
  repository: string,
  path: string,
  signal: AbortSignal
): Promise<readonly Hook[] | Failure> {
  try {
    const list = await answerTo(requests, { repository, route: `GET ${path}`, answer: hooks }, signal);
    return list.body
      .filter(({ active, config }) => active && OURS.test(config.url ?? ''))
      .map(({ id }) => ({ path: `${path}/${id}`, repository, isOfApp: false }));
  } catch (error) {
    if (isOutOfReach(error)) {
      return error;
    }
    throw error;
  }
}

export async function fetchAttempts(
  requests: Requests,
  { path, ...whose }: Hook,
  cursor: string | null,
  signal: AbortSignal
): Promise<AttemptsPage> {
  const parameters = { per_page: 100, ...(cursor !== null && { cursor }) };
  const page = await answerTo(
    requests,
    { ...whose, route: `GET ${path}/deliveries`, parameters, answer: attempts },
    signal
  );
  return { attempts: page.body, next: page.nextCursor };
}

export async function redeliver(
  requests: Requests,
  { path, ...whose }: Hook,
  attemptId: string,
  signal: AbortSignal
): Promise<void> {
  await answerTo(
    requests,
    { ...whose, route: `POST ${path}/deliveries/${attemptId}/attempts`, answer: z.unknown() },
    signal
  );
}

/** Whether GitHub does not let whoever asks see or touch something, which it may hide by 404. */
export function isOutOfReach(error: unknown): error is Failure {
  return error instanceof Failure && (error.status === 403 || error.status === 404);
}

async function answerTo<T>(
  requests: Requests,
  call: Omit<RestCall<T>, 'etag' | 'parameters'> & Partial<Pick<RestCall<T>, 'parameters'>>,
  signal: AbortSignal
) {
  const answer = await requests.rest({ parameters: {}, ...call, etag: null }, signal);
  if (answer.kind === 'notModified') {
    throw new Error('GitHub says that nothing changed without having been asked so.');
  }
  return answer;
}
