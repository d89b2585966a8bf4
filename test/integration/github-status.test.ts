import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { gitHubSyncResponseSchema } from '../../src/model/github-sync';
import type { StatusQueryInput } from '../../src/model/status-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';

/** GitHub sync as Grafana asks for it: the tables that sync fills, read back. */

const RANGE = { fromMs: Date.UTC(2026, 0), toMs: Date.UTC(2026, 1) };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await database.client.query(`insert into stackflow.services (name) values ('Shop'), ('Search')`);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.client.query(`truncate stackflow.github_repositories, stackflow.github_pull_requests,
    stackflow.github_deployments, stackflow.github_facts, stackflow.github_changes, stackflow.github_sync_state, stackflow.github_rate_limits,
    stackflow.change_records cascade`);
});

const ask = async (view: StatusQueryInput['view'], headers?: Record<string, string>) => {
  const saved: StatusQueryInput = { queryType: 'status', view };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};

const repositories = async () => {
  const table = frameOf(await ask('githubSync'));
  const names = ['Repository', 'Services', 'State', 'Pull requests', 'Open', 'Records', 'Skipped', 'Skipped for'];
  const columns = names.map((name) => column(table, name));
  return Array.from({ length: table.numRows }, (_, row) => columns.map((values) => values[row]));
};

const map = (repository: string, service: string, id: number | null, enabled = true) =>
  database.client.query(
    `insert into stackflow.github_repositories (repository, repository_id, service_id, enabled)
     select $1, $2, s.id, $4 from stackflow.services as s where s.name = $3`,
    [repository, id, service, enabled]
  );

const state = (id: number, columns: string) =>
  database.client.query(
    `insert into stackflow.github_sync_state (repository_id, full_name, last_succeeded_at, last_failed_at, last_error, pass)
     select $1::bigint, 'acme/now-' || $1::bigint, ${columns}`,
    [id]
  );

/** Pull requests `from`, `from` + 1, …, one for each reason; null makes a change record. */
async function pulls(id: number, from: number, reasons: ReadonlyArray<string | null>): Promise<void> {
  await database.client.query(
    `insert into stackflow.github_pull_requests
       (repository_id, number, repository, title, url, base_branch, head_sha, opened_at, updated_at, state, ended_at, labels, skip_reason)
     select $1::bigint, $2::bigint + place - 1, 'acme/then-' || ($2::bigint + place - 1), 't', 'u', 'main', 'sha', now(), now(),
       case when reason = 'open' then 'open' else 'merged' end, case when reason = 'open' then null else now() end, '{}', reason
     from unnest($3::text[]) with ordinality as r (reason, place)`,
    [id, from, reasons]
  );
  await database.client.query(
    `with made as (
       insert into stackflow.change_records (service_id, title, change_type, state, external_id)
       select s.id, 't', 'deployment', 'scheduled', 'acme' || p.repository_id || '#' || p.number
       from stackflow.github_pull_requests as p
       join stackflow.services as s on s.name = 'Shop'
       where p.repository_id = $1 and p.number >= $2 and p.skip_reason is null
       returning id, service_id, split_part(external_id, '#', 2)::bigint as number
     )
     insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, notes, made)
     select $1, '#' || m.number, m.service_id, m.id, '{}', '{late_revert,redeployed}', true from made as m`,
    [id, from]
  );
}

it('tells of each repository what it is mapped to and what became of its pull requests', async () => {
  await map('acme/mono', 'Shop', 1);
  await map('acme/mono', 'Search', 1);
  await state(1, `now(), null, null, null`);
  await pulls(1, 1, [null, null, 'open', 'other_branch', 'other_branch', 'closed_unmerged']);
  expect(await repositories()).toEqual([
    ['acme/mono', 'Search, Shop', 'synced', 6, 1, 2, 3, '2 other branch, 1 closed unmerged'],
  ]);
});

it('tells pushes without a pull request, and what was weighed', async () => {
  await map('acme/mono', 'Shop', 1);
  await pulls(1, 1, [null, null]);
  await database.client.query(`
    update stackflow.github_pull_requests set merge_commit_sha = 'merge' where number = 1;
    insert into stackflow.github_facts (repository_id, kind, key, at, shas, content) values
      (1, 'push', 'main merge', now(), '{merge}', '{}'), (1, 'push', 'main other', now(), '{other}', '{}')`);
  const table = frameOf(await ask('githubSync'));
  expect([column(table, 'Pushes'), column(table, 'Weighed')]).toEqual([[1], ['2 late revert, 2 redeployed']]);
});

