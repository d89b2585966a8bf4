import { dataQuery, pluginContext } from '../../tooling/plugin-request';
import type { GrafanaUser } from '../../tooling/plugin-request';
import type { PluginProcess } from '../../tooling/plugin-process';
import { launchFromSource } from '../support/plugin';
import { call } from '../support/slo-calls';

/** Where the database is and who signs in: Editors, Admins and alert rules are told, others are not. */

let plugin: PluginProcess;

beforeAll(async () => {
  plugin = await launchFromSource();
});
afterAll(() => plugin.stop());

/** Nothing listens at port 1. */
const contextOf = (user: GrafanaUser | undefined) =>
  pluginContext({
    jsonData: { host: '127.0.0.1', port: 1, database: 'the-database', user: 'the-user', tlsMode: 'disable' },
    secureJsonData: { password: 'x' },
    ...(user && { user }),
  });

async function everythingTold(user: GrafanaUser | undefined): Promise<string[]> {
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
  for (const text of await everythingTold(user)) {
    expect(text).toContain('127.0.0.1:1 cannot be reached');
    expect(text).toContain('security group');
  }
});

it.each<[string, GrafanaUser]>([
  ['a Viewer', { login: 'vic', role: 'Viewer' }],
  ['somebody without a role', { login: 'ned', role: 'None' }],
])('%s is told the advice alone', async (_who, user) => {
  for (const text of await everythingTold(user)) {
    expect(text).toContain('security group');
    expect(text).not.toMatch(/127\.0\.0\.1|the-database|the-user/);
  }
});
