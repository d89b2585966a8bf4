import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { gateShop, insertChange, takeClock } from '../support/gate';

/** A dump of the data, as `pg_dump --data-only` makes it, in a migrated database, as the docs say. */

interface Table {
  readonly name: string;
  /** What can be written: no generated columns. */
  readonly columns: string;
}

let from: TestDatabase;
let to: TestDatabase;
let folder: string;

beforeEach(async () => {
  [from, to] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  folder = await mkdtemp(join(tmpdir(), 'dump-'));
  // The server writes into it, who may be another user.
  await chmod(folder, 0o777);
});
afterEach(async () => {
  await Promise.all([from.drop(), to.drop()]);
  await rm(folder, { recursive: true });
});

async function tables(): Promise<readonly Table[]> {
  const { rows } = await from.client.query<Table>(`
    select t.relname as name, string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns
    from pg_class as t
    join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where t.relnamespace = 'stackflow'::regnamespace and t.relkind = 'r' and t.relname <> 'sre_metrics_migrations'
    group by t.relname
    order by t.relname`);
  return rows;
}

/** The statements that the docs let run before the file. */
async function preparations(): Promise<readonly string[]> {
  const docs = await readFile(join(__dirname, '../../docs/operations.md'), 'utf8');
  return [...docs.matchAll(/--command="([^"]+)"/g)].flatMap(([, statement]) => statement ?? []);
}

async function restore(statements: readonly string[]): Promise<void> {
  const dumped = await tables();
  for (const { name, columns } of dumped) {
    await from.client.query(`copy stackflow.${name} (${columns}) to '${join(folder, name)}'`);
  }
  for (const statement of statements) {
    await to.client.query(statement);
  }
  for (const { name, columns } of dumped) {
    await to.client.query(`copy stackflow.${name} (${columns}) from '${join(folder, name)}'`);
  }
  await to.client.query('reset session_replication_role');
}

async function contents({ client }: TestDatabase): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  // Loading is marked as well: more marks than there were change no answer.
  for (const { name } of (await tables()).filter(
    ({ name }) => !['down_marks', 'gate_marks', 'cell_marks', 'incident_marks'].includes(name)
  )) {
    const { rows } = await client.query(`select to_jsonb(t) as row from stackflow.${name} as t order by t::text`);
    found[name] = rows;
  }
  return found;
}

it('brings every row into a database that is migrated and enforces the gate', async () => {
  await takeClock(from.client);
  await gateShop(from.client);
  await from.client.query(`update stackflow.slos set target_percent = 99.5, updated_by = 'Ada'`);
  await from.client.query(`update stackflow.gate_policy set when_undecidable = 'closed'`);
  // Under way since before the gate: a trigger would hold it.
  await insertChange(from.client, { state: 'implementing' });
  await installGate(from.client);
  await insertChange(from.client, { state: 'implementing' });
  await installGate(to.client);
  await restore(await preparations());
  expect(await contents(to)).toEqual(await contents(from));
});

it('needs the room that the docs make', async () => {
  const [withoutTriggers = ''] = await preparations();
  await takeClock(from.client);
  await gateShop(from.client);
  await expect(restore([withoutTriggers])).rejects.toThrow('gate_policy_pkey');
});
