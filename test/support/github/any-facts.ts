import fc from 'fast-check';

import type { DeploymentFacts, Facts, OtherFacts, PullRequestFacts } from '../../../src/backend/sync/facts/facts';
import { SHOP, deployment, pullRequest } from './facts';

/** What GitHub may tell of a few pull requests, at random, often of the same second. */

const NUMBERS = [1, 2, 3] as const;
const shaOf = (number: number) => String(number).repeat(40);
/** A commit that no merge made. */
const PUSHED = 'e'.repeat(40);

/** Often the same minute, else days or months apart, so that what is bounded by days is met as well. */
const time = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 0, 0, 1, 8, 95))
  .map(([minute, days]) => new Date(Date.UTC(2026, 2, 2 + days, 10, minute)));
const repository = fc.constantFrom(SHOP, { ...SHOP, fullName: 'acme/store' });

const state = (number: number): fc.Arbitrary<PullRequestFacts['state']> =>
  fc.oneof(
    fc.constant({ kind: 'open' as const }),
    time.map((closedAt) => ({ kind: 'closed' as const, closedAt })),
    fc.record({
      kind: fc.constant('merged' as const),
      mergedAt: time,
      mergeCommitSha: fc.constantFrom(null, shaOf(number)),
    })
  );

const anyPullRequest: fc.Arbitrary<PullRequestFacts> = fc.constantFrom(...NUMBERS).chain((number) =>
  fc
    .record({
      repository,
      title: fc.constantFrom('One', 'Other', 'Revert "One"'),
      baseBranch: fc.constantFrom('main', 'main', 'develop'),
      updatedAt: time,
      readAt: fc.option(time),
      state: state(number),
      labels: fc.subarray(['a', 'hotfix', 'no-deploy']),
      firstCommitAt: fc.option(time),
      leftBaseAt: fc.option(time),
      isByBot: fc.boolean(),
      headBranch: fc.constantFrom('feature', 'hotfix/tills'),
      branchRevertsNumber: fc.constantFrom(null, ...NUMBERS),
      paths: fc.option(fc.subarray(['shop/a.ts', 'search/b.ts', 'README.md'])),
      revertsNumber: fc.constantFrom(null, ...NUMBERS),
      revertsSha: fc.constantFrom(null, ...NUMBERS.map(shaOf)),
    })
    .map((changes) => pullRequest({ number, ...changes }))
);

const anyDeployment: fc.Arbitrary<DeploymentFacts> = fc
  .record({
    repository,
    deploymentId: fc.constantFrom(1, 2, 3),
    sha: fc.constantFrom(...NUMBERS.map(shaOf), PUSHED),
    runId: fc.constantFrom(null, 1, 2),
    environment: fc.constantFrom('production', 'production', 'staging'),
    state: fc.constantFrom('success', 'failure', 'error', 'inactive', 'pending'),
    stateAt: time,
  })
  .map(deployment);

const anyOther: fc.Arbitrary<OtherFacts> = fc.oneof(
  fc
    .record({
      kind: fc.constant('commit' as const),
      repository,
      sha: fc.constantFrom(PUSHED, ...NUMBERS.map(shaOf)),
      holds: fc.subarray([PUSHED, ...NUMBERS.map(shaOf)]),
    })
    .chain((one) => fc.tuple(...one.holds.map(() => time)).map((authoredAt) => ({ ...one, authoredAt }))),
  fc.record({
    kind: fc.constant('push' as const),
    // By this name its mapping is found: pushes to a repository that is not mapped are not kept.
    repository: fc.constant(SHOP),
    branch: fc.constantFrom('main', 'main', 'develop'),
    before: fc.constantFrom(...NUMBERS.map(shaOf)),
    sha: fc.constantFrom(PUSHED, shaOf(1)),
    pushedAt: time,
    author: fc.constantFrom('ada', null),
    isByBot: fc.boolean(),
    readAt: fc.option(time),
  }),
  fc.record({
    kind: fc.constant('run' as const),
    repository,
    runId: fc.constantFrom(1, 2),
    conclusion: fc.constantFrom('failure', 'cancelled'),
    updatedAt: time,
  }),
  fc.record({
    kind: fc.constantFrom('release' as const, 'tag' as const),
    // As of pushes.
    repository: fc.constant(SHOP),
    name: fc.constantFrom('v1', 'v2', 'search-v1'),
    sha: fc.constantFrom(null, PUSHED, ...NUMBERS.map(shaOf)),
    namedAt: time,
    isFinal: fc.constantFrom(true, true, false),
    readAt: fc.option(time),
  })
);

export const factsArbitrary: fc.Arbitrary<readonly Facts[]> = fc.array(
  fc.oneof(
    { arbitrary: anyPullRequest, weight: 4 },
    { arbitrary: anyDeployment, weight: 3 },
    { arbitrary: anyOther, weight: 2 }
  ),
  { minLength: 1, maxLength: 12 }
);

/** The same facts in another order, some more than once, in batches. */
export function redelivered<T>(facts: readonly T[]): fc.Arbitrary<readonly (readonly T[])[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom(...facts), { maxLength: 5 }),
      fc.integer({ min: 1, max: 4 })
    )
    .chain(([shuffled, again, size]) =>
      fc
        .shuffledSubarray([...shuffled, ...again], { minLength: shuffled.length + again.length })
        .map((sequence) =>
          Array.from({ length: Math.ceil(sequence.length / size) }, (_, index) =>
            sequence.slice(index * size, (index + 1) * size)
          )
        )
    );
}
