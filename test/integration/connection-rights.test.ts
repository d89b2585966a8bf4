import type { PluginProcess } from '../../tooling/plugin-process';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend } from '../support/plugin';
import { call, sloContext } from '../support/slo-calls';

/** What the settings page is told of the database user's rights, by a real PostgreSQL. */

let database: TestDatabase;
let plugin: PluginProcess;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
}, 60_000);
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

/** What a new user is told after these statements, of which `USER` is its name. */
async function rightsAfter(...statements: readonly string[]) {
  const signIn = await database.createUser('sre_metrics_reader');
  for (const statement of statements) {
    await database.client.query(statement.replaceAll('USER', signIn.user));
  }
  return await call(plugin, sloContext(database, signIn, { uid: signIn.user }), 'connection-rights');
}

const READS = { reads: true, writesSlos: false, overridesGate: false, publishes: false };

it.each<[string, string[], object]>([
  ['a reader', [], READS],
  ['an editor of SLOs', ['grant sre_metrics_slo_editor to USER'], { ...READS, writesSlos: true }],
  ['who overrides the gate', ['grant sre_metrics_gate_editor to USER'], { ...READS, overridesGate: true }],
  ['a publisher', ['grant sre_metrics_publisher to USER'], { ...READS, publishes: true }],
  [
    'who has the rights without the role',
    ['grant insert, update on stackflow.slos to USER'],
    { ...READS, writesSlos: true },
  ],
  [
    'who may not read',
    ['revoke sre_metrics_reader from USER'],
    { reads: false, writesSlos: null, overridesGate: null, publishes: null },
  ],
])('the rights of %s', async (_, statements, rights) => {
  expect(await rightsAfter(...statements)).toEqual({ code: 200, body: rights });
});

it('a database without the schema is a failure that says what to do', async () => {
  const signIn = await database.createUser('sre_metrics_reader');
  const elsewhere = sloContext({ ...database, name: 'postgres' }, signIn, { uid: 'elsewhere' });
  expect(await call(plugin, elsewhere, 'connection-rights')).toEqual({
    code: 502,
    body: { message: expect.stringContaining('Run "sre-metrics migrate"') as unknown },
  });
});
