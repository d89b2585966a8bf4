import { MERGE_SHA, SHOP, deployment, openFactsBench, pullRequest } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** What record follows from what is known of a pull request. */

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const merged = (time: string, mergeCommitSha: string | null = MERGE_SHA) =>
  ({ kind: 'merged', mergedAt: at(time), mergeCommitSha }) as const;

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
afterEach(() => bench.clear());

const records = () =>
  bench.rows(`
    select r.external_id, r.title, r.state, r.deployment_outcome, r.created_at, r.closed_at, r.implementation_end_at,
      r.criticality, s.name as service
    from stackflow.change_records as r
    join stackflow.services as s on s.id = r.service_id
    order by 1`);
const reasons = async () =>
  (await bench.rows('select number::int, skip_reason from stackflow.github_pull_requests order by 1')).map(
    ({ skip_reason: reason }) => reason
  );

describe('a merged pull request', () => {
  it('is a closed, successful deployment to production', async () => {
    await bench.map('Shop');
    expect(await bench.store(pullRequest({ firstCommitAt: at('08:00') }))).toMatchObject({
      stored: 1,
      recordsCreated: 1,
      skipped: {},
    });
    expect(await bench.rows('select * from stackflow.change_records')).toMatchObject([
      {
        title: 'Change 1',
        change_type: 'deployment',
        criticality: 'non_critical',
        state: 'closed',
        deployment_outcome: 'successful',
        environment: 'production',
        source: 'github',
        external_id: 'acme/shop#1',
        url: 'https://github.com/acme/shop/pull/1',
        created_at: at('08:00'),
        implementation_end_at: at('10:00'),
        closed_at: at('10:00'),
        deployed_at: at('10:00'),
      },
    ]);
  });

  it('began when it was opened, until its first commit is known', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest());
    expect(await records()).toMatchObject([{ created_at: at('09:00') }]);
    await bench.store(pullRequest({ firstCommitAt: at('07:00'), readAt: at('10:01') }));
    expect(await records()).toMatchObject([{ created_at: at('07:00') }]);
    await bench.store(pullRequest({ updatedAt: at('10:05') }));
    expect(await records()).toMatchObject([{ created_at: at('07:00') }]);
  });

  it('told once more, changes nothing', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest(), deployment());
    const before = await bench.rows('select * from stackflow.change_records');
    expect(await bench.store(pullRequest(), deployment())).toMatchObject({
      stored: 0,
      unchanged: 2,
      recordsCreated: 0,
      recordsUpdated: 0,
    });
    expect(await bench.rows('select * from stackflow.change_records')).toEqual(before);
  });

  it('goes by a label to critical changes, whatever its case', async () => {
    await bench.map('Shop', { critical: ['Hotfix'] });
    await bench.store(pullRequest({ labels: ['hotfix'] }));
    expect(await records()).toMatchObject([{ criticality: 'critical' }]);
  });

  it('has a title as PostgreSQL can hold it', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest({ title: 'a\0b\ud800c😀' }));
    expect(await records()).toMatchObject([{ title: 'a\ufffdb\ufffdc😀' }]);
  });
});

