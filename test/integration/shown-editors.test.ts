import { dataQuery } from '../../tooling/plugin-request';
import type { GrafanaUser } from '../../tooling/plugin-request';
import type { PluginProcess } from '../../tooling/plugin-process';
import type { SreQueryInput } from '../../src/model/query';
import type { SloDefinitionsResponse } from '../../src/model/resources';
import type { EditorAudience } from '../../src/model/settings';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertGatedShop } from '../support/gated-shop';
import { launchBackend } from '../support/plugin';
import { call, calledBy, sloContext, userWith } from '../support/slo-calls';
import type { SignIn } from '../support/slo-calls';

/** The sign-in names of those who edit, in every answer that tells of an edit. */

const NAME = 'secret.editor@example.com';

let database: TestDatabase;
let plugin: PluginProcess;
let signIn: SignIn;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor', 'sre_metrics_gate_editor');
  await insertGatedShop(database.client);
  await database.client.query(`update stackflow.slos set target_percent = 98.9, updated_by = '${NAME}'`);
  // Queries end with the last whole second.
  await database.client.query(`update stackflow.slo_history set changed_at = changed_at - interval '1 hour'`);
  await database.client
    .query(`insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
    select s.id, 'A fix', '${NAME}', now() - interval '1 hour', now() + interval '1 hour' from stackflow.services as s`);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const QUERIES: readonly SreQueryInput[] = [
  { queryType: 'annotations', kind: 'sloEdits' },
  { queryType: 'gate', view: 'decisions' },
  { queryType: 'gate', view: 'overrides' },
];

/** Which answers hold the name. */
async function named(audience: EditorAudience | undefined, role: GrafanaUser['role']): Promise<readonly boolean[]> {
  const jsonData = audience === undefined ? {} : { showEditorsTo: audience };
  const context = calledBy(sloContext(database, signIn, { jsonData }), { login: 'somebody', role });
  const range = { fromMs: Date.now() - 86_400_000, toMs: Date.now() + 60_000 };
  const { responses } = await plugin.queryData(
    context,
    QUERIES.map((query, index) => dataQuery(String(index), query, range))
  );
  const frames = QUERIES.map((_, index) => {
    const response = responses[String(index)];
    expect(response?.error).toBe('');
    return Buffer.concat(response?.frames ?? []).toString('latin1');
  });
  const { rows } = await database.client.query<{ id: string }>('select o.id::text from stackflow.slos as o limit 1');
  const urls = ['slo-definitions', `slo-definitions/${rows[0]?.id}/history`, 'gate-overrides', 'gate?service=Shop'];
  const bodies = await Promise.all(urls.map(async (url) => JSON.stringify((await call(plugin, context, url)).body)));
  return [...frames, ...bodies].map((text) => text.includes(NAME));
}

it.each<[EditorAudience, boolean]>([
  ['admins', false],
  ['editors', true],
])('shown to %s, an Editor whose edit is stale, or changes nothing, reads them: %s', async (audience, isShown) => {
  const jsonData = { showEditorsTo: audience };
  const context = sloContext(database, signIn, { uid: `stale-${audience}`, jsonData });
  const { body } = await call(plugin, context, 'slo-definitions');
  const [item] = (body as SloDefinitionsResponse).slos;
  const put = (revision: string | undefined) =>
    call(plugin, context, `slo-definitions/${item?.id}`, 'PUT', { revision, definition: item?.definition });
  const [stale, unchanged] = [await put('1'), await put(item?.revision)];
  expect([stale.code, unchanged.code]).toEqual([409, 200]);
  expect([stale, unchanged].map((reply) => JSON.stringify(reply).includes(NAME))).toEqual([isShown, isShown]);
  expect(JSON.stringify(stale.body)).toContain(isShown ? `${NAME} changed the SLO` : 'Somebody changed the SLO');
});

it.each<[EditorAudience | undefined, GrafanaUser['role'], boolean]>([
  [undefined, 'Viewer', false],
  [undefined, 'Editor', true],
  ['admins', 'Editor', false],
  ['admins', 'Admin', true],
  ['editors', 'None', false],
  ['editors', 'Admin', true],
  ['viewers', 'Viewer', true],
])('shown to %s, a caller with the role %s reads them: %s', async (audience, role, isShown) => {
  expect(await named(audience, role)).toEqual([...QUERIES, 1, 2, 3, 4].map(() => isShown));
});
