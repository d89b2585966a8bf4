import type { Pool } from 'pg';

import { installGate, uninstallGate } from '../../src/backend/cli/gate/enforce';
import { createLog } from '../../src/backend/environment/log';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import type { GitHubApiSettings } from '../../src/backend/sync/api/settings';
import { setStatuses } from '../../src/backend/sync/statuses/set-statuses';
import type { StatusSetting } from '../../src/backend/sync/statuses/set-statuses';
import { githubStatuses } from '../../src/backend/worker/schedules/github-statuses-job';
import { openPool } from '../../tooling/database-pool';
import { insertDowntimes, insertSlos } from '../support/downtimes';
import { fakeRepository, mergedPullRequest, rename } from '../support/github/fake-data';
import type { FakePullRequest } from '../support/github/fake-data';
import { WEBHOOK_SECRET, sendWebhook } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { pullRequestEvent } from '../support/github/webhook-events';
import { until } from '../support/until';
import { killWorkers, startWorker } from '../support/worker-process';

/** What open pull requests on GitHub are told of the change gate. */

const HOUR_MS = 3_600_000;
const CONTEXT = 'stackflow/error-budget';
const TARGET = 'https://grafana.example/d/sre-metrics';

let bench: SyncBench;
let pool: Pool;

beforeEach(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 2 });
  await bench.rows(`update stackflow.github_repositories set critical_labels = '{hotfix}'`);
  await insertSlos(bench.database.client, [{ service: 'Shop', name: 'uptime', targetPercent: 99, windowDays: 7 }]);
});

afterEach(async () => {
  await pool.end();
  await bench.close();
});

/** 100.8 minutes are the budget of 99 % over 7 days. */
const exhaust = (service = 'Shop') =>
  insertDowntimes(bench.database.client, [
    {
      service,
      from: new Date(Date.now() - 5 * HOUR_MS).toISOString(),
      to: new Date(Date.now() - 3 * HOUR_MS).toISOString(),
    },
  ]);
const recover = () => bench.rows('delete from stackflow.incident_downtimes');

/** An open pull request that sync knows. */
async function open(number: number, changes: Partial<FakePullRequest> = {}, repository = bench.shop) {
  const pullRequest = mergedPullRequest(number, { state: 'OPEN', closedAt: null, merge: null, ...changes });
  repository.pullRequests.push(pullRequest);
  await bench.run();
  return pullRequest;
}

/** Changes it on GitHub, and lets sync know. */
async function change(pullRequest: FakePullRequest, changes: Partial<FakePullRequest>): Promise<void> {
  const newest = Math.max(...bench.shop.pullRequests.map(({ updatedAt }) => updatedAt.getTime()));
  Object.assign(pullRequest, { updatedAt: new Date(newest + 60_000), ...changes });
  await bench.run();
}

function githubApi(settings: Partial<GitHubApiSettings> = {}) {
  const credentials = { kind: 'token', token: 'ghp_test' } as const;
  return createGitHubApi({ credentials, baseUrl: bench.github.url, retryBaseMs: 1, ...settings });
}

function run(setting: StatusSetting = 'gated', settings: Partial<GitHubApiSettings> = {}) {
  const api = githubApi(settings);
  return setStatuses({ pool, api, setting, targetUrl: TARGET, paceMs: 0, signal: new AbortController().signal });
}

const states = () => bench.github.statuses.map(({ state }) => state);

