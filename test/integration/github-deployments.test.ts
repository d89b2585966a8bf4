import { mergedPullRequest, mergedPullRequests } from '../support/github/fake-data';
import type { FakeDeployment } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

/** Deployments as GitHub's API tells them, and what sync looks up beside. */

let bench: SyncBench;
beforeEach(async () => {
  bench = await openSyncBench();
  await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
});
afterEach(() => bench.close());

const MINUTE_MS = 60_000;
const PUSHED = 'e'.repeat(40);
const mergeOf = (number: number) => {
  const { merge } = mergedPullRequest(number);
  if (merge === null) {
    throw new Error('It is merged.');
  }
  return merge;
};
const later = (date: Date, minutes: number) => new Date(date.getTime() + minutes * MINUTE_MS);

type State = FakeDeployment['statuses'][number]['state'];

/** Ended some minutes after this pull request was merged. */
function deployed(id: number, sha: string, number: number, minutes: number, state: State = 'SUCCESS', runId?: number) {
  const at = later(mergeOf(number).at, minutes);
  const status = { state, at, ...(runId !== undefined && { runId }) };
  return { id, sha, environment: 'production', createdAt: at, statuses: [status] };
}

const records = async () =>
  (
    await bench.rows(`
      select p.number::int as number, p.skip_reason, r.closed_at, r.deployment_outcome as outcome
      from stackflow.github_pull_requests as p
      left join stackflow.github_changes as c on c.repository_id = p.repository_id and c.number = p.number
      left join stackflow.change_records as r on r.id = c.change_id
      order by p.number`)
  ).map((row) => (row['closed_at'] === null ? row['skip_reason'] : [row['closed_at'], row['outcome']]));

const paths = () => bench.github.seen.map(({ kind, path }) => (kind === 'rest' ? path : kind));

it('counts all that a deployment carried from when it was live, whichever commit it was of', async () => {
  bench.shop.pullRequests = mergedPullRequests(7);
  // A push on top of the fifth.
  bench.shop.ancestors.set(
    PUSHED,
    [5, 4, 3, 2, 1].map((number) => mergeOf(number).sha)
  );
  bench.shop.deployments = [deployed(1, mergeOf(2).sha, 2, 1), deployed(2, PUSHED, 5, 2)];
  await bench.run();
  expect(await records()).toEqual([
    ...[1, 2].map(() => [later(mergeOf(2).at, 1), 'successful']),
    ...[3, 4, 5].map(() => [later(mergeOf(5).at, 2), 'successful']),
    ...[6, 7].map(() => 'not_deployed'),
  ]);
});

it('asks what a commit holds once, ten in a request, and nothing of one that a merge made', async () => {
  bench.shop.pullRequests = mergedPullRequests(30);
  const pushed = Array.from({ length: 12 }, (_, index) => (index + 10).toString(16).padStart(40, '0'));
  pushed.forEach((sha, index) => bench.shop.ancestors.set(sha, [mergeOf(index + 1).sha]));
  bench.shop.deployments = [
    ...pushed.map((sha, index) => deployed(index + 1, sha, index + 1, 5)),
    deployed(20, mergeOf(30).sha, 30, 1),
  ];
  // Whether anything changed, the page, pushes, two lots of commits.
  expect(await bench.run()).toMatchObject({ requests: 5 });
  expect(await bench.run()).toMatchObject({ requests: 3 });
  expect((await records())[11]).toEqual([later(mergeOf(12).at, 5), 'successful']);
});

it('tells a run that was cancelled from one that failed', async () => {
  bench.shop.pullRequests = mergedPullRequests(3);
  bench.shop.runs = [
    { id: 51, conclusion: 'cancelled', updatedAt: later(mergeOf(1).at, 1) },
    { id: 52, conclusion: 'failure', updatedAt: later(mergeOf(2).at, 1) },
  ];
  bench.shop.deployments = [
    deployed(1, mergeOf(1).sha, 1, 1, 'ERROR', 51),
    deployed(2, mergeOf(2).sha, 2, 1, 'FAILURE', 52),
    deployed(3, mergeOf(3).sha, 3, 2 * 24 * 60),
  ];
  await bench.run();
  expect(await records()).toEqual([
    // Only the second attempt was tried.
    [later(mergeOf(2).at, 1), 'failed'],
    [later(mergeOf(2).at, 1), 'failed'],
    [later(mergeOf(3).at, 2 * 24 * 60), 'successful'],
  ]);
  expect(paths().filter((path) => path.includes('/actions/runs/'))).toHaveLength(2);
});

