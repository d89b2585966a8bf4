import type { CommitFacts, PullRequestFacts, RepositoryIdentity, RunFacts } from '../facts/facts';
import { pullRequestAnswer } from './answers';
import { fetchCommits, fetchRun } from './lookups';
import { fetchAttempts, fetchHooks, redeliver } from './hooks';
import type { AttemptsPage, Hook } from './hooks';
import { Meter } from './meter';
import { fetchPage } from './page';
import type { Page, PageRequest } from './page';
import { allPaths } from './paths';
import { fetchNames } from './names';
import type { NamesPage, NamesRequest } from './names';
import { fetchPushes } from './pushes';
import type { PushesAnswer, PushesRequest } from './pushes';
import { nameOf, probe } from './probe';
import type { Probe } from './probe';
import { PULL_REQUEST_QUERY } from './queries';
import type { RateLimit } from './rate-limit';
import { Requests } from './requests';
import { setStatus } from './set-status';
import type { StatusRequest } from './set-status';
import type { GitHubApiSettings } from './settings';
import { pullRequestFacts } from './to-facts';

/** GitHub itself gives up on a query after ten seconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A pull request to fetch. */
export interface PullRequestRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Whether its changed files are wanted. */
  readonly withPaths: boolean;
}

/**
 * What sync asks GitHub. Each call waits for limits and repeats what may pass. It throws a Failure for
 * what does not, with status 404 where a repository is not to be seen and 409 for a cursor that GitHub
 * does not know any more; and the signal's reason when it is stopped.
 */
export interface GitHubApi {
  page(request: PageRequest, signal: AbortSignal): Promise<Page>;
  /** @param etag of the last probe; null: there was none */
  probe(repository: string, etag: string | null, signal: AbortSignal): Promise<Probe>;
  /** @param repository a name that it had: whose token to use */
  nameOf(id: number, repository: string, signal: AbortSignal): Promise<RepositoryIdentity>;
  pullRequest(request: PullRequestRequest, signal: AbortSignal): Promise<PullRequestFacts>;
  /** @param request up to `MOST_COMMITS` names of commits, in full */
  commits(
    request: { readonly repository: string; readonly shas: readonly string[] },
    signal: AbortSignal
  ): Promise<readonly CommitFacts[]>;
  /** A page of releases or tags, the newest first. */
  names(request: NamesRequest, signal: AbortSignal): Promise<NamesPage>;
  pushes(request: PushesRequest, signal: AbortSignal): Promise<PushesAnswer>;
  /** Null while it goes on; `unknown` where GitHub does not show it. */
  run(
    request: { readonly repository: RepositoryIdentity; readonly runId: number },
    signal: AbortSignal
  ): Promise<RunFacts | null>;
  /** Throws a Failure with status 400 where GitHub does not have the commit. */
  setStatus(request: StatusRequest, signal: AbortSignal): Promise<void>;
  /** The webhooks that bring deliveries of a repository here. Throws with 403 or 404 where they are not to be seen. */
  hooks(repository: string, signal: AbortSignal): Promise<readonly Hook[]>;
  /** A page of what a webhook delivered, the newest first. */
  deliveries(hook: Hook, cursor: string | null, signal: AbortSignal): Promise<AttemptsPage>;
  /** Asks for a delivery again. Throws with 403 or 404 where that may not be. */
  redeliver(hook: Hook, attemptId: string, signal: AbortSignal): Promise<void>;
  /** HTTP requests sent so far. */
  readonly requests: number;
  /** What is left of GitHub's limits, as last told. */
  readonly limits: readonly RateLimit[];
}

/** Nothing is sent before the first call. */
export function createGitHubApi(settings: GitHubApiSettings): GitHubApi {
  const meter = new Meter(settings.requestTimeoutMs ?? REQUEST_TIMEOUT_MS);
  const requests = new Requests(settings, meter);
  return {
    page: (request, signal) => fetchPage(requests, request, signal),
    probe: (repository, etag, signal) => probe(requests, repository, etag, signal),
    nameOf: (id, repository, signal) => nameOf(requests, id, repository, signal),
    pullRequest: (request, signal) => fetchPullRequest(requests, request, signal),
    commits: (request, signal) => fetchCommits(requests, request, signal),
    names: (request, signal) => fetchNames(requests, request, signal),
    pushes: (request, signal) => fetchPushes(requests, request, signal),
    run: (request, signal) => fetchRun(requests, request, signal),
    setStatus: (request, signal) => setStatus(requests, request, signal),
    hooks: (repository, signal) => fetchHooks(requests, repository, signal),
    deliveries: (hook, cursor, signal) => fetchAttempts(requests, hook, cursor, signal),
    redeliver: (hook, attemptId, signal) => redeliver(requests, hook, attemptId, signal),
    get requests() {
      return meter.requests;
    },
    get limits() {
      return meter.limits;
    },
  };
}

async function fetchPullRequest(
  requests: Requests,
  { repository: fullName, number, withPaths }: PullRequestRequest,
  signal: AbortSignal
): Promise<PullRequestFacts> {
  const variables = { number, withPaths };
  const query = {
    repository: fullName,
    text: PULL_REQUEST_QUERY,
    variables: () => variables,
    answer: pullRequestAnswer,
  };
  const { repository } = await requests.graphql(query, signal);
  const { databaseId, nameWithOwner, pullRequest } = repository;
  const identity = { id: databaseId, fullName: nameWithOwner };
  return pullRequestFacts(identity, pullRequest, await allPaths(requests, identity, pullRequest, signal));
}
