/** @jest-environment node */
import { createTestDatabase } from '../test/support/database';
import type { TestDatabase } from '../test/support/database';
import { fillHistory, makeHistory } from './history';

/** What is loaded in bulk stands as inserts one by one would leave it. */

const SIZE = { changes: 3_000, incidents: 200, services: 20, years: 1 };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Indexes and triggers of the schema, as their definitions and states. */
async function schema() {
  const { rows } = await database.client.query<{ definition: string }>(
    `select format('%s %s', pg_get_indexdef(i.indexrelid), i.indisvalid) as definition
     from pg_index as i
     join pg_class as c on c.oid = i.indrelid
     where c.relnamespace = 'stackflow'::regnamespace
     union all
     select format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled)
     from pg_trigger as t
     join pg_class as c on c.oid = t.tgrelid
     where c.relnamespace = 'stackflow'::regnamespace and not t.tgisinternal
     order by 1`
  );
  return rows.map(({ definition }) => definition);
}

const count = async (text: string) => {
  const { rows } = await database.client.query<{ n: number }>(`select count(*)::int as n from ${text}`);
  return rows[0]?.n ?? NaN;
};

it('leaves indexes and triggers as they were, and everything folded', async () => {
  const before = await schema();
  const making = await makeHistory(database.client, SIZE);
  expect(await schema()).toEqual(before);
  expect(await count('stackflow.change_records')).toBe(3_000);
  expect(await count('stackflow.cell_marks')).toBe(0);
  // Each day of the year has deployments in so many changes.
  expect(await count('stackflow.folded_days')).toBeGreaterThanOrEqual(365);
  expect(Object.values(making.foldSeconds).every((seconds) => seconds > 0)).toBe(true);
});

it('loads the very rows that inserts make', async () => {
  const inserted = await createTestDatabase();
  try {
    await fillHistory(inserted.client, SIZE);
    for (const table of ['change_records', 'incident_changes', 'incident_downtimes']) {
      expect(await rowsOf(database, table)).toEqual(await rowsOf(inserted, table));
    }
  } finally {
    await inserted.drop();
  }
});

/** Without the moment at which each was written. */
async function rowsOf({ client }: TestDatabase, table: string): Promise<readonly unknown[]> {
  const { rows } = await client.query<{ row: unknown }>(
    `select to_jsonb(t) - array['updated_at', 'linked_at', 'recorded_at'] as row from stackflow.${table} as t order by 1`
  );
  expect(rows.length).toBeGreaterThan(10);
  return rows;
}

it('has changes after the load mark their days again', async () => {
  await database.client.query(
    `update stackflow.change_records set unplanned = true
     where id = (
       select c.id from stackflow.change_records as c
       where c.state = 'closed' and c.environment = 'production' and c.change_type = 'deployment'
       limit 1
     )`
  );
  expect(await count('stackflow.cell_marks')).toBe(1);
});
