/** @jest-environment node */
import { createTestDatabase } from '../test/support/database';
import type { TestDatabase } from '../test/support/database';
import { DEPLOYMENT_WRITES } from './deployment-cells';
import { DOWNTIME_WRITES } from './down-pieces';
import { SLO_WRITES } from './gated-periods';
import { makeHistory } from './history';

/** Writes whose marks are measured can be done on the bench's history, and do mark: else nothing would be measured. */

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeHistory(database.client, { changes: 3_000, incidents: 200, services: 20, years: 1 });
});
afterAll(() => database.drop());

const ROWS = 10;

async function marks(): Promise<number> {
  const { rows } = await database.client.query<{ n: number }>(
    `select ((select count(*) from stackflow.cell_marks) + (select count(*) from stackflow.down_marks)
       + (select count(*) from stackflow.gate_marks) + (select count(*) from stackflow.incident_marks))::int as n`
  );
  return rows[0]?.n ?? NaN;
}

it.each([...DEPLOYMENT_WRITES, ...DOWNTIME_WRITES, ...SLO_WRITES])('$what marks', async ({ table, write }) => {
  const { rows } = await database.client.query<{ id: string }>(
    `select t.id from ${table} as t order by t.id desc limit ${ROWS}`
  );
  expect(rows).toHaveLength(ROWS);
  await database.client.query('begin');
  try {
    for (const { id } of rows) {
      await database.client.query(write, [id]);
    }
    expect(await marks()).toBeGreaterThan(0);
  } finally {
    await database.client.query('rollback');
  }
});
