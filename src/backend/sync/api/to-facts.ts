import { webAddressOf } from '../../../model/web-address';
import type { DeploymentFacts, PullRequestFacts, RepositoryIdentity } from '../facts/facts';
import { newestDeployment } from '../facts/newest';
import { authorName, runIdOf } from '../facts/names';
import { revertOf } from '../facts/reverts';
import type { DeploymentAnswer, PullRequestAnswer } from './answers';

/** GitHub's answers as facts. */

/** @param paths changed files; null where they were not asked for */
export function pullRequestFacts(
  repository: RepositoryIdentity,
  answer: PullRequestAnswer,
  paths: readonly string[] | null
): PullRequestFacts {
  const first = answer.commits.nodes[0]?.commit;
  return {
    kind: 'pullRequest',
    repository,
    number: answer.number,
    title: answer.title,
    url: answer.url,
    author: answer.author && authorName(answer.author.login),
    isByBot: answer.author?.__typename === 'Bot',
    baseBranch: answer.baseRefName,
    headBranch: answer.headRefName,
    headSha: answer.headRefOid,
    openedAt: answer.createdAt,
    updatedAt: answer.updatedAt,
    readAt: new Date(),
    state: stateOf(answer),
    labels: answer.labels?.nodes.map(({ name }) => name) ?? [],
    firstCommitAt: first?.authoredDate ?? null,
    leftBaseAt: first?.parents.nodes[0]?.committedDate ?? null,
    paths,
    ...revertOf({
      title: answer.title,
      body: answer.body,
      headBranch: answer.headRefName,
      repository: repository.fullName,
    }),
  };
}

function stateOf({ closedAt, mergedAt, mergeCommit }: PullRequestAnswer): PullRequestFacts['state'] {
  if (mergedAt !== null) {
    return { kind: 'merged', mergedAt, mergeCommitSha: mergeCommit?.oid ?? null };
  }
  return closedAt === null ? { kind: 'open' } : { kind: 'closed', closedAt };
}

/** What its statuses come to, by the rule that webhooks' follow. Production environments alone are asked for. */
export function deploymentFacts(repository: RepositoryIdentity, answer: DeploymentAnswer): DeploymentFacts {
  const created: DeploymentFacts = {
    kind: 'deployment',
    repository,
    deploymentId: answer.databaseId,
    sha: answer.commitOid,
    environment: answer.environment ?? '',
    state: 'pending',
    stateAt: answer.createdAt,
    url: null,
    runId: null,
  };
  const statuses = (answer.statuses?.nodes ?? []).map((status) => ({
    ...created,
    state: status.state.toLowerCase(),
    stateAt: status.createdAt,
    url: webAddressOf(status.environmentUrl) ?? webAddressOf(status.logUrl),
    runId: runIdOf(status.logUrl),
  }));
  return statuses.length === 0 ? created : statuses.reduce(newestDeployment);
}
