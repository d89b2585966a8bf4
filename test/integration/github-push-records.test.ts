import type { PushFacts } from '../../src/backend/sync/facts/facts';
import { deployment, openFactsBench, SHOP } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** The records of pushes without a pull request. */

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
});

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const SHA = 'c'.repeat(40);
const pushed = (branch: string, pushedAt: Date, sha = SHA): PushFacts => ({
  ...{ kind: 'push', repository: SHOP, branch, before: 'a'.repeat(40), sha, pushedAt },
  ...{ author: 'ada', isByBot: false, readAt: null },
});
const recordPushes = (set = '') =>
  bench.rows(`update stackflow.github_repositories set ${set} deploy_without_pull_request = 'record'`);
const records = () =>
  bench.rows(`
    select s.name as service, r.title, r.closed_at
    from stackflow.change_records as r
    join stackflow.services as s on s.id = r.service_id
    order by 1, 2`);

describe('one commit that is pushed to two branches', () => {
  const first = pushed('main', at('10:00'));
  const second = pushed('production', at('11:00'));

  it.each([
    ['one after the other', [[first], [second]]],
    ['the later first', [[second], [first]]],
    ['together', [[second, first]]],
  ])('is a record of each service by its own branch, told %s', async (_, batches) => {
    await bench.map('Shop', { branch: 'main' });
    await bench.map('Billing', { branch: 'production' });
    await recordPushes();
    for (const batch of batches) {
      await bench.store(...batch);
    }
    expect(await records()).toEqual([
      { service: 'Billing', title: 'Push of ccccccc to production by ada', closed_at: at('11:00') },
      { service: 'Shop', title: 'Push of ccccccc to main by ada', closed_at: at('10:00') },
    ]);
  });

  it.each(['pullRequest', 'deployment'])('is one record where both deploy one service, per %s', async (recordPer) => {
    await bench.map('Shop', { branch: 'release/*' });
    await recordPushes(`record_per = '${recordPer}',`);
    await bench.store(deployment({ sha: SHA, stateAt: at('12:00') }));
    await bench.store(pushed('release/2', at('11:00')), pushed('release/1', at('10:00')));
    expect(await records()).toMatchObject([{ service: 'Shop', closed_at: at('12:00') }]);
  });
});
