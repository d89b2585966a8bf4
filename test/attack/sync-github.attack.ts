import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import type { GitHubApiSettings } from '../../src/backend/sync/api/settings';
import type { PageRequest } from '../../src/backend/sync/api/page';
import { rateLimitOf } from '../../src/backend/sync/api/rate-limit';
import { mergedPullRequest, mergedPullRequests } from '../support/github/fake-data';
import type { Fault } from '../support/github/fake-faults';
import type { FakeGitHub } from '../support/github/fake-github';
import { addZoo, isAboutShop } from '../support/github/second-repository';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

/** A GitHub, or what stands before it, that means harm. */

const NEVER = new AbortController().signal;
const PAGE: PageRequest = {
  repository: 'acme/shop',
  size: 100,
  pullRequests: { after: null, withPaths: false },
  deployments: null,
};
const TWO_HOURS_MS = 2 * 3_600_000;
/** The longest answer that is taken. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

let bench: SyncBench;
let github: FakeGitHub;

beforeEach(async () => {
  bench = await openSyncBench();
  ({ github } = bench);
  bench.shop.pullRequests = mergedPullRequests(250);
});

afterEach(() => bench.close());

const apiOf = (settings: Partial<GitHubApiSettings> = {}) =>
  createGitHubApi({
    credentials: { kind: 'token', token: 'ghp_test' },
    baseUrl: github.url,
    retryBaseMs: 1,
    ...settings,
  });

const stored = async (repository: number) =>
  await bench.rows(`select from stackflow.github_pull_requests where repository_id = ${repository}`);

describe('waits', () => {
  const limited = (status: number, headers: Readonly<Record<string, string>>): Fault => ({
    kind: 'instead',
    status,
    headers,
    change: () => JSON.stringify({ message: 'API rate limit exceeded' }),
  });

  it.each([
    ['a reset in the year 9999', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '253402300799' }],
    ['a reset beyond any date', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9'.repeat(300) }],
    ['a month', { 'retry-after': '2678400' }],
    ['2^31 ms and a little', { 'retry-after': '2147485' }],
  ])('for no longer than two hours, where %s is wanted', async (_, headers) => {
    github.meddle = () => limited(403, headers);
    const result = await bench.sync();
    expect(result).toMatchObject({
      status: 1,
      err: expect.stringMatching(/asks to wait [\de+]+ s: .* longer than 7200 s/),
    });
    expect(github.requests).toBe(1);
  });

  it('asks no more than a few times where the reset is past', async () => {
    github.meddle = () => limited(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' });
    const waits: number[] = [];
    const page = apiOf({ onWait: ({ milliseconds }) => waits.push(milliseconds) }).page(PAGE, NEVER);
    await expect(page).rejects.toMatchObject({ status: 429, message: expect.stringContaining('rate limit exceeded') });
    expect(github.requests).toBe(6);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
  });

  it('are bounded whatever the headers say', async () => {
    const number = fc.oneof(
      fc.integer().map(String),
      fc.bigInt().map(String),
      fc.double().map(String),
      fc.constantFrom('0', '-1', '', 'NaN', 'Infinity', '1e308', '0x7fffffff', 'Fri, 31 Dec 9999 23:59:59 GMT'),
      fc.string({ unit: 'grapheme-ascii' })
    );
    const headers = fc.record(
      { 'retry-after': number, 'x-ratelimit-remaining': number, 'x-ratelimit-reset': number, date: number },
      { requiredKeys: [] }
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 403, 429, 500), headers, async (status, some) => {
        github.meddle = () => limited(status, some);
        const before = github.requests;
        const stop = new AbortController();
        const waits: number[] = [];
        const onWait = ({ milliseconds }: { milliseconds: number }) => {
          waits.push(milliseconds);
          if (milliseconds > 40) {
            stop.abort(new Error('It waits.'));
          }
        };
        const error: unknown = await apiOf({ onWait })
          .page(PAGE, stop.signal)
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject(stop.signal.aborted ? { message: 'It waits.' } : { name: 'Failure' });
        waits.forEach((milliseconds) => expect(milliseconds).toBeGreaterThanOrEqual(0));
        waits.forEach((milliseconds) => expect(milliseconds).toBeLessThanOrEqual(TWO_HOURS_MS));
        expect(github.requests - before).toBeLessThanOrEqual(10);
      }),
      { numRuns: 80 }
    );
  });
});

describe('limits', () => {
  it.each<Readonly<Record<string, string>>>([
    { 'x-ratelimit-limit': '99999999999', 'x-ratelimit-remaining': '99999999999', 'x-ratelimit-reset': '1' },
    { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '99999999999' },
    { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '9'.repeat(400) },
    { 'x-ratelimit-limit': '-1', 'x-ratelimit-remaining': 'NaN', 'x-ratelimit-reset': '' },
    {
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1',
      'x-ratelimit-resource': 'x'.repeat(5_000),
    },
  ])('that are absurd are none: %j', async (headers) => {
    github.meddle = () => ({ kind: 'instead', headers });
    expect(await bench.sync()).toMatchObject({ status: 0, err: '' });
    expect(await stored(7)).toHaveLength(250);
    expect(await bench.rows('select from stackflow.github_rate_limits')).toEqual([]);
  });

  it('that cannot be kept fail nothing', async () => {
    await bench.rows('drop table stackflow.github_rate_limits cascade');
    expect(await bench.sync()).toMatchObject({ status: 0, err: '' });
    expect(await stored(7)).toHaveLength(250);
  });

  it('are always such that they can be kept', async () => {
    const text = fc.oneof(
      fc.bigInt().map(String),
      fc.integer({ min: 0 }).map(String),
      fc.string({ unit: 'grapheme-ascii' })
    );
    const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-ratelimit-resource'] as const;
    await fc.assert(
      fc.asyncProperty(fc.tuple(text, text, text, fc.oneof(text, fc.constant('core'))), async (values) => {
        const headers = new Headers();
        names.forEach((name, index) => headers.set(name, values[index]?.replace(/[^ -~]/g, '') ?? ''));
        const limit = rateLimitOf(headers, 'token');
        if (limit !== null) {
          const { rows } = await bench.database.client.query(
            'select $1::integer, $2::integer, $3::timestamptz as "resetsAt"',
            [limit.limit, limit.remaining, limit.resetsAt]
          );
          expect(rows).toMatchObject([{ resetsAt: limit.resetsAt }]);
        }
      }),
      { numRuns: 300 }
    );
  });
});

interface List {
  pageInfo: { hasNextPage: boolean; endCursor: string };
  nodes: unknown[];
}

/** Changes one list of an answer. */
function changed(list: 'pullRequests' | 'deployments' | 'files', change: (list: List) => void) {
  return (whole: string) => {
    const answer = JSON.parse(whole, (key, value: unknown) => {
      if (key === list && value !== null) {
        change(value as List);
      }
      return value;
    }) as object;
    return JSON.stringify(answer);
  };
}

