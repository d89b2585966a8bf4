import { sreMetrics } from '../support/command-line';
import { mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

let bench: SyncBench;
beforeEach(async () => {
  bench = await openSyncBench();
  bench.shop.pullRequests = mergedPullRequests(3);
  await bench.run();
});
afterEach(() => bench.close());

const rederive = (...args: readonly string[]) => sreMetrics(['github', 'rederive', ...args], bench.env);
const records = () =>
  bench.rows('select external_id, title, deployment_outcome from stackflow.change_records order by 1');

describe('sre-metrics github rederive', () => {
  it('says that nothing differs where nothing does, and asks GitHub nothing', async () => {
    const before = bench.github.seen.length;
    expect(await rederive()).toEqual({ status: 0, out: 'change records: nothing to change.', err: '' });
    expect(bench.github.seen).toHaveLength(before);
  });

  it('tells with --dry-run what would change, and changes it without; what a person corrected stays', async () => {
    await bench.rows(`
      -- As another version would have written it.
      update stackflow.change_records set deployment_outcome = 'failed' where external_id = 'acme/shop#1';
      update stackflow.github_changes set wrote = wrote || '{"deployment_outcome": "failed"}' where subject = '#1';
      -- As a person would.
      update stackflow.change_records set title = 'Mine' where external_id = 'acme/shop#2';
      update stackflow.github_repositories set exclude_titles = '{*3}'`);
    const before = await records();
    const changed = 'acme/shop#1: deployment_outcome failed → successful\nacme/shop#3: gone\n';
    expect(await rederive('--dry-run')).toEqual({
      status: 0,
      out: `${changed}change records: 1 would be updated, 1 would be removed.`,
      err: '',
    });
    expect(await records()).toEqual(before);
    expect(await rederive('--repo', 'ACME/shop')).toEqual({
      status: 0,
      out: `${changed}change records: 1 updated, 1 removed.`,
      err: '',
    });
    expect(await records()).toEqual([
      { external_id: 'acme/shop#1', title: 'Change 1', deployment_outcome: 'successful' },
      { external_id: 'acme/shop#2', title: 'Mine', deployment_outcome: 'successful' },
    ]);
  });

  it('refuses a repository of which nothing is known', async () => {
    expect(await rederive('--repo', 'acme/unknown')).toMatchObject({
      status: 1,
      err: expect.stringContaining('"acme/unknown" is not mapped'),
    });
  });
});
