import { deploymentsOf, mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';

const PULL_REQUESTS = 1_500;
const PAGE = 100;

/** A page's statements may each go over a table that is small. */
const MOST_READS_A_PAGE = 25 * PULL_REQUESTS;

describe('sre-metrics github sync, where PostgreSQL has not counted its tables yet', () => {
  it('does not go over all pull requests for each deployment', async () => {
    const bench = await openSyncBench();
    try {
      bench.shop.pullRequests = mergedPullRequests(PULL_REQUESTS);
      bench.shop.deployments = deploymentsOf(bench.shop.pullRequests, 7);
      await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
      for (const table of ['github_pull_requests', 'github_deployments', 'github_facts']) {
        await bench.rows(`alter table stackflow.${table} set (autovacuum_enabled = false)`);
      }
      expect(await bench.sync()).toMatchObject({ status: 0, err: '' });
      const reads = await readsOf(bench);
      expect(reads).toBeGreaterThan(PULL_REQUESTS);
      expect(reads).toBeLessThan((PULL_REQUESTS / PAGE) * MOST_READS_A_PAGE);
    } finally {
      await bench.close();
    }
  });
});

/** How often rows of pull requests were read. */
async function readsOf(bench: SyncBench): Promise<number> {
  // A session tells what it read when it ends.
  await until(async () => {
    const others = await bench.rows(`
      select from pg_stat_activity where datname = current_database() and usename <> current_user`);
    return others.length === 0;
  });
  const [found] = await bench.rows(`
    select (seq_tup_read + idx_tup_fetch)::int as reads
    from pg_stat_user_tables
    where relid = 'stackflow.github_pull_requests'::regclass`);
  return Number(found?.['reads']);
}