describe('a pull request of a gated service', () => {
  it('fails with the reason and a link, once, and succeeds once the budget has recovered', async () => {
    const { headSha } = await open(1);
    expect(await run()).toMatchObject({ set: 0, failures: [] });
    await exhaust();
    expect(await run()).toMatchObject({ set: 1, failures: [] });
    expect(bench.github.statuses).toEqual([
      {
        repository: 'acme/shop',
        sha: headSha,
        context: CONTEXT,
        state: 'failure',
        description: 'Shop: The error budget of SLO "uptime" (99 % over 7 days) is used up: 120 of 100.8 minutes.',
        target_url: TARGET,
      },
    ]);
    expect(await run()).toMatchObject({ set: 0 });
    await recover();
    await run();
    await run();
    expect(states()).toEqual(['failure', 'success']);
  });

  it('waits where as many were set in an hour as GitHub allows, and goes on after it', async () => {
    await exhaust();
    await open(1);
    await open(2);
    await open(3);
    const some = (mostAnHour: number) =>
      setStatuses({
        ...{ pool, api: githubApi(), setting: 'gated' as const, targetUrl: TARGET, paceMs: 0, mostAnHour },
        signal: new AbortController().signal,
      });
    expect([await some(2), await some(2)]).toMatchObject([{ set: 2 }, { set: 0 }]);
    await bench.rows(`update stackflow.github_statuses set tried_at = array[now() - interval '61 minutes']`);
    expect(await some(2)).toMatchObject({ set: 1, failures: [] });
    expect(states()).toEqual(['failure', 'failure', 'failure']);
  });

  it('counts those of one pull request each, and those that GitHub refuses', async () => {
    const one = () =>
      setStatuses({
        ...{ pool, api: githubApi(), setting: 'gated' as const, targetUrl: TARGET, paceMs: 0, mostAnHour: 3 },
        signal: new AbortController().signal,
      });
    await open(1);
    const sent: number[] = [];
    for (const gate of [exhaust, recover, exhaust, recover]) {
      await gate();
      sent.push((await one()).set);
    }
    expect(sent).toEqual([1, 1, 1, 0]);
    // The fourth has to be made good for.
    await bench.rows(`update stackflow.github_statuses set tried_at = '{}'`);
    await exhaust();
    for (const number of [2, 3, 4, 5]) {
      await open(number);
    }
    bench.github.meddle = ({ path }) =>
      path.includes('/statuses/')
        ? { kind: 'instead', status: 422, change: () => '{"message":"No commit found"}' }
        : undefined;
    const before = bench.github.seen.length;
    await one();
    await one();
    expect(bench.github.seen.length - before).toBe(3);
  });

  it('succeeds while an override lets changes pass, and fails again after it', async () => {
    await exhaust();
    await open(1);
    await run();
    await bench.rows(`
      insert into stackflow.gate_overrides (service_id, reason, created_by, until_at)
      select id, 'Sale', 'ada', now() + interval '1 hour' from stackflow.services where name = 'Shop'`);
    await run();
    await bench.rows(`update stackflow.gate_overrides set ended_at = now(), ended_by = 'ada'`);
    await run();
    expect(bench.github.statuses).toMatchObject([
      { state: 'failure' },
      {
        state: 'success',
        description: expect.stringMatching(/^An override lets changes pass until 20.* UTC although Shop/),
      },
      { state: 'failure' },
    ]);
  });

  it('passes by a label that makes it critical', async () => {
    await exhaust();
    const pullRequest = await open(1);
    await open(2, { labels: ['hotfix'] });
    await run();
    expect(bench.github.statuses).toMatchObject([{ sha: pullRequest.headSha, state: 'failure' }]);
    await change(pullRequest, { labels: ['Hotfix'] });
    await run();
    expect(bench.github.statuses.at(-1)).toMatchObject({
      sha: pullRequest.headSha,
      state: 'success',
      description: 'A label says that it is critical, so it passes although Shop is gated.',
    });
  });

  it('has its new head commit told as well', async () => {
    await exhaust();
    const pullRequest = await open(1);
    await run();
    await change(pullRequest, { headSha: 'c'.repeat(40) });
    await run();
    await run();
    expect(bench.github.statuses.map(({ sha }) => sha)).toEqual([expect.stringMatching(/^\w{40}$/), 'c'.repeat(40)]);
    await recover();
    await change(pullRequest, { headSha: 'd'.repeat(40) });
    expect(await run()).toMatchObject({ set: 0 });
  });

  it('that goes elsewhere is let go', async () => {
    await exhaust();
    const pullRequest = await open(1);
    await open(2, { base: 'develop' });
    await run();
    await change(pullRequest, { base: 'develop' });
    await run();
    await run();
    expect(states()).toEqual(['failure', 'success']);
  });

  it('that is closed is not spoken of any more', async () => {
    await exhaust();
    const pullRequest = await open(1);
    await run();
    await recover();
    await change(pullRequest, { state: 'CLOSED', closedAt: new Date() });
    expect(await run()).toMatchObject({ set: 0 });
  });

  it('of a monorepo is told once its files are known, and of the services that they concern alone', async () => {
    await exhaust();
    await bench.rows(`update stackflow.github_repositories set path_filters = '{shop/**}'`);
    await bench.map('acme/shop', { service: 'Search', pathFilters: ['search/**'] });
    const shop = await open(1, { paths: ['shop/a.ts'] });
    await open(2, { paths: ['search/a.ts'] });
    await bench.rows('update stackflow.github_pull_requests set paths = null');
    expect(await run('all')).toMatchObject({ set: 0 });
    await bench.run({ since: new Date(0) });
    await run('all');
    expect(bench.github.statuses).toMatchObject([{ sha: shop.headSha, state: 'failure' }, { state: 'success' }]);
  });

  it('keeps to the length that GitHub takes, whatever the names', async () => {
    await bench.rows(`update stackflow.services set name = repeat('🛒', 90)`);
    await bench.rows(`update stackflow.slos set name = repeat('long ', 20)`);
    await exhaust('🛒'.repeat(90));
    await open(1);
    expect(await run()).toMatchObject({ set: 1, failures: [] });
    expect(bench.github.statuses[0]?.description).toMatch(/^(🛒)+…$/u);
  });

  it('is found by the present name of its repository', async () => {
    await exhaust();
    await open(1);
    rename(bench.shop, 'acme/store');
    await open(2);
    await run();
    expect(bench.github.statuses.map(({ repository }) => repository)).toEqual(['acme/store', 'acme/store']);
  });
});