describe('no record', () => {
  it.each([
    ['open', { state: { kind: 'open' } }],
    ['closed_unmerged', { state: { kind: 'closed', closedAt: at('10:00') } }],
    ['other_branch', { baseBranch: 'develop' }],
    ['excluded_label', { labels: ['No-Deploy'] }],
    ['unmapped', { repository: { id: 8, fullName: 'acme/other' } }],
  ] as const)('%s', async (reason, changes) => {
    await bench.map('Shop', { exclude: ['no-deploy'] });
    expect(await bench.store(pullRequest(changes))).toMatchObject({ recordsCreated: 0, skipped: { [reason]: 1 } });
    expect(await records()).toEqual([]);
    expect(await reasons()).toEqual([reason]);
  });

  it('where a mapping is disabled', async () => {
    await bench.map('Shop');
    await bench.rows('update stackflow.github_repositories set enabled = false');
    await bench.store(pullRequest());
    expect(await reasons()).toEqual(['unmapped']);
  });

  it('is left of one that is excluded later', async () => {
    await bench.map('Shop', { exclude: ['no-deploy'] });
    await bench.store(pullRequest());
    expect(await bench.store(pullRequest({ labels: ['no-deploy'], updatedAt: at('11:00') }))).toMatchObject({
      recordsRemoved: 1,
    });
    expect(await records()).toEqual([]);
  });

  it('that counts is left where an incident is linked, until the label is gone', async () => {
    await bench.map('Shop', { exclude: ['no-deploy'] });
    await bench.store(pullRequest());
    await bench.rows(`
      with made as (insert into stackflow.incidents (title, priority) values ('Down', 'P1') returning id)
      insert into stackflow.incident_changes (incident_id, change_id)
      select made.id, r.id from made, stackflow.change_records as r`);
    await bench.store(pullRequest({ labels: ['no-deploy'], updatedAt: at('11:00') }));
    expect(await records()).toMatchObject([{ state: 'cancelled' }]);
    await bench.store(pullRequest({ updatedAt: at('12:00') }));
    expect(await records()).toMatchObject([{ state: 'closed' }]);
    expect(await bench.rows('select * from stackflow.incident_changes')).toHaveLength(1);
  });
});

describe('what a mapping leaves out', () => {
  const bot = { author: 'dependabot', isByBot: true };
  it.each([
    ['an author by a glob', `exclude_authors = '{renovate*,ADA}'`, {}, 'excluded_author'],
    ['a bot by its name', `exclude_authors = '{dependabot}'`, bot, 'excluded_author'],
    ['a bot by the name that GitHub shows', `exclude_authors = '{*[bot]}'`, bot, 'excluded_author'],
    ['bots', 'exclude_bots = true', bot, 'excluded_author'],
    ['a title', `exclude_titles = '{bump *}'`, { title: 'Bump @types/node from 1 to 2' }, 'excluded_title'],
  ])('%s', async (_, set, changes, reason) => {
    await bench.map('Shop');
    await bench.rows(`update stackflow.github_repositories set ${set}`);
    expect(await bench.store(pullRequest(changes))).toMatchObject({ skipped: { [reason]: 1 } });
    expect(await reasons()).toEqual([reason]);
  });

  it.each([
    ['bots by default', '', bot],
    ['people, where bots are', 'exclude_bots = true,', {}],
    ['what is taken out again', `exclude_authors = '{**,!ada}',`, {}],
    ['an account that is gone', `exclude_authors = '{**}',`, { author: null }],
  ])('not %s', async (_, set, changes) => {
    await bench.map('Shop');
    await bench.rows(`update stackflow.github_repositories set ${set} enabled = true`);
    await bench.store(pullRequest(changes));
    expect(await reasons()).toEqual([null]);
  });
});

describe('an unplanned deployment', () => {
  const unplanned = async () =>
    (await bench.rows('select unplanned from stackflow.change_records order by external_id')).map(
      (row) => row['unplanned']
    );

  it.each([
    ['is an ordinary one not', {}, false],
    ['is known by its branch', { headBranch: 'hotfix/tills' }, true],
    ['is known by a label', { labels: ['Incident'] }, true],
    ['is a revert', { revertsNumber: 12 }, true],
    ['is a revert by its commit', { revertsSha: 'd'.repeat(40) }, true],
    ['is a branch that is called like a revert not', { branchRevertsNumber: 12 }, false],
  ] as const)('%s', async (_, changes, expected) => {
    await bench.map('Shop');
    await bench.rows(`update stackflow.github_repositories set rework_labels = '{incident}'`);
    await bench.store(pullRequest(changes));
    expect(await unplanned()).toEqual([expected]);
  });

  it('is a revert by its branch and the title that it quotes', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest({ number: 2, branchRevertsNumber: 1, title: 'Revert "Change 1"' }));
    expect(await unplanned()).toEqual([false]);
    await bench.store(pullRequest());
    expect(await unplanned()).toEqual([false, true]);
  });

  it('stays what somebody made it, in a record that was there before sync too', async () => {
    await bench.map('Shop');
    await bench.rows(`
      insert into stackflow.change_records (service_id, title, change_type, state, unplanned, external_id)
      select s.id, 'Imported', 'deployment', 'closed', true, 'acme/shop#1' from stackflow.services as s`);
    await bench.store(pullRequest(), pullRequest({ number: 2 }));
    await bench.rows(`update stackflow.change_records set unplanned = true where external_id = 'acme/shop#2'`);
    await bench.store(
      pullRequest({ title: 'New', updatedAt: at('11:00') }),
      pullRequest({ number: 2, title: 'New', updatedAt: at('11:00') })
    );
    expect(await unplanned()).toEqual([true, true]);
  });
});

