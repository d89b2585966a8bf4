import type { ClientBase } from 'pg';

import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';

const NEVER = new AbortController().signal;

/** How many marks there were after the last fold. */
const marksLeft = new WeakMap<ClientBase, number>();

/** Has the cells folded that jest's project wants to be, unless in a transaction of the test: all, or those of every other day. */
export async function foldCellsBefore(client: ClientBase): Promise<void> {
  const isOpen = client.getTransactionStatus() === 'T';
  if (globalThis.foldsAtOnce === undefined || isOpen || !(await mayFold(client))) {
    return;
  }
  if ((await marks(client)) === marksLeft.get(client)) {
    return;
  }
  await foldCells(client, NO_REST, NEVER);
  if (globalThis.foldsAtOnce === 'half') {
    // Twice, as of a writer who was late.
    await client.query(`insert into stackflow.cell_marks (day)
      select d.day from stackflow.folded_days as d cross join generate_series(1, 2) where d.day % 2 = 0`);
  }
  marksLeft.set(client, await marks(client));
}

/** Not so who only reads. */
async function mayFold(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select has_table_privilege('stackflow.cell_marks', 'delete') as may`
  );
  return rows[0]?.may === true;
}

async function marks(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from stackflow.cell_marks');
  return rows[0]?.n ?? 0;
}