it('asks for each run that failed once, whatever came after it', async () => {
  bench.shop.pullRequests = mergedPullRequests(2);
  bench.shop.runs = [{ id: 51, conclusion: 'cancelled', updatedAt: later(mergeOf(1).at, 1) }];
  bench.shop.deployments = [deployed(1, mergeOf(1).sha, 1, 1, 'FAILURE', 51), deployed(2, mergeOf(2).sha, 2, 1)];
  await bench.run();
  await bench.run();
  expect(await records()).toEqual([1, 2].map(() => [later(mergeOf(2).at, 1), 'successful']));
  expect(paths().filter((path) => path.includes('/actions/runs/'))).toHaveLength(1);
});

it('takes a run that it may not see for one that failed', async () => {
  bench.shop.pullRequests = mergedPullRequests(1);
  bench.shop.deployments = [deployed(1, mergeOf(1).sha, 1, 1, 'FAILURE', 51)];
  await bench.run();
  await bench.run();
  expect(await records()).toEqual([[later(mergeOf(1).at, 1), 'failed']]);
  expect(paths().filter((path) => path.includes('/actions/runs/'))).toHaveLength(1);
});

it('asks for runs again that it may not see, one a sync, and for the others once it may', async () => {
  bench.shop.pullRequests = mergedPullRequests(3);
  bench.shop.runs = [51, 52].map((id) => ({ id, conclusion: 'cancelled', updatedAt: later(mergeOf(1).at, 1) }));
  bench.shop.deployments = [
    deployed(1, mergeOf(1).sha, 1, 1, 'FAILURE', 51),
    deployed(2, mergeOf(2).sha, 2, 1, 'FAILURE', 52),
    deployed(3, mergeOf(3).sha, 3, 2 * 24 * 60),
  ];
  const asked = () => paths().filter((path) => path.includes('/actions/runs/')).length;
  bench.github.meddle = ({ path }) =>
    path.includes('/actions/runs/')
      ? { kind: 'instead', status: 403, change: () => '{"message":"Resource not accessible by integration"}' }
      : undefined;
  await bench.run();
  expect(asked()).toBe(2);
  await bench.run();
  expect(asked()).toBe(3);
  bench.github.meddle = () => undefined;
  await bench.run();
  expect(await records()).toEqual([1, 2, 3].map(() => [later(mergeOf(3).at, 2 * 24 * 60), 'successful']));
  await bench.run();
  expect(asked()).toBe(5);
});

it('asks for a commit again for a day that GitHub did not have at once', async () => {
  bench.shop.pullRequests = mergedPullRequests(3);
  bench.shop.deployments = [deployed(1, PUSHED, 3, 2)];
  await bench.run();
  expect(await records()).not.toContainEqual([later(mergeOf(3).at, 2), 'successful']);
  await bench.rows(`update stackflow.github_facts set stored_at = now() - interval '25 hours' where kind = 'commit'`);
  const { requests } = await bench.run();
  await bench.rows(`update stackflow.github_facts set stored_at = now() where kind = 'commit'`);
  expect((await bench.run()).requests).toBe(requests + 1);
  bench.shop.ancestors.set(PUSHED, [mergeOf(3).sha]);
  await bench.run();
  expect(await records()).toEqual([1, 2, 3].map(() => [later(mergeOf(3).at, 2), 'successful']));
});

it('goes on where looking up was cut off', async () => {
  bench.shop.pullRequests = mergedPullRequests(3);
  bench.shop.ancestors.set(PUSHED, [mergeOf(3).sha]);
  bench.shop.deployments = [deployed(1, PUSHED, 3, 2)];
  bench.github.meddle = (_, index) => (index >= 2 ? { kind: 'status', status: 502 } : undefined);
  expect((await bench.run()).results).toMatchObject([{ outcome: { kind: 'failed' } }]);
  bench.github.meddle = () => undefined;
  await bench.run();
  expect(await records()).toEqual([1, 2, 3].map(() => [later(mergeOf(3).at, 2), 'successful']));
});
