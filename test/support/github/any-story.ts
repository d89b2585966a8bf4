import fc from 'fast-check';

import { mergedPullRequest } from './fake-data';
import type { FakeDeployment, FakeName, FakePullRequest, FakePush, FakeRepository, FakeRun } from './fake-data';
import { deploymentEvents, pullRequestEvent, pushEvent, releaseEvent } from './webhook-events';
import type { Example } from './webhook-examples';

/** Lives of a few pull requests, of their deployments and runs, pushes and releases, at random but as GitHub lets them happen. */

export interface Story {
  /** Every event, in the order of what happened. */
  readonly events: readonly Example[];
  /** How it ends. */
  readonly pullRequests: readonly FakePullRequest[];
  readonly deployments: readonly FakeDeployment[];
  /** How the runs ended that deployed; no event tells it. */
  readonly runs: readonly FakeRun[];
  readonly pushes: readonly FakePush[];
  readonly releases: readonly FakeName[];
}

const SECOND_MS = 1_000;
const BEGIN = Date.UTC(2026, 2, 2, 9);
/** A commit that no merge made. */
const PUSHED = 'e'.repeat(40);

/** What happens to a pull request in one step. */
type Step = (now: FakePullRequest, at: Date) => Partial<FakePullRequest>;

const changes: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom('One', 'Other').map((title) => () => ({ title })),
  fc.subarray(['hotfix', 'no-deploy', 'else']).map((labels) => () => ({ labels })),
  fc.constantFrom(...['main', 'develop']).map(
    (base) =>
      ({ merge }: FakePullRequest) =>
        merge ? {} : { base }
  )
);
const close: Step = (_, at) => ({ state: 'CLOSED', closedAt: at });
const reopen: Step = () => ({ state: 'OPEN', closedAt: null });
const merge: Step = ({ number }, at) => ({ state: 'MERGED', closedAt: at, merge: { at, sha: shaOf(number) } });

const life: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(changes, { maxLength: 2 }),
    fc.oneof(
      { arbitrary: fc.constant([merge]), weight: 4 },
      fc.constant([close]),
      fc.constant([close, reopen, merge]),
      fc.constant([])
    ),
    fc.array(changes, { maxLength: 2 })
  )
  .map((parts) => parts.flat());

const deploymentState = fc.constantFrom('SUCCESS', 'FAILURE', 'ERROR', 'INACTIVE', 'IN_PROGRESS', 'PENDING');

/** @param gaps seconds between two steps */
function pullRequestStory(repository: FakeRepository, number: number, gaps: fc.Arbitrary<number>) {
  return fc
    .record({
      steps: life,
      reverts: number === 1 ? fc.constant(null) : fc.option(fc.integer({ min: 1, max: number - 1 })),
      paths: fc.subarray(['shop/a.ts', 'search/b.ts', 'README.md']),
      gap: gaps,
    })
    .map(({ steps, reverts, paths, gap }) => {
      const at = (index: number) => new Date(BEGIN + (number * 60 + index * gap) * SECOND_MS);
      let now = opened(number, at(0), paths, reverts === null ? null : `Reverts ${repository.fullName}#${reverts}`);
      const events = [pullRequestEvent(repository, now)];
      steps.forEach((step, index) => {
        const updatedAt = at(index + 1);
        now = { ...now, ...step(now, updatedAt), updatedAt };
        events.push(pullRequestEvent(repository, now));
      });
      return { events, pullRequest: now };
    });
}

function deploymentStory(
  repository: FakeRepository,
  id: number,
  numbers: readonly number[],
  gaps: fc.Arbitrary<number>
) {
  return fc
    .record({
      number: fc.constantFrom(...numbers),
      environment: fc.constantFrom('production', 'production', 'staging'),
      states: fc.array(deploymentState, { minLength: 1, maxLength: 3 }),
      run: fc.constantFrom(null, 'failure', 'cancelled'),
      gap: gaps,
    })
    .map(({ number, environment, states, run, gap }) => {
      const createdAt = new Date(BEGIN + (id * 60 + 600) * SECOND_MS);
      const deployment: FakeDeployment = {
        id,
        sha: shaOf(number),
        environment,
        createdAt,
        statuses: states.map((state, index) => ({
          state,
          at: new Date(createdAt.getTime() + index * gap * SECOND_MS),
          ...(run !== null && { runId: id + 50 }),
        })),
      };
      const runs: FakeRun[] = run === null ? [] : [{ id: id + 50, conclusion: run, updatedAt: createdAt }];
      return { events: deploymentEvents(repository, deployment), deployment, runs };
    });
}

/** A push on top of a pull request's merge, sometimes deployed as well. */
const pushArbitrary = (numbers: readonly number[]): fc.Arbitrary<FakePush> =>
  fc
    .record({
      number: fc.constantFrom(...numbers),
      minute: fc.integer({ min: 0, max: 20 }),
      author: fc.constantFrom('ada'),
    })
    .map(({ number, minute, author }) => ({
      ...{
        branch: 'main',
        before: shaOf(number),
        after: PUSHED,
        at: new Date(BEGIN + minute * 60 * SECOND_MS),
        author,
      },
    }));

const releaseArbitrary = (name: string, numbers: readonly number[]): fc.Arbitrary<FakeName> =>
  fc
    .record({
      number: fc.constantFrom(...numbers),
      minute: fc.integer({ min: 0, max: 20 }),
      isPrerelease: fc.constantFrom(false, false, true),
    })
    .map(({ number, minute, isPrerelease }) => ({
      ...{ name, sha: shaOf(number), at: new Date(BEGIN + minute * 60 * SECOND_MS), isPrerelease },
    }));

/**
 * @param leastGap seconds between two steps of a life; with 0, some happen in the same second, of which
 *   GitHub's times do not tell the first
 */
export function storyArbitrary(repository: FakeRepository, leastGap: 0 | 1): fc.Arbitrary<Story> {
  const gaps = fc.integer({ min: leastGap, max: 2 });
  const numbers = [1, 2, 3];
  return fc
    .tuple(
      fc.tuple(...numbers.map((number) => pullRequestStory(repository, number, gaps))),
      fc.subarray([1, 2]).chain((ids) => fc.tuple(...ids.map((id) => deploymentStory(repository, id, numbers, gaps)))),
      fc.option(pushArbitrary(numbers)).map((push) => (push === null ? [] : [push])),
      fc.subarray(['v1', 'v2']).chain((names) => fc.tuple(...names.map((name) => releaseArbitrary(name, numbers))))
    )
    .map(([pullRequests, deployments, pushes, releases]) => ({
      events: [
        ...[...pullRequests, ...deployments].flatMap(({ events }) => events),
        ...pushes.map((push) => pushEvent(repository, push)),
        ...releases.map((release) => releaseEvent(repository, release)),
      ],
      pullRequests: pullRequests.map(({ pullRequest }) => pullRequest),
      deployments: deployments.map(({ deployment }) => deployment),
      runs: deployments.flatMap(({ runs }) => runs),
      pushes,
      releases,
    }));
}

function opened(number: number, at: Date, paths: readonly string[], body: string | null): FakePullRequest {
  return mergedPullRequest(number, {
    createdAt: at,
    updatedAt: at,
    state: 'OPEN',
    closedAt: null,
    merge: null,
    firstCommitAt: new Date(at.getTime() - 1_800 * SECOND_MS),
    paths: [...paths],
    ...(body !== null && { body }),
  });
}

function shaOf(number: number): string {
  return String(number).repeat(40);
}