describe('branches', () => {
  it('may be a glob', async () => {
    await bench.map('Shop', { branch: 'release/*' });
    await bench.store(pullRequest({ baseBranch: 'release/1.2' }), pullRequest({ number: 2 }));
    expect(await reasons()).toEqual([null, 'other_branch']);
  });
});

describe('a monorepo', () => {
  beforeEach(async () => {
    await bench.map('Shop', { paths: ['shop/**'] });
    await bench.map('Search', { paths: ['search/**', '!**/*.md'] });
  });

  it('has a record for each service that is touched', async () => {
    await bench.store(
      pullRequest({ number: 1, paths: ['shop/a.ts'] }),
      pullRequest({ number: 2, paths: ['shop/a.ts', 'search/b.ts'] }),
      pullRequest({ number: 3, paths: ['search/README.md'] })
    );
    expect(await records()).toMatchObject([
      { external_id: 'acme/shop#1:Shop', service: 'Shop' },
      { external_id: 'acme/shop#2:Search', service: 'Search' },
      { external_id: 'acme/shop#2:Shop', service: 'Shop' },
    ]);
    expect(await reasons()).toEqual([null, null, 'no_matching_path']);
  });

  it('waits for the changed files', async () => {
    await bench.store(pullRequest());
    expect(await reasons()).toEqual(['paths_unknown']);
    await bench.store(pullRequest({ paths: ['search/b.ts'], readAt: at('10:01') }));
    expect(await records()).toMatchObject([{ service: 'Search' }]);
  });
});

describe('a deployment of the merge commit', () => {
  const DEV = deployment({ environment: 'staging' });
  const failure = deployment({ state: 'failure' });

  it.each([
    ['sets the time it went live', [deployment()], 'successful', '10:30'],
    ['to another environment says nothing', [DEV], 'successful', '10:00'],
    ['to the environment in another case', [deployment({ environment: 'Production' })], 'successful', '10:30'],
    ['that is pending says nothing', [deployment({ state: 'pending' })], 'successful', '10:00'],
    ['that failed', [failure], 'failed', '10:30'],
    ['that ended in error', [deployment({ state: 'error' })], 'failed', '10:30'],
    ['that failed after it had succeeded', [deployment(), { ...failure, stateAt: at('10:40') }], 'failed', '10:40'],
    [
      'that a later one replaced',
      [deployment(), deployment({ state: 'inactive', stateAt: at('18:00') })],
      'successful',
      '10:30',
    ],
    [
      'that succeeded at the second attempt',
      [failure, deployment({ deploymentId: 2, stateAt: at('11:00') })],
      'successful',
      '11:00',
    ],
    [
      'that is gone back to later',
      [deployment(), deployment({ deploymentId: 2, stateAt: at('18:00') })],
      'successful',
      '10:30',
    ],
    ['of another repository', [deployment({ repository: { id: 8, fullName: 'acme/other' } })], 'successful', '10:00'],
  ] as const)('%s', async (_, deployments, outcome, time) => {
    await bench.map('Shop');
    await bench.store(pullRequest());
    await bench.store(...deployments);
    expect(await records()).toMatchObject([
      { deployment_outcome: outcome, implementation_end_at: at(time), closed_at: at(time) },
    ]);
  });

  it('counts where it is known before the pull request', async () => {
    await bench.map('Shop');
    await bench.store(deployment());
    await bench.store(pullRequest());
    expect(await records()).toMatchObject([{ closed_at: at('10:30') }]);
  });

  it('went live with the last of several environments, and failed with any', async () => {
    await bench.map('Shop', { environments: ['eu', 'us'] });
    await bench.store(pullRequest(), deployment({ environment: 'eu' }));
    expect(await records()).toMatchObject([{ deployment_outcome: 'successful', closed_at: at('10:30') }]);
    const us = deployment({ deploymentId: 2, environment: 'us', stateAt: at('12:00') });
    await bench.store({ ...us, state: 'failure' });
    expect(await records()).toMatchObject([{ deployment_outcome: 'failed', closed_at: at('10:30') }]);
    await bench.store({ ...us, stateAt: at('12:30') });
    expect(await records()).toMatchObject([{ deployment_outcome: 'successful', closed_at: at('12:30') }]);
  });

  it('is nobody’s business where merging is deploying', async () => {
    await bench.map('Shop', { environments: [] });
    await bench.store(pullRequest(), deployment({ state: 'failure' }));
    expect(await records()).toMatchObject([{ deployment_outcome: 'successful' }]);
  });
});

