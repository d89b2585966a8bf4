import type { Pool } from 'pg';

import { openPool } from '../../tooling/database-pool';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import type { GitHubApi } from '../../src/backend/sync/api/github-api';
import { processDelivery } from '../../src/backend/sync/webhook/process-delivery';
import { deliver } from '../support/github/deliver';
import { fakeRepository, mergedPullRequest, rename } from '../support/github/fake-data';
import type { FakePullRequest } from '../support/github/fake-data';
import { SHOP_ID, openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { deploymentEvents, pullRequestEvent } from '../support/github/webhook-events';
import { EXAMPLE_SOURCES, webhookExamples } from '../support/github/webhook-examples';

/** From a signed delivery to the change record, over PostgreSQL and a GitHub that answers. */

let bench: SyncBench;
let pool: Pool;
let api: GitHubApi;

beforeEach(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 2 });
  const credentials = { kind: 'token', token: 'ghp_test' } as const;
  api = createGitHubApi({ credentials, baseUrl: bench.github.url, retryBaseMs: 1 });
});

afterEach(async () => {
  await pool.end();
  await bench.close();
});

const records = () =>
  bench.rows(`
    select r.external_id, r.state, r.deployment_outcome, r.created_at, r.closed_at, s.name as service
    from stackflow.change_records as r
    join stackflow.services as s on s.id = r.service_id
    order by 1`);
const reasons = async () =>
  (await bench.rows('select number::int, skip_reason from stackflow.github_pull_requests order by 1')).map(
    ({ skip_reason: reason }) => reason
  );

/** What GitHub holds, and the event that tells it. */
function held(number: number, changes: Partial<FakePullRequest> = {}) {
  const pullRequest = mergedPullRequest(number, changes);
  bench.shop.pullRequests.push(pullRequest);
  return { pullRequest, event: pullRequestEvent(bench.shop, pullRequest) };
}

describe.each(EXAMPLE_SOURCES)('the real payloads of %s', (source) => {
  it('are all taken, and leave what they tell', async () => {
    await bench.map('Codertocat/Hello-World');
    await bench.rows(`update stackflow.github_repositories set production_branch = 'master'`);
    const deliveries = webhookExamples(source).map((example) => deliver(pool, example));
    const done = (await Promise.all(deliveries)).filter((one) => one !== null);
    const relevant = webhookExamples(source).filter(({ event }) =>
      ['pull_request', 'deployment_status'].includes(event)
    );
    // Of pushes and releases some tell nothing, such as those that take something away.
    expect(done.length).toBeGreaterThan(relevant.length);
    const [repository, ...others] = await bench.rows(
      'select distinct repository_id, repository from stackflow.github_pull_requests'
    );
    expect({ repository, others }).toMatchObject({ repository: { repository: 'Codertocat/Hello-World' }, others: [] });
    expect(
      await bench.rows(`select repository_id from stackflow.github_repositories where repository like 'Coder%'`)
    ).toEqual([{ repository_id: repository?.['repository_id'] }]);
    // Each source tells of pull request 2 alone, which was never merged.
    expect(await reasons()).toEqual([source === 'ghes-31' ? 'open' : 'closed_unmerged']);
    expect(await bench.rows('select state from stackflow.github_deployments')).toEqual([{ state: 'success' }]);
    expect(await records()).toEqual([]);
  });
});

