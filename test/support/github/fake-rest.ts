import { createHash } from 'node:crypto';

import type { FakePullRequest, FakeRepository } from './fake-data';

/** The few REST calls that sync makes. */

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Repositories {
  byName(fullName: string): FakeRepository | undefined;
  byId(id: number): FakeRepository | undefined;
}

/** @param ifNoneMatch the request's header */
export function answerRest(url: URL, ifNoneMatch: string | undefined, repositories: Repositories): RestAnswer {
  const byId = /^\/repositories\/(\d+)(\/pulls)?$/.exec(url.pathname);
  if (byId) {
    const repository = repositories.byId(Number(byId[1]));
    return repository === undefined ? notFound() : describe(repository, byId[2] !== undefined, url, ifNoneMatch);
  }
  const [, ofPushes] = /^\/repos\/([^/]+\/[^/]+)\/activity$/.exec(url.pathname) ?? [];
  const repositoryOfPushes = ofPushes === undefined ? undefined : repositories.byName(ofPushes);
  if (repositoryOfPushes !== undefined) {
    return withEtag(activity(repositoryOfPushes), ifNoneMatch);
  }
  const [, ofRun = '', runId] = /^\/repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)$/.exec(url.pathname) ?? [];
  const run = repositories.byName(ofRun)?.runs.find(({ id }) => id === Number(runId));
  if (runId !== undefined) {
    const body = run && { id: run.id, conclusion: run.conclusion, updated_at: run.updatedAt.toISOString() };
    return body === undefined ? notFound() : { status: 200, headers: {}, body };
  }
  const byName = /^\/repos\/([^/]+\/[^/]+)(\/pulls)?$/.exec(url.pathname);
  const fullName = byName?.[1] ?? '';
  const repository = repositories.byName(fullName);
  if (repository === undefined) {
    return notFound();
  }
  if (repository.fullName.toLowerCase() !== fullName.toLowerCase()) {
    // As GitHub does for a repository that was renamed.
    const target = `/repositories/${repository.id}${byName?.[2] ?? ''}${url.search}`;
    return { status: 301, headers: { location: target }, body: { message: 'Moved Permanently', url: target } };
  }
  return describe(repository, byName?.[2] !== undefined, url, ifNoneMatch);
}

/** A commit status as it was set, the newest last. */
export interface FakeStatus {
  readonly repository: string;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly target_url?: string;
}

/**
 * Sets a commit status, for which a token needs a permission of its own.
 *
 * @returns null where the request is another one
 */
export function answerStatus(
  url: URL,
  body: string,
  repositories: Repositories,
  { mayWrite, statuses }: { readonly mayWrite: boolean; readonly statuses: FakeStatus[] }
): RestAnswer | null {
  const [, fullName = '', sha = ''] = /^\/repos\/([^/]+\/[^/]+)\/statuses\/(\w+)$/.exec(url.pathname) ?? [];
  if (fullName === '') {
    return null;
  }
  const repository = repositories.byName(fullName);
  if (repository === undefined) {
    return notFound();
  }
  if (!mayWrite) {
    return { status: 403, headers: {}, body: { message: 'Resource not accessible by integration' } };
  }
  if (!repository.pullRequests.some(({ headSha }) => headSha === sha)) {
    return { status: 422, headers: {}, body: { message: `No commit found for SHA: ${sha}` } };
  }
  const status = JSON.parse(body) as Omit<FakeStatus, 'repository' | 'sha'>;
  if (status.description.length > 140) {
    return { status: 422, headers: {}, body: { message: 'Validation Failed: description is too long' } };
  }
  statuses.push({ ...status, repository: repository.fullName, sha });
  return { status: 201, headers: {}, body: { state: status.state } };
}

export function notFound(): RestAnswer {
  return { status: 404, headers: {}, body: { message: 'Not Found', status: '404' } };
}

function describe(repository: FakeRepository, isPulls: boolean, url: URL, ifNoneMatch: string | undefined): RestAnswer {
  const body = isPulls ? pulls(repository, url.searchParams) : repositoryBody(repository);
  return withEtag(body, ifNoneMatch);
}

/** Pushes alone, the newest first: that is what sync asks for. */
function activity({ pushes }: FakeRepository) {
  return pushes
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, 100)
    .map(({ branch, before, after, at, author }) => ({
      ref: `refs/heads/${branch}`,
      before,
      after,
      timestamp: at.toISOString(),
      activity_type: 'push',
      actor: { login: author, type: 'User' },
    }));
}

function withEtag(body: unknown, ifNoneMatch: string | undefined): RestAnswer {
  const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
  return etag === ifNoneMatch
    ? { status: 304, headers: { etag }, body: null }
    : { status: 200, headers: { etag }, body };
}

function pulls(repository: FakeRepository, parameters: URLSearchParams) {
  const size = Number(parameters.get('per_page') ?? 30);
  const page = Number(parameters.get('page') ?? 1);
  const isDescending = parameters.get('direction') !== 'asc';
  const byUpdate = (a: FakePullRequest, b: FakePullRequest) =>
    (a.updatedAt.getTime() - b.updatedAt.getTime() || a.number - b.number) * (isDescending ? -1 : 1);
  return repository.pullRequests
    .toSorted(byUpdate)
    .slice((page - 1) * size, page * size)
    .map(({ number, title, state, updatedAt }) => ({
      number,
      title,
      state: state === 'OPEN' ? 'open' : 'closed',
      updated_at: updatedAt.toISOString(),
      base: { repo: repositoryBody(repository) },
    }));
}

function repositoryBody({ id, fullName }: FakeRepository) {
  return { id, full_name: fullName, name: fullName.split('/')[1] };
}
