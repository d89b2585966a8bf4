/** @jest-environment node */
import { createTestDatabase } from '../test/support/database';
import type { TestDatabase } from '../test/support/database';
import { insertRecords } from '../test/support/records';
import { marksOf, setMarks } from './marks';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertRecords(database.client, { services: [{ name: 'shop' }] });
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days)
     select s.id, 'standard', 99.5, 30 from stackflow.services as s`
  );
});
afterAll(() => database.drop());

const count = async (table: string) => {
  const { rows } = await database.client.query<{ n: number }>(`select count(*)::int as n from stackflow.${table}`);
  return rows[0]?.n ?? NaN;
};

/** What an edit of the SLO adds to tables. */
async function editAdds() {
  const before = { marks: await count('gate_marks'), history: await count('slo_history') };
  await database.client.query('update stackflow.slos set target_percent = 100 - target_percent');
  return {
    marks: (await count('gate_marks')) - before.marks,
    history: (await count('slo_history')) - before.history,
  };
}

const states = async () =>
  (
    await database.client.query<Record<'table' | 'name' | 'state', string>>(
      `select t.tgrelid::regclass::text as table, t.tgname as name, t.tgenabled as state
       from pg_trigger as t where not t.tgisinternal order by 1, 2`
    )
  ).rows;

const TABLES = ['stackflow.slos', 'stackflow.slo_history'];

it('switches off what marks, and nothing else that a write does', async () => {
  await database.client.query('begin');
  const marks = await marksOf(database.client, TABLES);
  await setMarks(database.client, marks, false);
  expect(await editAdds()).toEqual({ marks: 0, history: 1 });
  await setMarks(database.client, marks, true);
  expect(await editAdds()).toEqual({ marks: 2, history: 1 });
  await database.client.query('rollback');
});

it('switches on again what the schema has, as the schema has it', async () => {
  const before = await states();
  const marks = await marksOf(database.client, TABLES);
  await setMarks(database.client, marks, false);
  expect(await states()).not.toEqual(before);
  await setMarks(database.client, marks, true);
  expect(await states()).toEqual(before);
});

it('would not be spared marks as a replica', async () => {
  await database.client.query('set session_replication_role = replica');
  expect((await editAdds()).marks).toBeGreaterThan(0);
  await database.client.query('reset session_replication_role');
});