it('tells of one that was mapped again by its new name once', async () => {
  await map('acme/shop', 'Shop', 1);
  await map('acme/store', 'Shop', 1);
  expect((await repositories()).map(([repository, services]) => [repository, services])).toEqual([
    ['acme/store', 'Shop'],
  ]);
});

it('tells how each stands', async () => {
  await map('acme/a', 'Shop', null);
  await map('acme/b', 'Shop', 2);
  await state(2, `null, null, null, '{}'::jsonb`);
  await map('acme/c', 'Shop', 3);
  await state(3, `now() - interval '2 hours', now(), 'GitHub answered with status 500.', null`);
  await map('acme/d', 'Shop', 4);
  await state(4, `now(), now() - interval '2 hours', null, null`);
  await map('acme/e', 'Shop', 5, false);
  await pulls(6, 1, ['unmapped']);
  await pulls(6, 2, ['unmapped', 'unmapped']);
  expect((await repositories()).map(([repository, , standing]) => [repository, standing])).toEqual([
    ['acme/a', 'not synced yet'],
    ['acme/b', 'first sync under way'],
    ['acme/c', 'failing'],
    ['acme/d', 'synced'],
    ['acme/e', 'disabled'],
    ['acme/then-3', 'not mapped'],
  ]);
  const table = frameOf(await ask('githubSync'));
  expect(column(table, 'Last error')[2]).toBe('GitHub answered with status 500.');
  expect(Number(column(table, 'Age')[2])).toBeGreaterThan(7100);
  expect(column(table, 'Age')[0]).toBeNull();
});

it('tells why one fails that GitHub never showed', async () => {
  await map('acme/gone', 'Shop', null);
  await database.client.query(
    `update stackflow.github_repositories set last_failed_at = now(), last_error = 'GitHub did not give acme/gone.'`
  );
  const table = frameOf(await ask('githubSync'));
  expect(['State', 'Last error'].map((name) => column(table, name)[0])).toEqual([
    'failing',
    'GitHub did not give acme/gone.',
  ]);
});

it('tells what GitHub still answers, all of it once the hour has ended', async () => {
  await database.client.query(`insert into stackflow.github_rate_limits values
    ('token', 'core', 5000, 4000, now() + interval '10 minutes', now()),
    ('token', 'graphql', 5000, 12, now() + interval '10 minutes', now()),
    ('app acme', 'core', 5000, 3, now() - interval '1 minute', now())`);
  const table = frameOf(await ask('githubLimits'));
  const named = ['Account', 'Resource', 'Remaining', 'Per hour'].map((name) => column(table, name));
  expect([0, 1, 2].map((row) => named.map((values) => values[row]))).toEqual([
    ['token', 'graphql', 12, 5000],
    ['token', 'core', 4000, 5000],
    ['app acme', 'core', 5000, 5000],
  ]);
});

it('is nothing for an alert rule, which has the age of the job', async () => {
  expect(await ask('githubSync', { FromAlert: 'true' })).toMatchObject({
    status: 400,
    error: expect.stringContaining('Choose the view jobs') as unknown,
  });
});

it('answers the settings page', async () => {
  await map('acme/a', 'Shop', 1);
  await state(1, `null, now(), 'No access.', null`);
  await pulls(1, 1, [null, 'other_branch']);
  await database.client.query(
    `insert into stackflow.github_rate_limits values ('token', 'core', 5000, 4000, '2099-01-01T00:00:00Z', now())`
  );
  const { code, body } = await plugin.callResource(context, 'github-sync');
  expect(code).toBe(200);
  expect(gitHubSyncResponseSchema.parse(JSON.parse(Buffer.from(body).toString()))).toEqual({
    repositories: [
      {
        ...{ repository: 'acme/a', services: ['Shop'], state: 'failing', lastSucceededAt: null, error: 'No access.' },
        ...{ pullRequests: 2, records: 1, skipped: 1 },
      },
    ],
    limits: [
      { account: 'token', resource: 'core', remaining: 4000, perHour: 5000, resetsAt: '2099-01-01T00:00:00.000Z' },
    ],
  });
});