describe('a revert', () => {
  const revert = pullRequest({
    number: 2,
    revertsNumber: 1,
    state: merged('12:00', 'd'.repeat(40)),
    updatedAt: at('12:00'),
  });
  const outcomes = async () => (await records()).map(({ deployment_outcome: outcome }) => outcome);

  it('rolls back what it names, in whichever order they come', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest());
    await bench.store(revert);
    expect(await outcomes()).toEqual(['rolled_back', 'successful']);
    await bench.rows('truncate stackflow.github_pull_requests, stackflow.change_records cascade');
    await bench.store(revert);
    await bench.store(pullRequest());
    expect(await outcomes()).toEqual(['rolled_back', 'successful']);
  });

  it('rolls back by the commit', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest(), { ...revert, revertsNumber: null, revertsSha: MERGE_SHA });
    expect(await outcomes()).toEqual(['rolled_back', 'successful']);
  });

  it.each([
    ['open', { state: { kind: 'open' } }],
    ['merged elsewhere', { baseBranch: 'develop' }],
    ['of another repository', { repository: { id: 8, fullName: 'acme/other' } }],
  ] as const)('that is %s rolls back nothing', async (_, changes) => {
    await bench.map('Shop');
    await bench.store(pullRequest(), { ...revert, ...changes });
    expect(await outcomes()).toEqual(['successful']);
  });

  it('that turns out to be none gives the outcome back', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest(), revert);
    await bench.store({ ...revert, revertsNumber: null, updatedAt: at('13:00') });
    expect(await outcomes()).toEqual(['successful', 'successful']);
  });
});