describe('the event of a merge', () => {
  it('makes a record with what GitHub adds to it', async () => {
    const { pullRequest, event } = held(1);
    expect(await deliver(pool, event, api)).toMatchObject({
      fetched: true,
      counts: { stored: 2, recordsCreated: 1, recordsUpdated: 1 },
    });
    expect(await records()).toEqual([
      {
        external_id: 'acme/shop#1',
        state: 'closed',
        deployment_outcome: 'successful',
        created_at: pullRequest.firstCommitAt,
        closed_at: pullRequest.closedAt,
        service: 'Shop',
      },
    ]);
  });

  it('redelivered, asks and changes nothing more', async () => {
    const { event } = held(1);
    await deliver(pool, event, api);
    const [before, requests] = [await bench.rows('select * from stackflow.change_records'), bench.github.requests];
    expect(await deliver(pool, event, api)).toMatchObject({ fetched: false, counts: { stored: 0, unchanged: 1 } });
    expect(await bench.rows('select * from stackflow.change_records')).toEqual(before);
    expect(bench.github.requests).toBe(requests);
  });

  it('finds the services that are touched', async () => {
    await bench.rows(`update stackflow.github_repositories set path_filters = '{shop/**}'`);
    await bench.map('acme/shop', { service: 'Search', pathFilters: ['search/**'] });
    await deliver(pool, held(1, { paths: ['search/a.ts', 'README.md'] }).event, api);
    await deliver(pool, held(2, { paths: ['search/a.ts', 'shop/b.ts'] }).event, api);
    await deliver(pool, held(3, { paths: ['README.md'] }).event, api);
    expect(await records()).toMatchObject([
      { external_id: 'acme/shop#1:Search', service: 'Search' },
      { external_id: 'acme/shop#2:Search', service: 'Search' },
      { external_id: 'acme/shop#2:Shop', service: 'Shop' },
    ]);
    expect(await reasons()).toEqual([null, null, 'no_matching_path']);
  });

  it('leaves to reconciliation what nobody can be asked for', async () => {
    const { pullRequest, event } = held(1);
    expect(await deliver(pool, event)).toMatchObject({ fetched: false, counts: { recordsCreated: 1 } });
    expect(await records()).toMatchObject([{ created_at: pullRequest.createdAt }]);
    await bench.run();
    expect(await records()).toMatchObject([{ created_at: pullRequest.firstCommitAt }]);
  });

  it('is kept where GitHub does not answer, and asked for again', async () => {
    const { pullRequest, event } = held(1);
    bench.github.meddle = () => ({ kind: 'status', status: 502 });
    await expect(deliver(pool, event, api)).rejects.toThrow('GitHub answered 502');
    expect(await records()).toMatchObject([{ created_at: pullRequest.createdAt }]);
    bench.github.meddle = () => undefined;
    await deliver(pool, event, api);
    expect(await records()).toMatchObject([{ created_at: pullRequest.firstCommitAt }]);
  });

  it('is marked failed by what its deployment tells, and rolled back by a merged revert', async () => {
    await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
    const { pullRequest, event } = held(1);
    const at = (minutes: number) => new Date((pullRequest.closedAt?.getTime() ?? 0) + minutes * 60_000);
    const [pending, failure] = deploymentEvents(bench.shop, {
      id: 1,
      sha: pullRequest.merge?.sha ?? '',
      environment: 'production',
      createdAt: at(1),
      statuses: [
        { state: 'IN_PROGRESS', at: at(1) },
        { state: 'FAILURE', at: at(5) },
      ],
    });
    const outcomes = async () => (await records()).map(({ deployment_outcome: outcome }) => outcome);
    const seen: unknown[] = [];
    for (const one of [failure, pending, event, held(2, { body: 'Reverts acme/shop#1' }).event]) {
      await deliver(pool, one ?? event, api);
      seen.push(await outcomes());
    }
    // The revert waits for a deployment of its own.
    expect(seen).toEqual([[], [], ['failed'], ['rolled_back']]);
  });
});

describe('GitHub is not asked', () => {
  it.each([
    ['open', { state: 'OPEN', closedAt: null, merge: null }],
    ['closed_unmerged', { state: 'CLOSED', merge: null }],
    ['other_branch', { base: 'develop' }],
  ] as const)('about what is skipped: %s', async (reason, changes) => {
    expect(await deliver(pool, held(1, changes).event, api)).toMatchObject({
      fetched: false,
      counts: { recordsCreated: 0, skipped: { [reason]: 1 } },
    });
    expect(bench.github.requests).toBe(0);
  });

  it('about a repository that is not mapped', async () => {
    const other = fakeRepository(8, 'acme/other');
    expect(await deliver(pool, pullRequestEvent(other, mergedPullRequest(1)), api)).toMatchObject({
      fetched: false,
      counts: { skipped: { unmapped: 1 } },
    });
    expect(bench.github.requests).toBe(0);
  });
});

describe('a repository', () => {
  it('that is renamed keeps its records', async () => {
    await deliver(pool, held(1).event, api);
    rename(bench.shop, 'acme/store');
    const later = held(1, { title: 'Again', updatedAt: new Date('2026-01-01T00:00:00Z') });
    await deliver(pool, later.event, api);
    await deliver(pool, held(2).event, api);
    expect((await records()).map(({ external_id: id }) => id)).toEqual(['acme/shop#1', 'acme/shop#2']);
  });

  it('that took another’s name says nothing of the other’s pull requests', async () => {
    const { event, pullRequest } = held(1);
    rename(bench.shop, 'acme/store');
    const impostor = fakeRepository(8, 'acme/shop');
    impostor.pullRequests = [mergedPullRequest(1, { title: 'Impostor', firstCommitAt: new Date(0) })];
    bench.github.repositories.push(impostor);
    expect(await deliver(pool, event, api)).toMatchObject({ fetched: false });
    expect(await records()).toMatchObject([{ created_at: pullRequest.createdAt }]);
  });

  it('that is gone leaves what the event told', async () => {
    const { event, pullRequest } = held(1);
    bench.github.repositories.length = 0;
    expect(await deliver(pool, event, api)).toMatchObject({ fetched: false });
    expect(await records()).toMatchObject([{ created_at: pullRequest.createdAt }]);
    expect(await bench.rows('select distinct repository_id::int as id from stackflow.github_pull_requests')).toEqual([
      { id: SHOP_ID },
    ]);
  });
});

it('what is no delivery is refused', async () => {
  const signal = new AbortController().signal;
  await expect(processDelivery({ pool, delivery: { none: 1 }, api, signal })).rejects.toThrow('invalid_type');
});
