import { listMappings } from '../../src/backend/sync/mapping/mapping-rows';
import { applyMappings } from '../../src/backend/sync/mapping/apply-mappings';
import { inTransaction } from '../../src/backend/aurora/transaction';
import type { NamedFacts } from '../../src/backend/sync/facts/facts';
import { deployment, openFactsBench, pullRequest, SHOP } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** One record a deployment, with all that it carried. */

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
  await bench.map('Shop', { critical: ['urgent'] });
  await setTo('deployment');
});

const at = (time: string, day = 2) => new Date(`2026-03-${String(day).padStart(2, '0')}T${time}:00Z`);
const shaOf = (number: number) => String(number).repeat(40);
const merged = (number: number, mergedAt: Date, changes: Partial<Parameters<typeof pullRequest>[0]> = {}) =>
  pullRequest({
    number,
    title: `Change ${number}`,
    url: `https://github.com/acme/shop/pull/${number}`,
    openedAt: at('08:00'),
    updatedAt: mergedAt,
    state: { kind: 'merged', mergedAt, mergeCommitSha: shaOf(number) },
    ...changes,
  });
const deployed = (deploymentId: number, ofNumber: number, stateAt: Date, changes = {}) =>
  deployment({ deploymentId, sha: shaOf(ofNumber), stateAt, url: null, ...changes });
const released = (name: string, ofNumber: number, namedAt: Date): NamedFacts => ({
  ...{ repository: SHOP, name, sha: shaOf(ofNumber), namedAt, isFinal: true, readAt: namedAt },
  kind: 'release',
});

/** Applies the mapping again with another `recordPer`. */
async function setTo(recordPer: 'pullRequest' | 'deployment') {
  return await inTransaction(bench.writer, async () => {
    const mappings = await listMappings(bench.writer);
    return await applyMappings(
      bench.writer,
      mappings.map((one) => ({ ...one, recordPer }))
    );
  });
}

const records = () =>
  bench.rows(`
    select r.external_id as id, r.title, r.url, r.created_at as began, r.closed_at as ended,
      r.deployment_outcome as outcome, r.criticality, r.unplanned, r.state, c.notes
    from stackflow.change_records as r
    left join stackflow.github_changes as c on c.change_id = r.id
    order by r.external_id collate "C"`);
const titles = async () => (await records()).map(({ title }) => title);
const five = [1, 2, 3, 4, 5].map((number) => merged(number, at(`10:0${number}`)));

it('is one record of each deployment: from the first that began of what it carried', async () => {
  await bench.store(
    merged(1, at('10:01')),
    merged(2, at('10:02'), { openedAt: at('07:00') }),
    merged(3, at('10:03')),
    deployed(41, 2, at('11:00')),
    deployed(42, 3, at('12:00'))
  );
  expect(await records()).toEqual([
    {
      ...{ id: 'acme/shop/deployments/41', title: 'Deployment of 2222222 to production: #1, #2', state: 'closed' },
      ...{ url: `https://github.com/acme/shop/commit/${shaOf(2)}`, began: at('07:00'), ended: at('11:00') },
      ...{ outcome: 'successful', criticality: 'non_critical', unplanned: false, notes: [] },
    },
    expect.objectContaining({ id: 'acme/shop/deployments/42', began: at('08:00'), ended: at('12:00') }),
  ]);
  expect(await bench.rows('select from stackflow.github_pull_requests where skip_reason is not null')).toEqual([]);
});

it('says the worst of what it carried', async () => {
  await bench.store(
    merged(1, at('10:01')),
    merged(2, at('10:02'), { labels: ['urgent'], headBranch: 'hotfix/tills' }),
    deployed(1, 2, at('11:00')),
    merged(3, at('11:30'), { revertsNumber: 1 }),
    deployed(2, 3, at('12:00'))
  );
  expect(await records()).toEqual([
    expect.objectContaining({ outcome: 'rolled_back', criticality: 'critical', unplanned: true }),
    // A revert is unplanned itself.
    expect.objectContaining({ outcome: 'successful', criticality: 'non_critical', unplanned: true }),
  ]);
});

it('failed where nothing made good for it, and is none where a later one did', async () => {
  await bench.store(...five, deployed(1, 2, at('11:00'), { state: 'failure' }), deployed(2, 2, at('11:30')));
  expect(await records()).toEqual([
    expect.objectContaining({ id: 'acme/shop/deployments/2', outcome: 'successful', notes: ['redeployed'] }),
  ]);
  await bench.store(deployed(3, 5, at('12:00'), { state: 'error' }));
  expect(await records()).toEqual([
    expect.objectContaining({ id: 'acme/shop/deployments/2', title: 'Deployment of 2222222 to production: #1, #2' }),
    expect.objectContaining({ id: 'acme/shop/deployments/3', outcome: 'failed' }),
  ]);
});

it('is none of a deployment that carried nothing, or no longer does', async () => {
  await bench.store(...five, deployed(1, 5, at('11:00')), deployed(2, 5, at('12:00')));
  expect(await titles()).toEqual(['Deployment of 5555555 to production: #1, #2, #3, #4, #5']);
  // An earlier one is told late.
  await bench.store(deployed(3, 5, at('10:30')));
  expect(await records()).toEqual([expect.objectContaining({ id: 'acme/shop/deployments/3', ended: at('10:30') })]);
});

