import type { NamedFacts, PushFacts } from '../../src/backend/sync/facts/facts';
import { deployment, openFactsBench, pullRequest, SHOP } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** Which rollouts bear on which changes: tags of several services, what was rolled out before it was merged. */

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
});

const at = (time: string, day = 2) => new Date(Date.UTC(2026, 2, day, Number(time.slice(0, 2)), Number(time.slice(3))));
const shaOf = (number: number) => String(number).repeat(40);
const merged = (number: number, mergedAt: Date) =>
  pullRequest({
    ...{ number, openedAt: at('08:00', 1), updatedAt: mergedAt },
    state: { kind: 'merged', mergedAt, mergeCommitSha: shaOf(number) },
  });
const tagged = (name: string, ofNumber: number, namedAt: Date): NamedFacts => ({
  ...{ kind: 'tag', repository: SHOP, name, sha: shaOf(ofNumber), namedAt, isFinal: true, readAt: null },
});

/** Maps acme/shop to services, each with tags of its own; none: all. */
async function tagsOf(tags: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [service, own] of Object.entries(tags)) {
    await bench.map(service);
    await bench.rows(`
      update stackflow.github_repositories as m
      set deployed_by = 'tag', tags = '{${own.join(',')}}'
      from stackflow.services as s
      where s.id = m.service_id and s.name = '${service}'`);
  }
}

/** When each pull request was live, by its number, as a service. */
const livesOf = async (service: string) =>
  Object.fromEntries(
    (
      await bench.rows(`
        select c.number::int as number, r.closed_at
        from stackflow.github_changes as c
        join stackflow.change_records as r on r.id = c.change_id
        join stackflow.services as s on s.id = c.service_id
        where s.name = '${service}'
        order by 1`)
    ).map((row) => [String(row['number']), row['closed_at']] as const)
  );

describe('the tags of several services of a repository', () => {
  beforeEach(() => tagsOf({ Shop: ['shop-v*'], Billing: ['billing-v*'] }));

  it('each carry what is their service’s, though another’s tag is on the same commit', async () => {
    await bench.store(tagged('shop-v0', 9, at('09:00')), tagged('billing-v0', 9, at('09:00')));
    await bench.store(merged(1, at('10:00')));
    await bench.store(tagged('billing-v1', 1, at('11:00')));
    expect([await livesOf('Shop'), await livesOf('Billing')]).toEqual([{}, { 1: at('11:00') }]);
    await bench.store(tagged('shop-v1', 1, at('12:00')));
    expect([await livesOf('Shop'), await livesOf('Billing')]).toEqual([{ 1: at('12:00') }, { 1: at('11:00') }]);
  });

  it('end the waiting of their service, whatever another’s tags before', async () => {
    await bench.store(tagged('shop-v0', 9, at('09:00')));
    // A change that no tag carries.
    await bench.store(pullRequest({ state: { kind: 'merged', mergedAt: at('10:00'), mergeCommitSha: null } }));
    await bench.store(tagged('billing-v1', 9, at('09:00', 100)));
    expect(await livesOf('Shop')).toEqual({});
    await bench.store(tagged('shop-v1', 9, at('10:00', 200)));
    expect(await livesOf('Shop')).toEqual({ 1: at('10:00') });
  });
});

it('a tag carries the very commit that it is on, however old', async () => {
  await tagsOf({ Shop: [] });
  await bench.store(tagged('v0', 9, at('09:00')), merged(1, at('10:00')), tagged('other', 9, at('10:00', 120)));
  await bench.store(tagged('v1', 1, at('10:00', 150)));
  expect(await livesOf('Shop')).toEqual({ 1: at('10:00', 150) });
});

describe('of a merge queue, what was rolled out before its group was merged', () => {
  const group = [3, 4, 5].map((number) => merged(number, at('10:05')));
  const expected = { 3: at('10:05'), 4: at('10:05'), 5: at('10:05') };

  it('carries the group, by a tag that is as old as its commit', async () => {
    await tagsOf({ Shop: [] });
    await bench.store(tagged('v0', 9, at('09:00')), ...group, tagged('v1', 5, at('10:00')));
    expect(await livesOf('Shop')).toEqual(expected);
  });

  it('carries the group, by a deployment, whatever is told first', async () => {
    await bench.map('Shop');
    await bench.store(deployment({ deploymentId: 1, sha: shaOf(5), stateAt: at('10:00') }));
    for (const one of group) {
      await bench.store(one);
    }
    await bench.store(deployment({ deploymentId: 2, sha: shaOf(9), stateAt: at('11:00') }));
    expect(await livesOf('Shop')).toEqual(expected);
  });
});

describe('the push of a merge', () => {
  const pushed = (branch: string, ofNumber: number, pushedAt: Date): PushFacts => ({
    ...{ kind: 'push', repository: SHOP, branch, before: shaOf(8), sha: shaOf(ofNumber), pushedAt },
    ...{ author: 'ada', isByBot: false, readAt: null },
  });
  const facts = [merged(5, at('10:00')), merged(6, at('10:01')), deployment({ sha: shaOf(5), stateAt: at('11:00') })];

  it.each([
    ['before', (push: PushFacts) => [push, ...facts]],
    ['after', (push: PushFacts) => [...facts, push]],
  ])('that is told %s it moves nothing into what was deployed of it', async (_, told) => {
    await bench.map('Shop');
    for (const one of told(pushed('main', 5, at('10:01')))) {
      await bench.store(one);
    }
    expect(await livesOf('Shop')).toEqual({ 5: at('11:00') });
  });

  it('into another branch tells what was pushed there', async () => {
    await bench.map('Shop', { branch: 'production' });
    const change = { ...merged(6, at('10:00')), baseBranch: 'production' };
    await bench.store(merged(5, at('10:00')), pushed('production', 5, at('10:01')), change);
    await bench.store(deployment({ sha: shaOf(5), stateAt: at('11:00') }));
    expect(await livesOf('Shop')).toEqual({ 6: at('11:00') });
  });
});
