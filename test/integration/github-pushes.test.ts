import type { Pool } from 'pg';

import { openPool } from '../../tooling/database-pool';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import { deliver } from '../support/github/deliver';
import { mergedPullRequest } from '../support/github/fake-data';
import type { FakePush } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { pullRequestEvent, pushEvent } from '../support/github/webhook-events';

/** Pushes to the production branch without a pull request. */

let bench: SyncBench;
let pool: Pool;
beforeEach(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 4 });
});
afterEach(async () => {
  await pool.end();
  await bench.close();
});

const BEFORE = 'a'.repeat(40);
const AFTER = 'b'.repeat(40);
const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const PUSH: FakePush = { branch: 'main', before: BEFORE, after: AFTER, at: at('10:00'), author: 'ada' };

const treat = (as: string) =>
  bench.rows(`update stackflow.github_repositories set deploy_without_pull_request = '${as}'`);
const records = () =>
  bench.rows('select external_id, title, created_at, closed_at from stackflow.change_records order by 1');
const known = () => bench.rows(`select key from stackflow.github_facts where kind = 'push'`);
const begin = () => {
  bench.shop.pushes = [PUSH];
  // Two commits of the push, upon the one before.
  bench.shop.ancestors.set(AFTER, ['c'.repeat(40), BEFORE]);
  bench.shop.authoredAt.set(AFTER, at('09:30'));
  bench.shop.authoredAt.set('c'.repeat(40), at('09:00'));
};
const RECORD = {
  external_id: `acme/shop@${AFTER}`,
  title: 'Push of bbbbbbb to main by ada',
  created_at: at('09:00'),
  closed_at: at('10:00'),
};
const githubApi = () =>
  createGitHubApi({ credentials: { kind: 'token', token: 'ghp_test' }, baseUrl: bench.github.url, retryBaseMs: 1 });

it('are records where the mapping says so, that begin with their first commit', async () => {
  begin();
  await treat('record');
  await bench.run();
  expect(await records()).toEqual([RECORD]);
});

it('are the same by an event', async () => {
  begin();
  await treat('record');
  await bench.rows('update stackflow.github_repositories set repository_id = 7');
  await deliver(pool, pushEvent(bench.shop, PUSH), githubApi());
  expect(await records()).toEqual([RECORD]);
  await bench.run();
  expect(await records()).toEqual([RECORD]);
});

it('are known and no records by default, and neither where they are ignored', async () => {
  begin();
  await bench.run();
  expect([await records(), await known()]).toEqual([[], [{ key: `main ${AFTER}` }]]);
});

it('are not even read where they are ignored', async () => {
  begin();
  await treat('ignore');
  await bench.run();
  expect([await records(), await known()]).toEqual([[], []]);
  expect(bench.github.seen.filter(({ path }) => path.endsWith('/activity'))).toEqual([]);
});

it('of other branches are not kept', async () => {
  bench.shop.pushes = [{ ...PUSH, branch: 'feature' }];
  await bench.run();
  expect(await known()).toEqual([]);
});

it('are none once a pull request is known that they merged', async () => {
  await treat('record');
  await bench.rows('update stackflow.github_repositories set repository_id = 7');
  await deliver(pool, pushEvent(bench.shop, PUSH));
  expect(await records()).toHaveLength(1);
  const merged = mergedPullRequest(1, { merge: { at: at('10:00'), sha: AFTER } });
  await deliver(pool, pullRequestEvent(bench.shop, merged));
  expect(await records()).toMatchObject([{ external_id: 'acme/shop#1' }]);
});

it('wait for a deployment where deployments decide, and tell what one carries', async () => {
  begin();
  await treat('record');
  await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
  const deployed = (id: number, sha: string, time: string) => ({
    ...{ id, sha, environment: 'production', createdAt: at(time) },
    statuses: [{ state: 'SUCCESS' as const, at: at(time) }],
  });
  bench.shop.pullRequests = [
    mergedPullRequest(1, { updatedAt: at('09:50'), merge: { at: at('09:50'), sha: 'd'.repeat(40) } }),
  ];
  bench.shop.deployments = [deployed(1, BEFORE, '09:00')];
  await bench.run();
  expect(await records()).toEqual([]);
  bench.shop.deployments.push(deployed(2, AFTER, '11:00'));
  await bench.run();
  expect(await records()).toMatchObject([
    { external_id: 'acme/shop#1', closed_at: at('11:00') },
    { external_id: `acme/shop@${AFTER}`, closed_at: at('11:00') },
  ]);
});

it('cost nothing of the limit where there are no others', async () => {
  begin();
  await bench.run();
  const before = bench.github.seen.length;
  await bench.run();
  expect(bench.github.seen.slice(before).map(({ status }) => status)).toEqual([304, 304]);
});

it('of a GitHub that does not tell them are none', async () => {
  begin();
  bench.github.meddle = ({ path }) => (path.endsWith('/activity') ? { kind: 'status', status: 404 } : undefined);
  expect(await bench.run()).toMatchObject({ results: [{ outcome: { kind: 'synced' } }] });
});
