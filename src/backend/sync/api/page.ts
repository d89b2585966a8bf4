import type { DeploymentFacts, PullRequestFacts, RepositoryIdentity } from '../facts/facts';
import { pageAnswer } from './answers';
import type { DeploymentAnswer, PullRequestAnswer } from './answers';
import { allPaths, nextOf } from './paths';
import { PAGE_QUERY } from './queries';
import type { Requests } from './requests';
import { deploymentFacts, pullRequestFacts } from './to-facts';

/** The most that GitHub gives on a page. */
export const FULL_PAGE = 100;
/** The least that is asked for when GitHub cannot cope. */
const LEAST_PAGE = 10;

export interface PageRequest {
  /** `owner/name`; a former name leads to the repository too. */
  readonly repository: string;
  /** How many to ask for, up to `FULL_PAGE`; less is asked for where GitHub cannot cope. */
  readonly size: number;
  /** Null: none are wanted. `after`: the cursor of the page before; null: the newest. */
  readonly pullRequests: { readonly after: string | null; readonly withPaths: boolean } | null;
  readonly deployments: { readonly after: string | null; readonly environments: readonly string[] } | null;
}

export interface Page {
  /** As it is called now. */
  readonly repository: RepositoryIdentity;
  /** How many were asked for in the end. */
  readonly size: number;
  /** By `updatedAt`, the newest first. `next`: the cursor of the following page; null: this is the last. */
  readonly pullRequests: {
    readonly facts: readonly PullRequestFacts[];
    /** Pull requests of the repository. */
    readonly total: number;
    readonly next: string | null;
  } | null;
  /** By when they were made, the newest first. */
  readonly deployments: {
    readonly facts: readonly DeploymentFacts[];
    /** When the newest and the oldest of the page were made; null: the page is empty. */
    readonly created: { readonly newestAt: Date; readonly oldestAt: Date } | null;
    readonly next: string | null;
  } | null;
}

/** One page of a repository's pull requests, of its deployments, or of both at once. */
export async function fetchPage(
  requests: Requests,
  { repository: fullName, size, pullRequests, deployments }: PageRequest,
  signal: AbortSignal
): Promise<Page> {
  let pageSize = size;
  const answer = await requests.graphql(
    {
      repository: fullName,
      text: PAGE_QUERY,
      variables: (failedAttempts) => {
        // The first repetition asks the same again: most errors have nothing to do with the size.
        pageSize = Math.max(LEAST_PAGE, Math.floor(size / 2 ** Math.max(0, failedAttempts - 1)));
        return {
          size: pageSize,
          withPullRequests: pullRequests !== null,
          pullRequestsAfter: pullRequests?.after ?? null,
          withPaths: pullRequests?.withPaths ?? false,
          withDeployments: deployments !== null,
          deploymentsAfter: deployments?.after ?? null,
          environments: deployments?.environments ?? null,
        };
      },
      answer: pageAnswer,
    },
    signal
  );
  const { databaseId, nameWithOwner, ...fields } = answer.repository;
  const repository = { id: databaseId, fullName: nameWithOwner };
  return {
    repository,
    size: pageSize,
    pullRequests: fields.pullRequests
      ? {
          facts: await factsOf(requests, repository, fields.pullRequests.nodes, signal),
          total: fields.pullRequests.totalCount,
          next: nextOf(fields.pullRequests.pageInfo),
        }
      : null,
    deployments: fields.deployments
      ? {
          facts: fields.deployments.nodes.map((one) => deploymentFacts(repository, one)),
          created: madeOf(fields.deployments.nodes),
          next: nextOf(fields.deployments.pageInfo),
        }
      : null,
  };
}

async function factsOf(
  requests: Requests,
  repository: RepositoryIdentity,
  answers: readonly PullRequestAnswer[],
  signal: AbortSignal
): Promise<readonly PullRequestFacts[]> {
  const facts: PullRequestFacts[] = [];
  for (const one of answers) {
    facts.push(pullRequestFacts(repository, one, await allPaths(requests, repository, one, signal)));
  }
  return facts;
}

function madeOf(answers: readonly DeploymentAnswer[]): { newestAt: Date; oldestAt: Date } | null {
  const [newest, oldest] = [answers.at(0), answers.at(-1)];
  return newest && oldest ? { newestAt: newest.createdAt, oldestAt: oldest.createdAt } : null;
}
