import type { Page } from '../api/page';
import type { PullRequestFacts } from '../facts/facts';
import { fractionOf } from './fraction';
import { floorOf } from './floor';
import { FACTS_VERSION, afterPage, fromTheTop, newPass, nextRequest, passSchema } from './pass';

const SCOPE = { version: FACTS_VERSION, withPaths: false, environments: ['production'], names: [] };
const REPOSITORY = { id: 7, fullName: 'acme/shop' };

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

function pullRequest(updatedAt: Date): PullRequestFacts {
  return {
    kind: 'pullRequest',
    repository: REPOSITORY,
    number: updatedAt.getUTCDate(),
    title: 'A change',
    url: 'https://github.com/acme/shop/pull/1',
    author: null,
    isByBot: false,
    baseBranch: 'main',
    headBranch: 'feature',
    headSha: 'abc',
    openedAt: updatedAt,
    updatedAt,
    state: { kind: 'open' },
    labels: [],
    firstCommitAt: null,
    leftBaseAt: null,
    paths: null,
    revertsNumber: null,
    revertsSha: null,
    branchRevertsNumber: null,
    readAt: null,
  };
}

function page(days: readonly number[], next: string | null, size = 100): Page {
  const facts = days.map((day) => pullRequest(at(day)));
  return { repository: REPOSITORY, size, pullRequests: { facts, total: 40, next }, deployments: null };
}

const whole = () => newPass({ pullRequests: null, deployments: undefined }, null, 'etag');

describe('a pass', () => {
  it('reads everything where it has no floor, and remembers the newest', () => {
    const first = afterPage(whole(), page([30, 29], 'a'));
    expect(nextRequest(first, 'acme/shop', SCOPE)?.pullRequests).toEqual({ after: 'a', withPaths: false });
    const last = afterPage(first, page([3, 2], null));
    expect(nextRequest(last, 'acme/shop', SCOPE)).toBeNull();
    expect(last.pullRequests?.newestAt).toEqual(at(30));
    expect(last.seen).toBe(4);
  });

  it('stops behind its floor', () => {
    const pass = newPass({ pullRequests: at(20), deployments: undefined }, null, null);
    const first = afterPage(pass, page([30, 20], 'a'));
    expect(nextRequest(first, 'acme/shop', SCOPE)).not.toBeNull();
    expect(nextRequest(afterPage(first, page([20, 19], 'b')), 'acme/shop', SCOPE)).toBeNull();
  });

  it('asks for both lists at once, and for one where the other is done', () => {
    const both = newPass({ pullRequests: null, deployments: null }, null, null);
    expect(nextRequest(both, 'acme/shop', SCOPE)).toMatchObject({
      pullRequests: { after: null },
      deployments: { after: null, environments: ['production'] },
    });
    const next = afterPage(both, {
      ...page([30], null),
      deployments: { facts: [], created: { newestAt: at(9), oldestAt: at(8) }, next: 'd' },
    });
    expect(nextRequest(next, 'acme/shop', SCOPE)).toMatchObject({ pullRequests: null, deployments: { after: 'd' } });
  });

  it('asks for full pages again after some that were too much', () => {
    expect(afterPage(whole(), page([30], 'a', 25)).size).toBe(50);
    expect(afterPage(whole(), page([30], 'a', 80)).size).toBe(100);
  });

  it('begins at the newest again where its place was forgotten, and keeps what it promised', () => {
    const pass = fromTheTop(afterPage(whole(), page([30, 29], 'a')));
    expect(pass).toMatchObject({ seen: 0, pullRequests: { cursor: null, newestAt: at(30) } });
  });

  it('survives being kept as JSON', () => {
    const pass = afterPage(newPass({ pullRequests: at(2), deployments: null }, at(3), null), page([30, 29], 'a'));
    expect(passSchema.parse(JSON.parse(JSON.stringify(pass)))).toEqual(pass);
  });

  it('tells how far it is: by count where all is read, by time where it has a floor', () => {
    const counted = page([30, 29], 'a');
    expect(fractionOf(afterPage(whole(), counted), counted)).toBe(2 / 40);
    const dated = page([30, 25], 'a');
    const floored = newPass({ pullRequests: at(20), deployments: undefined }, null, null);
    expect(fractionOf(afterPage(floored, dated), dated)).toBe(0.5);
  });
});

describe('floorOf', () => {
  const DAY_MS = 86_400_000;

  it.each([
    ['everything where nothing is known', null, null, null],
    ['back to the watermark and a little further', at(10), null, at(9)],
    ['from where somebody asks, where nothing is known', null, at(5), at(5)],
    ['further back where somebody asks', at(10), at(5), at(5)],
    ['without a gap before the watermark', at(10), at(15), at(9)],
  ])('reads %s', (_, watermark, since, floor) => {
    expect(floorOf(watermark, since, DAY_MS)).toEqual(floor);
  });
});
