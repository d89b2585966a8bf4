import { frameOf } from '../../tooling/decode-frame';
import { dataQuery, pluginContext } from '../../tooling/plugin-request';
import type { GrafanaUser } from '../../tooling/plugin-request';
import type { PluginProcess } from '../../tooling/plugin-process';
import { createTestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { call } from '../support/slo-calls';

/** Where the database is and who signs in: Editors, Admins and alert rules are told, others are not. */

let plugin: PluginProcess;

beforeAll(async () => {
  plugin = await launchBackend();
});
afterAll(() => plugin.stop());

/** Nothing listens at port 1. */
const contextOf = (user: GrafanaUser | undefined) =>
  pluginContext({
    jsonData: { host: '127.0.0.1', port: 1, database: 'the-database', user: 'the-user', tlsMode: 'disable' },
    secureJsonData: { password: 'x' },
    ...(user && { user }),
  });

async function allMessages(user: GrafanaUser | undefined): Promise<string[]> {
  const context = contextOf(user);
  const range = { fromMs: 0, toMs: 3_600_000 };
  const [queried, health, services, gate] = await Promise.all([
    plugin.queryData(context, [dataQuery('A', { queryType: 'scorecard' }, range)]),
    plugin.checkHealth(context),
    call(plugin, context, 'services'),
    call(plugin, context, 'gate?service=Shop'),
  ]);
  return [
    queried.responses['A']?.error ?? '',
    `${health.message} ${health.jsonDetails.toString()}`,
    JSON.stringify(services.body),
    JSON.stringify(gate.body),
  ];
}

it.each<[string, GrafanaUser | undefined]>([
  ['an Editor', { login: 'ann', role: 'Editor' }],
  ['an Admin', { login: 'ada', role: 'Admin' }],
  ['an alert rule', undefined],
])('%s is told the address and the advice', async (_who, user) => {
  for (const text of await allMessages(user)) {
    expect(text).toContain('127.0.0.1:1 cannot be reached');
    expect(text).toContain('security group');
  }
});

it.each<[string, GrafanaUser]>([
  ['a Viewer', { login: 'vic', role: 'Viewer' }],
  ['somebody without a role', { login: 'ned', role: 'None' }],
])('%s is told the advice alone', async (_who, user) => {
  for (const text of await allMessages(user)) {
    expect(text).toContain('security group');
    expect(text).not.toMatch(/127\.0\.0\.1|the-database|the-user/);
  }
});

describe('why a background job failed', () => {
  const ERROR = 'no pg_hba.conf entry for host "10.0.0.7", user "the-worker", database "the-database"';

  async function statusTexts(user: GrafanaUser | undefined): Promise<string> {
    const database = await createTestDatabase();
    try {
      await database.client.query(
        `with failed as (
           insert into stackflow.job_status (job, last_failed_at, last_error, stale_after)
           values ('sync', now(), $1, interval '1 hour')
         ), published as (
           insert into stackflow.cloudwatch_destinations (destination, kind, last_failed_at, last_error)
           values ('eu-central-1', 'dora', now(), $1)
         ), shop as (
           insert into stackflow.services (name) values ('Shop') returning id
         )
         insert into stackflow.github_repositories (repository, service_id, last_failed_at, last_error)
         select 'acme/shop', id, now(), $1 from shop`,
        [ERROR]
      );
      const context = await readerContext(database, { uid: database.name, ...(user && { user }) });
      const views = ['jobs', 'freshness', 'githubSync', 'publishing'] as const;
      const { responses } = await plugin.queryData(
        context,
        views.map((view) => dataQuery(view, { queryType: 'status', view }, { fromMs: 0, toMs: 3_600_000 }))
      );
      const frames = views.flatMap((view) => frameOf(responses[view]).fields.map(({ values }) => values));
      const bodies = await Promise.all(
        ['github-sync', 'cloudwatch-publishing'].map((url) => call(plugin, context, url))
      );
      return JSON.stringify([frames, bodies]);
    } finally {
      await database.drop();
    }
  }

  it.each<[string, GrafanaUser | undefined, number]>([
    ['an Editor', { login: 'ann', role: 'Editor' }, 5],
    ['an alert rule', undefined, 5],
    ['a Viewer', { login: 'vic', role: 'Viewer' }, 0],
    ['somebody without a role', { login: 'ned', role: 'None' }, 0],
  ])('%s reads it in as many answers as it should', async (_who, user, times) => {
    const texts = await statusTexts(user);
    expect(texts.split('10.0.0.7')).toHaveLength(times + 1);
    expect(texts.split('(not shown)')).toHaveLength(5 - times + 1);
  });
});
