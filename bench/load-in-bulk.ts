import type { ClientBase } from 'pg';

import { marksOf, setMarks } from './marks';

/** How change records are loaded quickly: what is there afterwards is what inserts one by one would leave. */

const TABLE = 'stackflow.change_records';

/**
 * The index that is not in the order of time splits pages in the middle when rows come one by one, and pages stay about so
 * full. Built at once they would be full, and smaller than those of a live table.
 */
const SPLIT_INDEX = 'stackflow.change_records_service_deployed_idx';
const SPLIT_FILL_PERCENT = 55;

interface Index {
  readonly name: string;
  /** The statement that makes it. */
  readonly definition: string;
}

/** Loads change records by `load`, without marks and without indexes meanwhile; then marks every day and builds the indexes. */
export async function loadInBulk(client: ClientBase, load: () => Promise<void>): Promise<void> {
  const [indexes, marks] = [await indexesOf(client), await marksOf(client, [TABLE])];
  await client.query(`drop index ${indexes.map(({ name }) => name).join(', ')}`);
  await setMarks(client, marks, false);
  await load();
  await setMarks(client, marks, true);
  await client.query('insert into stackflow.cell_marks (day) values (null)');
  for (const index of indexes) {
    await build(client, index);
  }
}

/** All but those that constraints rest on. */
async function indexesOf(client: ClientBase): Promise<readonly Index[]> {
  const { rows } = await client.query<Index>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index as i
     where i.indrelid = $1::regclass and not i.indisunique
     order by 1`,
    [TABLE]
  );
  return rows;
}

async function build(client: ClientBase, { name, definition }: Index): Promise<void> {
  if (name !== SPLIT_INDEX) {
    await client.query(definition);
    return;
  }
  // No later page of it is to be filled in another way than those of a live table.
  const [head, condition] = definition.split(/(?= WHERE )/);
  await client.query(`${head} with (fillfactor = ${SPLIT_FILL_PERCENT})${condition ?? ''}`);
  await client.query(`alter index ${name} reset (fillfactor)`);
}