it('leads to the run that deployed, and counts what is too much to name', async () => {
  const many = Array.from({ length: 23 }, (_, index) =>
    merged(index + 1, at(`10:${String(index + 10)}`), {
      state: { kind: 'merged', mergedAt: at(`10:${String(index + 10)}`), mergeCommitSha: `${index + 10}`.repeat(20) },
    })
  );
  await bench.store(
    ...many,
    deployment({ sha: '32'.repeat(20), stateAt: at('11:00'), runId: 99, url: 'https://shop' })
  );
  const names = Array.from({ length: 20 }, (_, index) => `#${index + 1}`).join(', ');
  expect(await records()).toEqual([
    expect.objectContaining({
      title: `Deployment of 3232323 to production: ${names} and 3 more`,
      url: 'https://github.com/acme/shop/actions/runs/99',
    }),
  ]);
});

it('is of a release where releases deploy', async () => {
  await bench.rows(`update stackflow.github_repositories set deployed_by = 'release', tags = '{v**}'`);
  await bench.store(...five, released('v1', 2, at('11:00')), released('v2/b', 5, at('12:00')));
  expect(await records()).toEqual([
    expect.objectContaining({
      ...{ id: 'acme/shop/releases/v1', title: 'Release v1: #1, #2', ended: at('11:00') },
      url: 'https://github.com/acme/shop/releases/tag/v1',
    }),
    expect.objectContaining({
      ...{ id: 'acme/shop/releases/v2/b', title: 'Release v2/b: #3, #4, #5', ended: at('12:00') },
      url: 'https://github.com/acme/shop/releases/tag/v2%2Fb',
    }),
  ]);
});

it('carries pushes as well where they are records, and leaves alone what was live before', async () => {
  await bench.rows(`update stackflow.github_repositories set deploy_without_pull_request = 'record'`);
  const sha = 'e'.repeat(40);
  await bench.store(
    merged(1, at('10:01', 1), { state: { kind: 'merged', mergedAt: new Date(0), mergeCommitSha: shaOf(1) } }),
    merged(2, at('10:02')),
    {
      ...{ kind: 'push', repository: SHOP, branch: 'main', before: shaOf(2), sha, pushedAt: at('10:03') },
      ...{ author: 'ada', isByBot: false, readAt: null },
    },
    deployment({ deploymentId: 1, sha, stateAt: at('11:00') })
  );
  expect(await titles()).toEqual(['Change 1', 'Deployment of eeeeeee to production: #2, push eeeeeee']);
});

it('has no address any more where only a push is left, and goes like any other', async () => {
  await bench.rows(`
    update stackflow.github_repositories
    set deployed_by = 'release', deploy_without_pull_request = 'record', exclude_labels = '{no-deploy}'`);
  const sha = 'e'.repeat(40);
  await bench.store(
    merged(2, at('10:02')),
    {
      ...{ kind: 'push', repository: SHOP, branch: 'main', before: shaOf(2), sha, pushedAt: at('10:03') },
      ...{ author: 'ada', isByBot: false, readAt: null },
    },
    { ...released('v1', 2, at('11:00')), sha }
  );
  expect(await records()).toMatchObject([{ title: 'Release v1: #2, push eeeeeee', url: expect.any(String) }]);
  await bench.store(merged(2, at('10:02'), { updatedAt: at('12:00'), labels: ['no-deploy'] }));
  expect(await records()).toMatchObject([{ title: 'Release v1: push eeeeeee', url: null }]);
  expect((await setTo('pullRequest')).records).toMatchObject({ removed: 1 });
});

it('is of each service of a monorepo what concerns it', async () => {
  await bench.clear();
  await bench.map('Search', { paths: ['search/**'] });
  await bench.map('Shop', { paths: ['shop/**'] });
  await setTo('deployment');
  await bench.store(
    merged(1, at('10:01'), { paths: ['shop/a.ts'] }),
    merged(2, at('10:02'), { paths: ['shop/a.ts', 'search/b.ts'] }),
    deployed(1, 2, at('11:00'))
  );
  expect((await records()).map(({ id, title }) => [id, title])).toEqual([
    ['acme/shop/deployments/1:Search', 'Deployment of 2222222 to production: #2'],
    ['acme/shop/deployments/1:Shop', 'Deployment of 2222222 to production: #1, #2'],
  ]);
});

it('goes when the mapping counts pull requests again, unless somebody corrected it; and comes back as it was', async () => {
  await bench.store(...five.slice(0, 3), deployed(1, 2, at('11:00')), deployed(2, 3, at('12:00')));
  const before = await records();
  await bench.rows(`
    update stackflow.change_records set title = 'Mine' where external_id = 'acme/shop/deployments/2'`);
  expect((await setTo('pullRequest')).records).toEqual({ created: 3, updated: 1, removed: 1 });
  expect((await records()).map(({ id, title, state }) => [id, title, state])).toEqual([
    ...[1, 2, 3].map((number) => [`acme/shop#${number}`, `Change ${number}`, 'closed']),
    ['acme/shop/deployments/2', 'Mine', 'cancelled'],
  ]);
  await bench.rows(
    `update stackflow.change_records set deployment_outcome = 'failed' where external_id = 'acme/shop#1'`
  );
  expect((await setTo('deployment')).records).toEqual({ created: 1, updated: 2, removed: 2 });
  expect(await records()).toEqual([
    expect.objectContaining({ id: 'acme/shop#1', outcome: 'failed', state: 'cancelled' }),
    before[0],
    { ...before[1], title: 'Mine' },
  ]);
});
