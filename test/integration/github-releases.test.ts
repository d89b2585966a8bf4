import type { Pool } from 'pg';

import { openPool } from '../../tooling/database-pool';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import { deliver } from '../support/github/deliver';
import { mergedPullRequest, mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { webhookExamples } from '../support/github/webhook-examples';

/** What is deployed by releases or tags. */

let bench: SyncBench;
let pool: Pool;
beforeEach(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 4 });
  bench.shop.pullRequests = mergedPullRequests(5);
});
afterEach(async () => {
  await pool.end();
  await bench.close();
});

const mergeOf = (number: number) => mergedPullRequest(number).merge ?? { at: new Date(0), sha: '' };
const after = (number: number, minutes = 5) => new Date(mergeOf(number).at.getTime() + minutes * 60_000);
const named = (name: string, number: number) => ({ name, sha: mergeOf(number).sha, at: after(number) });
const deployedBy = (by: string, set = '') =>
  bench.rows(`update stackflow.github_repositories set ${set} deployed_by = '${by}'`);
const lives = async () =>
  (
    await bench.rows(`
      select p.skip_reason, r.closed_at
      from stackflow.github_pull_requests as p
      left join stackflow.github_changes as c on c.repository_id = p.repository_id and c.number = p.number
      left join stackflow.change_records as r on r.id = c.change_id
      order by p.number`)
  ).map((row) => row['closed_at'] ?? row['skip_reason']);
const carried = [after(2), after(2), after(4), after(4), 'not_deployed'];

it.each(['release', 'tag'] as const)('a %s carries what was merged since the one before', async (by) => {
  await deployedBy(by);
  bench.shop[by === 'release' ? 'releases' : 'tags'] = [named('v1', 2), named('v2', 4)];
  await bench.run();
  expect(await lives()).toEqual(carried);
});

it.each(['merge', 'deployment'] as const)('releases and tags say nothing where it is deployed by %s', async (by) => {
  await deployedBy(by);
  bench.shop.releases = [named('v1', 2)];
  bench.shop.tags = [named('v1', 2)];
  await bench.run();
  expect(await lives()).toEqual([1, 2, 3, 4, 5].map((number) => mergeOf(number).at));
});

it('leaves out pre-releases, and tags by their names', async () => {
  await deployedBy('release');
  bench.shop.releases = [named('v1', 2), { ...named('v2-rc', 3), isPrerelease: true }, named('v2', 4)];
  await bench.run();
  expect(await lives()).toEqual(carried);
  await deployedBy('tag', `tags = '{v*}',`);
  bench.shop.tags = [named('docs-7', 1), named('v1', 2), named('docs-8', 5), named('v2', 4)];
  await bench.run();
  await bench.rows(`update stackflow.github_sync_state set derive_from = '2000-01-01'`);
  bench.shop.pullRequests.push(mergedPullRequest(6));
  await bench.run();
  expect((await lives()).slice(0, 5)).toEqual(carried);
});

it('finds a new one with the next sync, and reads no more pages than hold news', async () => {
  await deployedBy('tag');
  bench.shop.tags = olderTags();
  bench.shop.ancestors.set('9'.repeat(40), []);
  await bench.run();
  const before = bench.github.requests;
  bench.shop.tags.push(named('v1', 3));
  await bench.run();
  // Whether anything changed, the page with the news, the one after it, pushes.
  expect(bench.github.requests - before).toBe(4);
  expect((await lives()).slice(0, 3)).toEqual([1, 2, 3].map(() => after(3)));
});

const olderTags = () =>
  Array.from({ length: 250 }, (_, index) => ({
    ...{ name: `old-${index}`, sha: '9'.repeat(40), at: new Date(Date.UTC(2024, 0, 1, 0, index)) },
  }));
/** Fails after so many pages of tags. */
const failAfter = (pages: number) => {
  let seen = 0;
  bench.github.meddle = ({ variables }) =>
    variables['tags'] === true && (seen += 1) > pages ? { kind: 'status', status: 500 } : undefined;
};
const storedTags = async () => (await bench.rows(`select from stackflow.github_facts where kind = 'tag'`)).length;

it('reads all of them where a mapping comes to be deployed by them, however often it is cut off', async () => {
  await deployedBy('merge');
  bench.shop.tags = olderTags();
  await bench.run();
  await deployedBy('tag');
  for (const pages of [1, 2]) {
    failAfter(pages);
    expect(await bench.run()).toMatchObject({ results: [{ outcome: { kind: 'failed' } }] });
  }
  bench.github.meddle = () => undefined;
  await bench.run();
  expect(await storedTags()).toBe(250);
});

it('leaves no gap where the pages that hold news are cut off', async () => {
  await deployedBy('tag');
  bench.shop.tags = olderTags().slice(0, 5);
  await bench.run();
  bench.shop.tags = olderTags();
  await bench.rows(`
    create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'No space left'; end $$;
    create trigger refuse before insert on stackflow.github_facts
      for each row when (new.key = 'old-100') execute function public.refuse()`);
  await bench.run().catch(() => undefined);
  await bench.rows('drop trigger refuse on stackflow.github_facts');
  await bench.run();
  expect(await storedTags()).toBe(250);
});

it('is told by an event, and asks which commit it is of', async () => {
  await deployedBy('release', 'repository_id = 7,');
  await bench.run();
  bench.shop.releases = [named('v1', 4)];
  const [example] = webhookExamples().filter(({ event }) => event === 'release');
  const payload = {
    ...example?.payload,
    repository: { id: 7, full_name: 'acme/shop' },
    release: { tag_name: 'v1', draft: false, prerelease: false, published_at: after(4).toISOString() },
  };
  const credentials = { kind: 'token', token: 'ghp_test' } as const;
  const api = createGitHubApi({ credentials, baseUrl: bench.github.url, retryBaseMs: 1 });
  await deliver(pool, { event: 'release', payload }, api);
  expect(await lives()).toEqual([...[1, 2, 3, 4].map(() => after(4)), 'not_deployed']);
});
