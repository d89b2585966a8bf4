import { once } from 'node:events';

import { spawnSreMetrics } from '../support/command-line';
import { mergedPullRequests } from '../support/github/fake-data';
import type { FakeDeployment, FakePullRequest } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';

const PULL_REQUESTS = 10_000;
/** Requests into a run after which it is killed. */
const MOST_REQUESTS = 20;
const KILLS = 8;

/** Anywhere from a request's arrival to well after its page is stored. */
const MOST_MS_AFTER = 60;

describe('sre-metrics github sync, killed', () => {
  it('ends with every pull request once, however often that happens', async () => {
    const bench = await openSyncBench();
    try {
      bench.shop.pullRequests = mergedPullRequests(PULL_REQUESTS);
      const killedAt: number[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = bench.github.requests;
        const requests = 1 + Math.floor(Math.random() * MOST_REQUESTS);
        const child = spawnSreMetrics(['github', 'sync'], bench.env);
        const exit = once(child, 'exit');
        await until(() => bench.github.requests >= before + requests || child.exitCode !== null);
        setTimeout(() => child.kill('SIGKILL'), Math.random() * MOST_MS_AFTER);
        const [status, signal] = (await exit) as [number | null, string | null];
        killedAt.push(bench.github.requests);
        // A run that was through before it was killed is a good one as well.
        expect([status, signal]).toEqual(status === null ? [null, 'SIGKILL'] : [0, null]);
      }
      expect(await bench.sync()).toMatchObject({ status: 0, err: '' });
      const [found] = await bench.rows(`
        select count(*)::int as rows, count(distinct external_id)::int as distinct_rows,
          min(split_part(external_id, '#', 2)::int) as lowest, max(split_part(external_id, '#', 2)::int) as highest
        from stackflow.change_records`);
      // The moments tell how to see a failure again.
      expect({ ...found, killedAt }).toEqual({
        killedAt,
        rows: PULL_REQUESTS,
        distinct_rows: PULL_REQUESTS,
        lowest: 1,
        highest: PULL_REQUESTS,
      });
      // A restart asks again for the page under way and the one fetched ahead at most, once whether anything changed,
      // and once for pushes.
      expect(bench.github.requests).toBeLessThanOrEqual(PULL_REQUESTS / 100 + (KILLS + 2) * 4);
    } finally {
      await bench.close();
    }
  }, 240_000);

  it('ends with the same rows as one that nobody killed, where deployments carry the pull requests', async () => {
    const [bench, whole] = [await openSyncBench(), await openSyncBench()];
    try {
      for (const one of [bench, whole]) {
        one.shop.pullRequests = mergedPullRequests(PULL_REQUESTS);
        one.shop.deployments = one.shop.pullRequests.filter(({ number }) => number % 7 === 0).flatMap(deploymentOf);
        one.shop.ancestors = new Map(one.shop.pullRequests.filter(({ number }) => number % 70 === 0).flatMap(pushed));
        await one.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
      }
      await whole.run();
      const killedAt: number[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = bench.github.requests;
        const requests = 1 + Math.floor(Math.random() * 2 * MOST_REQUESTS);
        const child = spawnSreMetrics(['github', 'sync'], bench.env);
        const exit = once(child, 'exit');
        await until(() => bench.github.requests >= before + requests || child.exitCode !== null);
        setTimeout(() => child.kill('SIGKILL'), Math.random() * MOST_MS_AFTER);
        await exit;
        killedAt.push(bench.github.requests);
      }
      expect(await bench.sync()).toMatchObject({ status: 0, err: '' });
      const rows = (one: typeof bench) =>
        one.rows(`
          select r.external_id, r.created_at, r.closed_at, r.deployment_outcome, r.state, c.wrote, c.notes
          from stackflow.change_records as r join stackflow.github_changes as c on c.change_id = r.id
          order by c.number`);
      const [found, expected] = [await rows(bench), await rows(whole)];
      // The moments tell how to see a failure again.
      expect({ killedAt, found }).toEqual({ killedAt, found: expected });
      expect(expected.length).toBeGreaterThan(PULL_REQUESTS - 10);
    } finally {
      await Promise.all([bench.close(), whole.close()]);
    }
  }, 480_000);
});

/** Of the merge's commit; every tenth of a commit that was pushed on top of it. */
function deploymentOf({ number, merge }: FakePullRequest): FakeDeployment[] {
  if (merge === null) {
    return [];
  }
  const sha = number % 70 === 0 ? pushedSha(number) : merge.sha;
  const at = new Date(merge.at.getTime() + 60_000);
  return [{ id: number, sha, environment: 'production', createdAt: at, statuses: [{ state: 'SUCCESS', at }] }];
}

function pushed({ number, merge }: FakePullRequest): [string, string[]][] {
  return merge === null ? [] : [[pushedSha(number), [merge.sha]]];
}

function pushedSha(number: number): string {
  return number.toString(16).padStart(40, '0');
}
