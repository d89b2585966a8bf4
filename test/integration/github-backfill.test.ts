import { fakeRepository, mergedPullRequest, mergedPullRequests, rename } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

const BROKEN = { kind: 'status', status: 502 } as const;

describe('GitHub backfill', () => {
  let bench: SyncBench;

  beforeEach(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(350);
  });

  afterEach(() => bench.close());

  const numbers = async () => {
    const found = await bench.rows(
      `select split_part(external_id, '#', 2)::int as number from stackflow.change_records order by 1`
    );
    return found.map(({ number }) => number);
  };
  const expectAll = async (count: number) =>
    expect(await numbers()).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  const outcomes = async (...parameters: Parameters<SyncBench['run']>) =>
    (await bench.run(...parameters)).results.map(({ outcome }) => outcome.kind);
  const cursors = () => bench.github.seen.map(({ variables }) => variables['pullRequestsAfter']);
  const state = async () => (await bench.rows('select * from stackflow.github_sync_state'))[0];

  it('reads all there is, in as few requests as GitHub allows', async () => {
    expect(await bench.run()).toMatchObject({
      requests: 6,
      results: [{ repository: 'acme/shop', pullRequests: 350, outcome: { kind: 'synced' } }],
    });
    await expectAll(350);
    expect(await state()).toMatchObject({
      full_name: 'acme/shop',
      pass: null,
      pulls_watermark: new Date('2025-01-08T19:50:00Z'),
      last_error: null,
      pull_requests_seen: '350',
    });
  });

  it('reads 1,000 pull requests in 12 requests where merging is deploying, and as many where deployments decide', async () => {
    bench.shop.pullRequests = mergedPullRequests(1_000);
    expect((await bench.run()).requests).toBeLessThanOrEqual(12);
    await bench.rows(`
      truncate stackflow.github_sync_state, stackflow.github_pull_requests, stackflow.change_records cascade;
      update stackflow.github_repositories set production_environments = '{production}'`);
    // One deployment for ten merges, each of a merge's commit.
    bench.shop.deployments = bench.shop.pullRequests
      .filter(({ number }) => number % 10 === 0)
      .flatMap(({ number, merge }) =>
        merge === null
          ? []
          : {
              ...{ id: number, sha: merge.sha, environment: 'production', createdAt: merge.at },
              statuses: [{ state: 'SUCCESS' as const, at: new Date(merge.at.getTime() + 60_000) }],
            }
      );
    expect((await bench.run()).requests).toBeLessThanOrEqual(12);
    expect(await bench.rows('select count(distinct closed_at)::int as n from stackflow.change_records')).toEqual([
      { n: 100 },
    ]);
  }, 60_000);

  it('spends free requests alone where nothing changed', async () => {
    await bench.run();
    const before = bench.github.requests;
    expect(await bench.run()).toMatchObject({ requests: 2, results: [{ outcome: { kind: 'unchanged' } }] });
    expect(bench.github.seen.slice(before).map(({ status }) => status)).toEqual([304, 304]);
  });

  it('reads no further back than what it knows', async () => {
    await bench.run();
    bench.shop.pullRequests.push(mergedPullRequest(351));
    expect(await bench.run()).toMatchObject({ requests: 3 });
    await expectAll(351);
  });

  it('reads once more what somebody asks for, and no more', async () => {
    await bench.run();
    const since = new Date('2025-01-07T12:00:00Z');
    expect(await bench.run({ since })).toMatchObject({ requests: 4, results: [{ pullRequests: 200 }] });
  });

  it('finds what changed while it read', async () => {
    bench.github.meddle = (_, index) => {
      if (index === 3) {
        const [oldest] = bench.shop.pullRequests;
        Object.assign(oldest ?? {}, { title: 'Renamed', updatedAt: new Date('2025-02-01T00:00:00Z') });
      }
      return undefined;
    };
    await bench.run();
    await bench.run();
    await expectAll(350);
    expect(await bench.rows(`select title from stackflow.change_records where external_id = 'acme/shop#1'`)).toEqual([
      { title: 'Renamed' },
    ]);
  });

  it('goes on where it was cut off, and then reads what came since', async () => {
    bench.github.meddle = (_, index) => (index >= 3 ? BROKEN : undefined);
    expect(await outcomes()).toEqual(['failed']);
    expect(await numbers()).toHaveLength(200);
    expect(await state()).toMatchObject({
      pulls_watermark: null,
      last_error: expect.stringContaining('GitHub answered 502'),
    });
    bench.github.meddle = () => undefined;
    bench.shop.pullRequests.push(mergedPullRequest(351));
    const before = bench.github.requests;
    await bench.run();
    await expectAll(351);
    expect(cursors()[before]).not.toBeNull();
    expect(await state()).toMatchObject({ pass: null, last_error: null });
  });

  it('leaves no gap where somebody asks for less after it was cut off', async () => {
    bench.github.meddle = (_, index) => (index >= 3 ? BROKEN : undefined);
    expect(await outcomes()).toEqual(['failed']);
    bench.github.meddle = () => undefined;
    expect(await outcomes({ since: new Date('2025-01-08T12:00:00Z') })).toEqual(['synced']);
    await expectAll(350);
  });

  it('survives a connection that is lost while it waits', async () => {
    bench.github.limits.graphql.set({ limit: 1, windowSeconds: 3 });
    const onWait = () =>
      void bench.rows(`
        select pg_terminate_backend(l.pid)
        from pg_locks as l
        join pg_database as d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory'`);
    await expect(bench.run({}, { onWait })).rejects.toMatchObject({
      message: expect.stringMatching(/terminat|connection/i),
    });
    bench.github.limits.graphql.set({ limit: 5_000, windowSeconds: 3_600 });
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
  });

  it('begins anew where GitHub forgot the place', async () => {
    bench.github.meddle = ({ variables }, index) =>
      index === 3 && variables['pullRequestsAfter'] !== null
        ? { kind: 'graphqlError', type: 'INVALID_CURSOR_ARGUMENTS', message: 'does not appear to be a valid cursor' }
        : undefined;
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
  });

  it('does not begin anew for ever where GitHub forgets every place', async () => {
    bench.github.meddle = ({ variables }) =>
      bench.github.requests < 20 && (variables['pullRequestsAfter'] ?? null) !== null
        ? { kind: 'graphqlError', type: 'INVALID_CURSOR_ARGUMENTS', message: 'does not appear to be a valid cursor' }
        : undefined;
    expect(await bench.run()).toMatchObject({
      results: [{ outcome: { kind: 'failed', text: expect.stringContaining('valid cursor') } }],
    });
    expect(await outcomes()).toEqual(['failed']);
    expect(bench.github.requests).toBeLessThan(20);
  });

  it('misses nothing on pages that hold less than was asked for', async () => {
    bench.github.shortPage = 73;
    expect(await bench.run()).toMatchObject({ requests: 7, results: [{ pullRequests: 350 }] });
    await expectAll(350);
  });

  it.each([{ kind: 'cut' }, { kind: 'halfJson' }, { kind: 'reset' }, BROKEN] as const)(
    'misses nothing where answers are spoilt on their way: %j',
    async (fault) => {
      bench.github.meddle = (_, index) => (index % 2 === 0 ? fault : undefined);
      expect(await outcomes()).toEqual(['synced']);
      await expectAll(350);
    }
  );

  it('waits for the rate limit in the middle', async () => {
    bench.github.limits.graphql.set({ limit: 2, windowSeconds: 2 });
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
    expect(await bench.rows(`select resource, limit_per_hour from stackflow.github_rate_limits order by 1`)).toEqual([
      { resource: 'core', limit_per_hour: 5_000 },
      { resource: 'graphql', limit_per_hour: 2 },
    ]);
  });

  it('leaves the rest for the next time where it may not wait for so long', async () => {
    bench.github.limits.graphql.set({ limit: 2, windowSeconds: 900 });
    await bench.map('acme/other');
    bench.github.repositories.push(fakeRepository(8, 'acme/other'));
    expect(await outcomes({}, { maxWaitMs: 1_000 })).toEqual(['synced', 'stopped']);
    bench.github.limits.graphql.set({ limit: 5_000, windowSeconds: 900 });
    expect(await outcomes()).toEqual(['synced', 'unchanged']);
    await expectAll(350);
  });

  it('stops between two pages when asked', async () => {
    const stop = new AbortController();
    const onProgress = ({ kind }: { kind: string }) => kind === 'page' && stop.abort(new Error('Enough.'));
    const { results } = await bench.run({ signal: stop.signal, onProgress });
    expect(results).toMatchObject([{ pullRequests: 100, outcome: { kind: 'stopped', reason: 'Enough.' } }]);
    await bench.run();
    await expectAll(350);
  });

  it('follows a repository that is renamed while it reads', async () => {
    bench.github.meddle = (_, index) => {
      if (index === 2) {
        rename(bench.shop, 'acme/store');
      }
      return undefined;
    };
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
    expect(await state()).toMatchObject({ repository_id: '7', full_name: 'acme/store' });
  });

  it('is not taken in by another repository that takes the name', async () => {
    bench.github.meddle = (_, index) => {
      if (index === 2) {
        rename(bench.shop, 'acme/store');
        const impostor = fakeRepository(8, 'acme/shop');
        impostor.pullRequests = [mergedPullRequest(9_999)];
        bench.github.repositories.push(impostor);
      }
      return undefined;
    };
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
    await outcomes();
    await expectAll(350);
    expect(await outcomes()).toEqual(['unchanged']);
  });

  it('keeps the id of a repository that had moved before it was first read', async () => {
    rename(bench.shop, 'acme/store');
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
    expect(await bench.rows('select repository_id from stackflow.github_repositories')).toEqual([
      { repository_id: '7' },
    ]);
  });

  it('takes a repository that was mapped again by its new name for one, to which the new mapping applies', async () => {
    await bench.run();
    rename(bench.shop, 'acme/store');
    await bench.map('acme/store');
    await bench.rows(
      `update stackflow.github_repositories set critical_labels = '{hotfix}' where repository = 'acme/store'`
    );
    bench.shop.pullRequests.push(mergedPullRequest(351, { labels: ['hotfix'] }));
    // By two names, until GitHub told that both are one.
    expect(await outcomes()).not.toContain('failed');
    bench.shop.pullRequests.push(mergedPullRequest(352, { labels: ['hotfix'] }));
    for (const repositories of [undefined, ['acme/shop'], ['acme/store']]) {
      expect(await bench.run(repositories && { repositories })).toMatchObject({
        results: [{ repository: 'acme/store' }],
      });
    }
    await expectAll(352);
    expect(
      await bench.rows(`
        select external_id, criticality from stackflow.change_records
        where external_id ~ '#35[012]$' order by split_part(external_id, '#', 2)`)
    ).toEqual([
      { external_id: 'acme/shop#350', criticality: 'non_critical' },
      { external_id: expect.stringMatching(/^acme.*#351$/), criticality: 'critical' },
      { external_id: 'acme/store#352', criticality: 'critical' },
    ]);
  });

  it('reads all again where more is in view than before', async () => {
    await bench.run();
    await bench.rows(`update stackflow.github_repositories set path_filters = '{src/**}'`);
    expect(await bench.run()).toMatchObject({ results: [{ pullRequests: 350 }] });
    await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
    expect(await bench.run()).toMatchObject({ results: [{ pullRequests: 350 }] });
    expect(await bench.run()).toMatchObject({ requests: 3, results: [{ pullRequests: 0 }] });
  });

  it('looks for deployments where nothing else changed', async () => {
    await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
    await bench.run();
    const createdAt = new Date('2025-01-08T20:00:00Z');
    const statuses = [{ state: 'SUCCESS' as const, at: createdAt }];
    bench.shop.deployments.push({ id: 1, sha: 'abc', environment: 'production', createdAt, statuses });
    expect(await bench.run()).toMatchObject({
      requests: 3,
      results: [{ pullRequests: 0, deployments: 1, outcome: { kind: 'unchanged' } }],
    });
    expect(await state()).toMatchObject({ deployments_watermark: createdAt });
  });

  it('lets no second one at the same repository', async () => {
    await bench.rows(`select pg_advisory_lock(hashtextextended('github-sync acme/shop', 0))`);
    expect(await outcomes()).toEqual(['busy']);
    await bench.rows(`select pg_advisory_unlock(hashtextextended('github-sync acme/shop', 0))`);
    expect(await outcomes()).toEqual(['synced']);
  });

  it('lets one that fails not keep the others', async () => {
    await bench.map('acme/gone');
    expect(await bench.run()).toMatchObject({
      results: [
        { repository: 'acme/gone', outcome: { kind: 'failed', text: expect.stringContaining('acme/gone') } },
        { repository: 'acme/shop', outcome: { kind: 'synced' } },
      ],
    });
    const [job] = await bench.rows('select * from stackflow.job_status');
    expect(job).toMatchObject({ job: 'GitHub sync', last_error: expect.stringContaining('acme/gone') });
    expect(
      await bench.rows(
        `select repository, last_error from stackflow.github_repositories where last_failed_at is not null`
      )
    ).toEqual([{ repository: 'acme/gone', last_error: expect.stringContaining('Check the name') }]);
  });

  it('keeps why a repository fails that only events told of', async () => {
    await bench.rows(`update stackflow.github_repositories set repository_id = 7`);
    bench.github.meddle = () => BROKEN;
    expect(await outcomes()).toEqual(['failed']);
    expect(await state()).toMatchObject({
      last_error: expect.stringContaining('GitHub answered 502'),
      last_failed_at: expect.any(Date),
      last_succeeded_at: null,
    });
    bench.github.meddle = () => undefined;
    expect(await outcomes()).toEqual(['synced']);
    await expectAll(350);
  });

  it('lets one whose rows the database refuses not keep the others', async () => {
    await bench.map('acme/other');
    const other = fakeRepository(8, 'acme/other');
    other.pullRequests = [mergedPullRequest(1, { title: 'Refused' })];
    bench.github.repositories.push(other);
    await bench.rows(`alter table stackflow.change_records add constraint ours check (title <> 'Refused')`);
    expect(await bench.run()).toMatchObject({
      results: [
        { repository: 'acme/other', outcome: { kind: 'failed', text: expect.stringContaining('"ours"') } },
        { repository: 'acme/shop', outcome: { kind: 'synced' } },
      ],
    });
    await expectAll(350);
  });

  it('tries no other repository with a wrong token', async () => {
    await bench.map('acme/other');
    const credentials = { kind: 'token', token: 'ghp_wrong' } as const;
    expect(await outcomes({}, { credentials })).toEqual(['failed', 'stopped']);
    expect(bench.github.requests).toBe(1);
  });

  it('notes that it worked', async () => {
    await bench.run();
    expect(
      await bench.rows('select job, last_error, last_succeeded_at > now() as ahead from stackflow.job_status')
    ).toEqual([{ job: 'GitHub sync', last_error: null, ahead: false }]);
  });
});
