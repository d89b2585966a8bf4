import { z } from 'zod';

import type { FakeDeployment, FakeName, FakePullRequest, FakePush, FakeRepository } from './fake-data';
import { runUrl } from './fake-graphql';
import { webhookExamples } from './webhook-examples';
import type { Example } from './webhook-examples';

/** Real payloads with what they tell changed to what the fake GitHub holds, so that both say the same. */

const part = z.record(z.string(), z.unknown());
const pullRequestExample = z.looseObject({
  repository: part,
  pull_request: z.looseObject({ user: part, base: part, head: part }),
});
const deploymentExample = z.looseObject({ repository: part, deployment: part, deployment_status: part });

const pushExample = z.looseObject({ repository: part, sender: part });
const releaseExample = z.looseObject({ repository: part, release: part });

const EXAMPLES = webhookExamples();

function example(event: string): object {
  const one = EXAMPLES.find((any) => any.event === event);
  if (one === undefined) {
    throw new Error(`There is no payload of ${event}.`);
  }
  return one.payload;
}

const PULL_REQUEST = pullRequestExample.parse(example('pull_request'));
const DEPLOYMENT = deploymentExample.parse(example('deployment_status'));

const PUSH = pushExample.parse(example('push'));
const RELEASE = releaseExample.parse(example('release'));

/** A pull request as it is now. */
export function pullRequestEvent({ id, fullName }: FakeRepository, now: FakePullRequest): Example {
  const { repository, pull_request: pullRequest } = PULL_REQUEST;
  return {
    event: 'pull_request',
    payload: {
      ...PULL_REQUEST,
      number: now.number,
      repository: { ...repository, id, full_name: fullName },
      pull_request: {
        ...pullRequest,
        number: now.number,
        title: now.title,
        body: now.body,
        html_url: `https://github.com/${fullName}/pull/${now.number}`,
        user:
          now.author === null
            ? null
            : {
                ...pullRequest.user,
                login: now.isBot ? `${now.author}[bot]` : now.author,
                type: now.isBot ? 'Bot' : 'User',
              },
        base: { ...pullRequest.base, ref: now.base },
        head: { ...pullRequest.head, ref: now.head, sha: now.headSha },
        labels: now.labels.map((name) => ({ name })),
        state: now.state === 'OPEN' ? 'open' : 'closed',
        merged: now.merge !== null,
        created_at: iso(now.createdAt),
        updated_at: iso(now.updatedAt),
        closed_at: now.closedAt && iso(now.closedAt),
        merged_at: now.merge && iso(now.merge.at),
        merge_commit_sha: now.merge?.sha ?? null,
      },
    },
  };
}

/** What a deployment came to, once for each of its statuses. */
export function deploymentEvents({ id, fullName }: FakeRepository, now: FakeDeployment): readonly Example[] {
  const { repository, deployment, deployment_status: status } = DEPLOYMENT;
  return now.statuses.map(({ state, at, runId }) => ({
    event: 'deployment_status',
    payload: {
      ...DEPLOYMENT,
      repository: { ...repository, id, full_name: fullName },
      deployment: { ...deployment, id: now.id, sha: now.sha, environment: now.environment },
      deployment_status: {
        ...status,
        state: state.toLowerCase(),
        created_at: iso(at),
        log_url: runId === undefined ? '' : runUrl(runId),
      },
    },
  }));
}

/** A push to a branch. */
export function pushEvent({ id, fullName }: FakeRepository, { branch, before, after, at, author }: FakePush): Example {
  return {
    event: 'push',
    payload: {
      ...PUSH,
      repository: { ...PUSH.repository, id, full_name: fullName, pushed_at: Math.floor(at.getTime() / 1_000) },
      sender: { ...PUSH.sender, login: author, type: 'User' },
      ref: `refs/heads/${branch}`,
      created: false,
      before,
      after,
    },
  };
}

/** A release that is published. */
export function releaseEvent({ id, fullName }: FakeRepository, { name, at, isPrerelease = false }: FakeName): Example {
  return {
    event: 'release',
    payload: {
      ...RELEASE,
      action: 'published',
      repository: { ...RELEASE.repository, id, full_name: fullName },
      release: { ...RELEASE.release, tag_name: name, draft: false, prerelease: isPrerelease, published_at: iso(at) },
    },
  };
}

/** GitHub tells whole seconds. */
function iso(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
