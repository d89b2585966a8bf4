import { mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

describe('sre-metrics github sync', () => {
  let bench: SyncBench;

  beforeEach(async () => {
    bench = await openSyncBench();
  });

  afterEach(() => bench.close());

  it('reads every merged pull request', async () => {
    bench.shop.pullRequests = mergedPullRequests(250);
    expect(await bench.sync()).toEqual({
      status: 0,
      out: 'acme/shop: 250 pull requests read.\n4 requests to GitHub.',
      err: '',
    });
    expect(await bench.rows('select count(*)::int as n from stackflow.change_records')).toEqual([{ n: 250 }]);
  });
});
