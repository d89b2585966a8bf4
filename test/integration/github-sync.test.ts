import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { sreMetrics, spawnSreMetrics } from '../support/command-line';
import { mergedPullRequest, mergedPullRequests } from '../support/github/fake-data';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { until } from '../support/until';

describe('sre-metrics github sync', () => {
  let bench: SyncBench;

  beforeEach(async () => {
    bench = await openSyncBench();
    bench.shop.pullRequests = mergedPullRequests(250);
  });

  afterEach(() => bench.close());

  it('reads every pull request, and then what is new', async () => {
    expect(await bench.sync()).toEqual({
      status: 0,
      out: 'acme/shop: 250 pull requests read; change records: 250 created.\n5 requests to GitHub.',
      err: '',
    });
    expect(await bench.sync()).toEqual({
      status: 0,
      out: 'acme/shop: nothing changed.\n2 requests to GitHub.',
      err: '',
    });
    bench.shop.pullRequests = [mergedPullRequest(2_000)];
    expect((await bench.sync()).out).toContain('acme/shop: 1 pull request read; change records: 1 created.');
  });

  it('reads only the repositories that were named', async () => {
    await bench.map('acme/other');
    expect((await bench.sync('--repo', 'ACME/shop')).out).toBe(
      'acme/shop: 250 pull requests read; change records: 250 created.\n5 requests to GitHub.'
    );
  });

  it('reads no further back than --since', async () => {
    expect((await bench.sync('--since', '2025-01-07T12:00Z')).out).toContain(
      'acme/shop: 100 pull requests read; change records: 100 created.'
    );
  });

  it('says so where nothing is mapped', async () => {
    await bench.rows('delete from stackflow.github_repositories');
    expect((await bench.sync()).out).toContain('No repository is mapped to a service.');
  });

  it('refuses a repository that is not mapped', async () => {
    expect(await bench.sync('--repo', 'acme/unknown')).toMatchObject({
      status: 1,
      err: expect.stringContaining('"acme/unknown" is not mapped to a service'),
    });
  });

  it('refuses a time that is none', async () => {
    expect(await bench.sync('--since', 'soon')).toMatchObject({
      status: 2,
      err: expect.stringContaining("argument 'soon' is invalid. It must be a past date"),
    });
  });

  it('says what it needs to reach GitHub', async () => {
    const { SRE_METRICS_GITHUB_TOKEN: _, ...env } = bench.env;
    expect(await sreMetrics(['github', 'sync'], env)).toEqual({
      status: 1,
      out: '',
      err: 'GitHub is not set up: set SRE_METRICS_GITHUB_TOKEN, or SRE_METRICS_GITHUB_APP_ID and SRE_METRICS_GITHUB_APP_PRIVATE_KEY.',
    });
  });

  it('says which role its database user lacks', async () => {
    const { user, password } = await bench.database.createUser('sre_metrics_reader');
    const url = new URL(bench.env.SRE_METRICS_DATABASE_URL);
    Object.assign(url, { username: user, password });
    expect(await bench.sync('--url', url.href)).toMatchObject({
      status: 1,
      err: expect.stringContaining(`grant sre_metrics_writer to "${user}"`),
    });
  });

  it('tells a repository that GitHub does not show, and that not all is there', async () => {
    await bench.map('acme/gone');
    expect(await bench.sync()).toEqual({
      status: 1,
      out: 'acme/shop: 250 pull requests read; change records: 250 created.\n6 requests to GitHub.',
      err:
        'acme/gone: GitHub did not give acme/gone: Not Found. ' +
        'Check the name, and that the token may see it or the App is installed on it.\n' +
        '1 of 2 repositories is not up to date.',
    });
  });

  it('goes through an installation of an App', async () => {
    bench.github.signIn.installations.set('acme', 99);
    const { SRE_METRICS_GITHUB_TOKEN: _, ...env } = bench.env;
    const { appId, privateKey } = bench.github.signIn.app;
    const app = {
      SRE_METRICS_GITHUB_APP_ID: appId,
      SRE_METRICS_GITHUB_APP_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n'),
    };
    expect((await sreMetrics(['github', 'sync'], { ...env, ...app })).out).toBe(
      'acme/shop: 250 pull requests read; change records: 250 created.\n7 requests to GitHub.'
    );
  });

  it('stops in good order when asked to, and goes on the next time', async () => {
    bench.github.latencyMs = 300;
    const child = spawnSreMetrics(['github', 'sync'], bench.env);
    const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    const read = () => bench.rows('select pull_requests_seen as n from stackflow.github_sync_state');
    await until(async () => (await read()).length === 1);
    child.kill('SIGTERM');
    const [out, err, [status]] = await output;
    expect({ out, err, status }).toEqual({
      out: expect.stringMatching(/^\d requests to GitHub\.\n$/),
      err: expect.stringMatching(
        /^acme\/shop: stopped; (\d00) pull requests read; change records: \1 created\. It was stopped by SIGTERM; the next run goes on there\.\n1 of 1 repositories is not up to date\.\n$/
      ),
      status: 1,
    });
    await bench.sync();
    expect(await bench.rows('select count(*)::int as n from stackflow.change_records')).toEqual([{ n: 250 }]);
  });
});