describe('which pull requests are told', () => {
  it.each([
    ['gated', []],
    ['all', ['success', 'success']],
    ['off', []],
    ['installed', []],
  ] as const)('%s, while no budget is used up: %j', async (setting, wanted) => {
    await open(1);
    await open(2);
    await open(3, { base: 'develop' });
    await run(setting);
    await run(setting);
    expect(states()).toEqual(wanted);
  });

  it('those of gated services where the gate is installed, until it is not any more', async () => {
    await exhaust();
    await open(1);
    await run('installed');
    expect(states()).toEqual([]);
    await installGate(bench.database.client);
    await run('installed');
    expect(states()).toEqual(['failure']);
    await uninstallGate(bench.database.client);
    await run('installed');
    expect(states()).toEqual(['failure', 'success']);
  });

  it('off takes back what was set, and sets nothing', async () => {
    await exhaust();
    await open(1);
    await run();
    await run('off');
    await run('off');
    expect(bench.github.statuses).toMatchObject([
      { state: 'failure' },
      { state: 'success', description: 'The change gate has no say here any more.' },
    ]);
  });

  it('a mapping that is disabled takes back what was set', async () => {
    await exhaust();
    await open(1);
    await run();
    await bench.rows('update stackflow.github_repositories set enabled = false');
    await run();
    expect(states()).toEqual(['failure', 'success']);
  });
});

describe('the worker', () => {
  afterEach(() => killWorkers());

  it('tells a new head commit as soon as an event does, and keeps how it stands', async () => {
    await exhaust();
    const pullRequest = await open(1);
    const worker = await startWorker({
      ...bench.env,
      SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SRE_METRICS_GATE_GITHUB_STATUS: 'gated',
      SRE_METRICS_DASHBOARD_URL: TARGET,
    });
    await until(() => bench.github.statuses.length === 1);
    pullRequest.headSha = 'c'.repeat(40);
    pullRequest.updatedAt = new Date(pullRequest.updatedAt.getTime() + 60_000);
    const { event, payload } = pullRequestEvent(bench.shop, pullRequest);
    expect(await sendWebhook(worker.url, event, payload)).toMatchObject({ status: 202 });
    await until(() => bench.github.statuses.length === 2);
    expect(bench.github.statuses[1]).toMatchObject({ sha: pullRequest.headSha, state: 'failure', target_url: TARGET });
    await until(async () => (await jobs()).length === 1);
    expect(await jobs()).toMatchObject([{ last_error: null }]);
  });

  it('has the job watched once it was at work, and not before', async () => {
    await exhaust();
    await open(1);
    await work('off');
    expect(await jobs()).toEqual([]);
    bench.github.mayWriteStatuses = false;
    await work('gated');
    expect(await jobs()).toMatchObject([
      { last_succeeded_at: null, last_error: expect.stringMatching(/^acme\/shop: .*write commit statuses/) },
    ]);
    await work('off');
    expect(await jobs()).toMatchObject([{ last_succeeded_at: expect.any(Date) }]);
  });

  const jobs = () => bench.rows(`select * from stackflow.job_status where job = 'GitHub statuses'`);
  const work = (setting: StatusSetting) => {
    const statuses = { setting, targetUrl: null };
    const log = createLog(() => undefined, 'error');
    return githubStatuses({ pool, api: githubApi(), statuses, log, signal: new AbortController().signal });
  };
});