describe('what people correct', () => {
  beforeEach(() => bench.map('Shop'));

  it.each([
    ['deployment_outcome', `'failed'`],
    ['deployment_outcome', 'null'],
    ['title', `'Better said'`],
    ['criticality', `'critical'`],
    ['state', `'cancelled'`],
    ['closed_at', `'2026-03-02T15:00:00.123456Z'`],
  ])('stays: %s = %s', async (column, value) => {
    await bench.store(pullRequest());
    await bench.rows(`update stackflow.change_records set ${column} = ${value}`);
    const [before] = await bench.rows(`select ${column}::text from stackflow.change_records`);
    await bench.store(pullRequest({ title: 'New', labels: ['x'], updatedAt: at('11:00') }), deployment());
    await bench.store(pullRequest({ number: 2, revertsNumber: 1, state: merged('12:00', 'd'.repeat(40)) }));
    expect(
      await bench.rows(`select ${column}::text from stackflow.change_records where external_id = 'acme/shop#1'`)
    ).toEqual([before]);
  });

  it('leaves the rest to sync', async () => {
    await bench.store(pullRequest());
    await bench.rows(`update stackflow.change_records set deployment_outcome = 'failed'`);
    await bench.store(pullRequest({ title: 'New', updatedAt: at('11:00') }), deployment());
    expect(await records()).toMatchObject([{ title: 'New', deployment_outcome: 'failed', closed_at: at('10:30') }]);
  });

  it('goes back to sync once it is taken back', async () => {
    await bench.store(pullRequest());
    await bench.rows(`update stackflow.change_records set title = 'Mine'`);
    await bench.store(pullRequest({ title: 'New', updatedAt: at('11:00') }));
    await bench.rows(`update stackflow.change_records set title = 'Change 1'`);
    await bench.store(pullRequest({ title: 'Newer', updatedAt: at('12:00') }));
    expect(await records()).toMatchObject([{ title: 'Newer' }]);
  });

  it('keeps a record that would go otherwise', async () => {
    await bench.rows(`update stackflow.github_repositories set exclude_labels = '{x}'`);
    await bench.store(pullRequest());
    await bench.rows(`update stackflow.change_records set title = 'Mine'`);
    await bench.store(pullRequest({ labels: ['x'], updatedAt: at('11:00') }));
    expect(await records()).toMatchObject([{ title: 'Mine', state: 'cancelled' }]);
  });
});

describe('a record that was there before sync', () => {
  const insert = (outcome: string, service = 'Shop') =>
    bench.rows(`
      insert into stackflow.change_records (service_id, title, change_type, state, deployment_outcome, external_id)
      select s.id, 'Imported', 'deployment', 'closed', ${outcome}, 'acme/shop#1'
      from stackflow.services as s where s.name = '${service}'`);

  it('is taken over', async () => {
    await bench.map('Shop');
    await insert('null');
    expect(await bench.store(pullRequest())).toMatchObject({ recordsCreated: 0 });
    expect(await records()).toMatchObject([
      { external_id: 'acme/shop#1', title: 'Change 1', deployment_outcome: 'successful', closed_at: at('10:00') },
    ]);
  });

  it('keeps an outcome that somebody set', async () => {
    await bench.map('Shop');
    await insert(`'failed'`);
    await bench.store(pullRequest());
    expect(await records()).toMatchObject([{ title: 'Change 1', deployment_outcome: 'failed' }]);
  });

  it('is never deleted', async () => {
    await bench.map('Shop', { exclude: ['x'] });
    await insert('null');
    await bench.store(pullRequest());
    await bench.store(pullRequest({ labels: ['x'], updatedAt: at('11:00') }));
    expect(await records()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('of another service is left alone', async () => {
    await bench.map('Search', { repository: 'acme/search' });
    await bench.map('Shop');
    await insert('null', 'Search');
    await bench.store(pullRequest());
    expect(await records()).toMatchObject([
      { external_id: 'acme/shop#1', title: 'Imported', service: 'Search' },
      { external_id: 'acme/shop#1:Shop', title: 'Change 1', service: 'Shop' },
    ]);
  });
});

describe('a repository that is renamed', () => {
  it('keeps its records, and their names', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest());
    const store = { ...SHOP, fullName: 'acme/store' };
    const url = 'https://github.com/acme/store/pull/1';
    await bench.store(
      pullRequest({ repository: store, url, updatedAt: at('11:00') }),
      pullRequest({ repository: store, number: 2 })
    );
    expect(await bench.rows('select external_id, url from stackflow.change_records order by 1')).toEqual([
      { external_id: 'acme/shop#1', url },
      { external_id: 'acme/shop#2', url: 'https://github.com/acme/shop/pull/2' },
    ]);
  });

  it('leaves nothing to another that takes its name', async () => {
    await bench.map('Shop');
    await bench.store(pullRequest());
    await bench.store(pullRequest({ repository: { id: 8, fullName: 'acme/shop' }, number: 5 }));
    expect(await records()).toHaveLength(1);
    expect(await bench.rows('select repository_id from stackflow.github_repositories')).toEqual([
      { repository_id: '7' },
    ]);
  });
});
