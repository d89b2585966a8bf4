import type { Pool } from 'pg';

import { openPool } from '../../tooling/database-pool';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import type { GitHubCredentials } from '../../src/backend/sync/api/settings';
import { redeliverFailed } from '../../src/backend/sync/redelivery/redeliver-failed';
import type { FakeAttempt, FakeHook } from '../support/github/fake-hooks';
import { SHOP_ID, openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';

/** Deliveries that never came through are asked for again. */

let bench: SyncBench;
let pool: Pool;
beforeEach(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 2 });
  await bench.run();
  await bench.rows(`
    update stackflow.github_repositories set repository_id = ${SHOP_ID};
    insert into stackflow.github_sync_state (repository_id, full_name) values (${SHOP_ID}, 'acme/shop')
    on conflict do nothing`);
  bench.github.accessToHooks = 'write';
});
afterEach(async () => {
  await pool.end();
  await bench.close();
});

const NOW = Date.parse('2026-03-10T12:00:00Z');
const hours = (ago: number) => new Date(NOW - ago * 3_600_000);
const attempt = (id: number, guid: string, ago: number, changes: Partial<FakeAttempt> = {}): FakeAttempt => ({
  ...{ id, guid, at: hours(ago), status: 502, event: 'pull_request', repositoryId: SHOP_ID },
  ...changes,
});
const hook = (path: string, attempts: FakeAttempt[], url = 'https://sre.example/github/webhook'): FakeHook => ({
  ...{ path, url, attempts },
});
const TOKEN: GitHubCredentials = { kind: 'token', token: 'ghp_test' };
const look = (credentials: GitHubCredentials = TOKEN, nowMs = NOW) => {
  const api = createGitHubApi({ credentials, baseUrl: bench.github.url, retryBaseMs: 1 });
  return redeliverFailed({ pool, api, signal: new AbortController().signal, paceMs: 0, nowMs });
};
const noted = async () =>
  (await bench.rows('select redelivery from stackflow.github_sync_state')).map(({ redelivery }) => redelivery);
const hookRequests = () => bench.github.seen.filter(({ path }) => path.includes('/hook')).length;

it('asks for those again of which no attempt was taken, by the newest of each, the oldest first', async () => {
  bench.github.hooks.push(
    hook('/repos/acme/shop/hooks/1', [
      attempt(9, 'again', 1),
      attempt(8, 'made good', 2, { status: 202 }),
      attempt(7, 'never', 3, { status: 0 }),
      attempt(6, 'made good', 4),
      attempt(5, 'again', 5, { status: 503 }),
      attempt(4, 'not ours', 6, { event: 'star' }),
      attempt(3, 'not mapped', 7, { repositoryId: 8 }),
      attempt(2, 'too old', 73),
    ])
  );
  expect(await look()).toEqual({ redelivered: 2, notAllowed: [] });
  expect(bench.github.redelivered).toEqual(['7', '9']);
  expect(await noted()).toEqual(['works']);
});

it('looks once an hour, and gives up after five attempts', async () => {
  const attempts = [attempt(1, 'hopeless', 2)];
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', attempts));
  await look();
  const before = hookRequests();
  expect(await look(TOKEN, NOW + 59 * 60_000)).toEqual({ redelivered: 0, notAllowed: [] });
  expect(hookRequests()).toBe(before);
  attempts.unshift(...[5, 4, 3, 2].map((id) => attempt(id, 'hopeless', 1)));
  expect(await look(TOKEN, NOW + 60 * 60_000)).toEqual({ redelivered: 0, notAllowed: [] });
  expect(hookRequests()).toBeGreaterThan(before);
});

it('reads page after page, no further back than three days, and asks for a hundred at most', async () => {
  const attempts = Array.from({ length: 250 }, (_, index) => attempt(1000 - index, `lost ${index}`, index / 10));
  const old = Array.from({ length: 500 }, (_, index) => attempt(500 - index, `old ${index}`, 80 + index));
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', [...attempts, ...old]));
  expect(await look()).toEqual({ redelivered: 100, notAllowed: [] });
  // The oldest first.
  expect(bench.github.redelivered[0]).toBe('751');
  const pages = bench.github.seen.filter(({ path }) => path.endsWith('/deliveries'));
  expect(pages).toHaveLength(3);
});

it('leaves the webhooks of others alone, and takes the organisation’s', async () => {
  bench.github.hooks.push(
    hook('/repos/acme/shop/hooks/1', [attempt(1, 'chat', 1)], 'https://chat.example/hook'),
    hook('/orgs/acme/hooks/2', [attempt(2, 'ours', 1)])
  );
  await bench.map('acme/other', { service: 'Other' });
  await bench.rows(`
    update stackflow.github_repositories set repository_id = 8 where repository = 'acme/other';
    insert into stackflow.github_sync_state (repository_id, full_name) values (8, 'acme/other')`);
  expect(await look()).toEqual({ redelivered: 1, notAllowed: [] });
  expect(bench.github.redelivered).toEqual(['2']);
});

it('is the App’s own for an App, with its own token', async () => {
  bench.github.signIn.installations.set('acme', 11);
  bench.github.hooks.push(hook('/app/hook', [attempt(3, 'lost', 1)], 'https://sre.example/anything'));
  expect(await look({ kind: 'app', ...bench.github.signIn.app, installationId: null })).toEqual({
    ...{ redelivered: 1, notAllowed: [] },
  });
  expect(bench.github.redelivered).toEqual(['3']);
});

it.each(['none', 'read'] as const)('is told as not allowed, and no error, with access: %s', async (access) => {
  bench.github.accessToHooks = access;
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', [attempt(1, 'lost', 1)]));
  expect(await look()).toEqual({ redelivered: 0, notAllowed: ['acme/shop'] });
  expect(await noted()).toEqual(['not_allowed']);
});

it('is told as not allowed where the organisation’s webhook may not be seen and the repository has none', async () => {
  bench.github.meddle = ({ path }) =>
    path.startsWith('/orgs/') ? { kind: 'instead', status: 403, change: () => '{"message":"Forbidden"}' } : undefined;
  expect(await look()).toEqual({ redelivered: 0, notAllowed: ['acme/shop'] });
  expect(await noted()).toEqual(['not_allowed']);
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', []));
  await look(TOKEN, NOW + 3_600_000);
  expect(await noted()).toEqual(['works']);
});

it('says neither where there is no webhook', async () => {
  expect(await look()).toEqual({ redelivered: 0, notAllowed: [] });
  expect(await noted()).toEqual([null]);
});

it('asks for those whose ids are larger than a number tells exactly', async () => {
  const id = String(2n ** 60n + 1n);
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', [attempt(424_242, 'lost', 1)]));
  bench.github.meddle = ({ path }) =>
    path.endsWith('/deliveries') ? { kind: 'instead', change: (text) => text.replace('424242', id) } : undefined;
  expect(await look()).toEqual({ redelivered: 1, notAllowed: [] });
  expect(bench.github.redelivered).toEqual([id]);
});

it('fails where GitHub does, and looks again with the next run', async () => {
  bench.github.hooks.push(hook('/repos/acme/shop/hooks/1', [attempt(1, 'lost', 1)]));
  bench.github.meddle = ({ path }) => (path.endsWith('/attempts') ? { kind: 'status', status: 500 } : undefined);
  await expect(look()).rejects.toMatchObject({ status: 502 });
  bench.github.meddle = () => undefined;
  expect(await look()).toEqual({ redelivered: 1, notAllowed: [] });
});