describe('where GitHub does not do as it is asked', () => {
  it('tells which permission is missing, and leaves other repositories alone', async () => {
    await bench.map('acme/other');
    const other = fakeRepository(8, 'acme/other');
    bench.github.repositories.push(other);
    await exhaust();
    await open(1);
    await open(2);
    await open(1, {}, other);
    bench.github.meddle = ({ path }) =>
      path.startsWith('/repos/acme/shop/statuses') ? { kind: 'status', status: 403 } : undefined;
    const before = bench.github.requests;
    expect(await run()).toEqual({
      coverage: 'gated',
      set: 1,
      failures: [
        {
          repository: 'acme/shop',
          text: expect.stringContaining('write commit statuses of the repository') as unknown,
        },
      ],
    });
    // The second pull request of the first would fail as well.
    expect(bench.github.requests).toBe(before + 2);
    bench.github.meddle = () => undefined;
    expect(await run()).toMatchObject({ set: 2, failures: [] });
  });

  it.each([
    ['may not', () => (bench.github.mayWriteStatuses = false)],
    ['is not there', () => (bench.github.repositories.length = 0)],
  ])('says what to do where it %s', async (_, spoil) => {
    await exhaust();
    await open(1);
    spoil();
    expect(await run()).toMatchObject({
      set: 0,
      failures: [{ text: expect.stringMatching(/^GitHub did not .* Let the App or the token write commit statuses/) }],
    });
  });

  it('waits for its limits', async () => {
    await exhaust();
    await open(1);
    bench.github.faults.push({ kind: 'secondaryLimit', status: 403, retryAfterSeconds: 1 });
    expect(await run()).toMatchObject({ set: 1, failures: [] });
    await open(2);
    bench.github.limits.core.set({ limit: 0, windowSeconds: 900 });
    expect(await run('gated', { maxWaitMs: 1_000 })).toMatchObject({
      set: 0,
      failures: [{ text: expect.stringContaining('GitHub asks to wait') }],
    });
    bench.github.limits.core.set({ limit: 5_000, windowSeconds: 900 });
    expect(await run()).toMatchObject({ set: 1, failures: [] });
  });

  it('tries again after an error that passes', async () => {
    await exhaust();
    await open(1);
    bench.github.faults.push({ kind: 'status', status: 502 }, { kind: 'cut' });
    expect(await run()).toMatchObject({ set: 1, failures: [] });
  });

  it('leaves alone for a while a commit that GitHub does not have', async () => {
    await exhaust();
    const pullRequest = await open(1);
    await open(2);
    pullRequest.headSha = 'e'.repeat(40);
    expect(await run()).toMatchObject({ set: 1, failures: [] });
    const before = bench.github.requests;
    await run();
    expect(bench.github.requests).toBe(before);
    expect(await bench.rows('select state from stackflow.github_statuses order by number')).toEqual([
      { state: 'error' },
      { state: 'failure' },
    ]);
    await change(pullRequest, {});
    expect(await run()).toMatchObject({ set: 1 });
  });

  it('takes a failure back later where GitHub did not take the success', async () => {
    await exhaust();
    const pullRequest = await open(1);
    const { headSha } = pullRequest;
    await run();
    await recover();
    pullRequest.headSha = 'e'.repeat(40);
    expect(await run()).toMatchObject({ set: 0, failures: [] });
    pullRequest.headSha = headSha;
    expect(await run()).toMatchObject({ set: 0 });
    await bench.rows(`update stackflow.github_statuses set refused_at = refused_at - interval '1 hour'`);
    expect(await run()).toMatchObject({ set: 1 });
    expect(states()).toEqual(['failure', 'success']);
  });

  it('takes a failure back though nobody could keep that it was set', async () => {
    await exhaust();
    await open(1);
    await bench.rows(`
      create function public.refuse() returns trigger language plpgsql as $$ begin raise 'No space left'; end $$;
      create trigger refuse before insert or update on stackflow.github_statuses
        for each row when (new.sent_at is not null) execute function public.refuse()`);
    await expect(run()).rejects.toThrow('No space left');
    await bench.rows('drop trigger refuse on stackflow.github_statuses');
    await recover();
    await run();
    expect(states()).toEqual(['failure', 'success']);
  });
});
