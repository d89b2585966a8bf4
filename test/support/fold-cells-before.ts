import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../../src/backend/metrics/cells/incident-rows';

const STORES = [DEPLOYMENTS, INCIDENTS];
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
  for (const store of STORES) {
    await foldCells(store, client, NO_REST, NEVER);
    if (globalThis.foldsAtOnce === 'half') {
      // Twice, as of a writer who was late.
      await client.query(sql`insert into ${store.marks.table} (day)
        select d.day from ${store.folded} as d cross join generate_series(1, 2) where d.day % 2 = 0`);
    }
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
  const { rows } = await client.query<{ n: number }>(
    `select ((select count(*) from stackflow.cell_marks) + (select count(*) from stackflow.incident_marks))::int as n`
  );
  return rows[0]?.n ?? 0;
}
