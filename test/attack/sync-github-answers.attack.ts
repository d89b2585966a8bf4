import fc from 'fast-check';

import { mergedPullRequests } from '../support/github/fake-data';
import type { FakeGitHub } from '../support/github/fake-github';
import { addZoo, isAboutShop } from '../support/github/second-repository';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

/** A GitHub that answers what is no answer, or one that is wrong somewhere. */

let bench: SyncBench;
let github: FakeGitHub;

beforeEach(async () => {
  bench = await openSyncBench();
  ({ github } = bench);
  bench.shop.pullRequests = mergedPullRequests(20);
});

afterEach(() => bench.close());

/** Replaces one value of an answer, which `at` picks among all. */
function spoilt(whole: string, at: number, by: unknown): string {
  const count = countOf(JSON.parse(whole));
  let left = Math.floor(at * count);
  return JSON.stringify(JSON.parse(whole), (_, value: unknown) => (left-- === 0 ? by : value));
}

function countOf(value: unknown): number {
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + countOf(one), 1)
    : 1;
}

const NASTY = [
  ...[null, true, '', '\u0000', 'a\u0000b', '\ud800', 'x'.repeat(100_000), '../..', 'a/b/c', '\u001b[2J'],
  ...[0, -1, 2 ** 31, 2 ** 53, 1e308, 0.5, {}, [], [null], Array(101).fill(null)],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-02-30T00:00:00Z', 'javascript:alert(1)', '__proto__'],
];

const NO_ANSWERS = [
  ...['null', '[]', '"x"', '1', 'true', '{}', '', '{', '<html>', '['.repeat(1_000_000)],
  ...['true', '1', '"x"', '{}', '[]', '[null]', '[{}]', '[{"message":1}]', '[[[]]]'].map(
    (errors) => `{"errors":${errors}}`
  ),
  '{"errors":[{"message":"\\u0000","type":"constructor","extensions":{"code":"__proto__"}}]}',
];

it.each(NO_ANSWERS.map((body) => [body.slice(0, 60), body]))(
  'answers that are none fail their repository alone: %s',
  async (_, body) => {
    await addZoo(bench);
    github.meddle = (about) => (isAboutShop(about) ? { kind: 'instead', change: () => body } : undefined);
    expect(await bench.run()).toMatchObject({
      results: [{ outcome: { kind: 'failed' } }, { outcome: { kind: 'synced' } }],
    });
    github.meddle = (about) =>
      isAboutShop(about) && about.kind === 'graphql' ? { kind: 'instead', change: () => body } : undefined;
    const { results } = await bench.run();
    expect(results).toMatchObject([{ outcome: { kind: 'failed' } }, { outcome: { kind: 'unchanged' } }]);
  }
);

it('answers that are wrong in any place fail their repository at most', async () => {
  await addZoo(bench);
  bench.shop.pullRequests = mergedPullRequests(2);
  bench.shop.deployments = [
    {
      id: 1,
      sha: bench.shop.pullRequests[0]?.merge?.sha ?? '',
      environment: 'production',
      createdAt: new Date('2026-01-01T00:00:00Z'),
      statuses: [{ state: 'SUCCESS', at: new Date('2026-01-01T00:05:00Z') }],
    },
  ];
  await bench.rows(`update stackflow.github_repositories
    set path_filters = '{src/**}', production_environments = '{production}' where repository = 'acme/shop'`);
  const spot = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.constantFrom(...NASTY));
  await fc.assert(
    fc.asyncProperty(spot, fc.boolean(), async ([at, by], isRest) => {
      await bench.rows('truncate stackflow.github_sync_state');
      github.meddle = (about) =>
        isAboutShop(about) && (about.kind === 'rest') === isRest
          ? { kind: 'instead', change: (whole) => spoilt(whole, at, by) }
          : undefined;
      const { results } = await bench.run();
      expect(results.map(({ outcome: { kind } }) => kind)).toEqual([
        expect.stringMatching(/^(synced|unchanged|failed)$/),
        expect.stringMatching(/^(synced|unchanged)$/),
      ]);
    }),
    { numRuns: 100 }
  );
  github.meddle = () => undefined;
  await bench.rows('truncate stackflow.github_sync_state');
  expect((await bench.run()).results.map(({ outcome }) => outcome.kind)).not.toContain('failed');
});

it('words of GitHub that no text of a database can hold are told without them', async () => {
  await addZoo(bench);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (message) => {
      github.meddle = (about) =>
        isAboutShop(about)
          ? {
              kind: 'instead',
              status: 410,
              change: () => JSON.stringify({ message: `${message}\u0000\ud800\u001b[2J` }),
            }
          : undefined;
      const { results } = await bench.run();
      expect(results.map(({ outcome: { kind } }) => kind)).toEqual([
        'failed',
        expect.stringMatching(/synced|unchanged/),
      ]);
      const [shop] = results;
      expect(shop?.outcome.kind === 'failed' && /\p{Cc}/u.test(shop.outcome.text)).toBe(false);
    }),
    { numRuns: 25 }
  );
});
