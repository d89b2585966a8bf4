import { once } from 'node:events';

import { spawnSreMetrics } from '../support/command-line';
import { mergedPullRequests } from '../support/github/fake-data';
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
});