/** The cursors of the fake are places; these lie before all there is, so that its first page follows. */
const cursorOf = (index: number) => Buffer.from(`cursor:v2:-${10 ** 15 - index}`).toString('base64');

describe('cursors', () => {
  const ANEW = 'Sync once more; see what stands between here and GitHub.';

  it('that lead back end the pass with an error, and leave others alone', async () => {
    await addZoo(bench);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 4 }), async (tail, loop) => {
        await bench.rows('truncate stackflow.github_sync_state');
        const before = github.requests;
        let page = 0;
        const change = changed('pullRequests', (list) => {
          const index = page < tail ? page : tail + ((page - tail) % loop);
          list.pageInfo = { hasNextPage: true, endCursor: cursorOf(index) };
          page += 1;
        });
        github.meddle = (about) => (isAboutShop(about) ? { kind: 'instead', change } : undefined);
        const { results } = await bench.run();
        expect(results).toMatchObject([
          {
            outcome: {
              kind: 'failed',
              text: `GitHub's list of pull requests of acme/shop leads back to a page that was read before. ${ANEW}`,
            },
          },
          { outcome: { kind: expect.stringMatching(/^(synced|unchanged)$/) } },
        ]);
        expect(github.requests - before).toBeLessThanOrEqual(tail + loop + 6);
      }),
      { numRuns: 8 }
    );
    expect(await stored(8)).toHaveLength(3);
    github.meddle = () => undefined;
    expect(await bench.sync()).toMatchObject({ status: 0 });
    expect(await stored(7)).toHaveLength(250);
  });

  it.each(['pullRequests', 'deployments'] as const)('to pages of %s without anything end', async (which) => {
    await bench.rows(`update stackflow.github_repositories set production_environments = '{production}'`);
    let page = 0;
    const change = changed(which, (list) => {
      list.nodes = [];
      list.pageInfo = { hasNextPage: true, endCursor: cursorOf((page += 1)) };
    });
    github.meddle = () => ({ kind: 'instead', change });
    const { results } = await bench.run();
    expect(results).toMatchObject([
      { outcome: { kind: 'failed', text: expect.stringContaining('holds nothing for 11 pages in a row') } },
    ]);
    expect(github.requests).toBeLessThan(20);
  });

  it('of a pull request’s files that lead back end it too', async () => {
    await bench.rows(`update stackflow.github_repositories set path_filters = '{src/**}'`);
    bench.shop.pullRequests = [mergedPullRequest(1, { paths: Array.from({ length: 150 }, (_, at) => `src/${at}.ts`) })];
    const change = changed('files', (list) => {
      list.pageInfo = { hasNextPage: true, endCursor: Buffer.from('cursor:v2:99').toString('base64') };
    });
    github.meddle = () => ({ kind: 'instead', change });
    const { results } = await bench.run();
    expect(results).toMatchObject([
      { outcome: { kind: 'failed', text: expect.stringContaining('list of files of acme/shop#1 leads back') } },
    ]);
    expect(github.requests).toBeLessThan(8);
  });
});

describe('bodies', () => {
  const TOO_LONG = { status: 502, message: expect.stringContaining(`is longer than ${MAX_ANSWER_BYTES} bytes`) };

  it('without an end are left at their bound', async () => {
    let bytes = 0;
    github.meddle = () => ({ kind: 'endless', onSent: (more) => (bytes += more) });
    await expect(apiOf().page(PAGE, NEVER)).rejects.toMatchObject(TOO_LONG);
    // What lies in the buffers of both ends comes on top.
    expect(bytes / github.requests).toBeLessThan(2 * MAX_ANSWER_BYTES);
    expect(github.requests).toBe(6);
  });

  it('that are small until they are unpacked are left there too', async () => {
    const bomb = gzipSync(Buffer.alloc(4 * MAX_ANSWER_BYTES, ' '));
    github.meddle = () => ({ kind: 'instead', headers: { 'content-encoding': 'gzip' }, change: () => bomb });
    await expect(apiOf().page(PAGE, NEVER)).rejects.toMatchObject(TOO_LONG);
  });
});
