import type { ClientBase } from 'pg';
import { z } from 'zod';

import { CHANGE_SEPARATOR, count, key, oneOf, text, time, webAddress } from '../../change-records/entered-values';
import type { BadRow } from '../files/bad-file';
import { asJson, columnsAsJson, countWrites, missingNames } from './kind';
import type { ImportKind, NumberedRow } from './kind';
import { updateOf } from './update-of';

const ids = text.transform((list) => list.split(CHANGE_SEPARATOR).filter((id) => id !== ''));

const schema = z.strictObject({
  external_id: key,
  title: text.optional(),
  priority: oneOf(['P1', 'P2', 'P3', 'P4']),
  created_at: time,
  resolved_at: time.optional(),
  affected_users: count.optional(),
  url: webAddress.optional(),
  /** External ids of linked changes, separated by blanks or `|`. */
  changes: ids.optional(),
  /** External ids of the changes that mended it. */
  fixes: ids.optional(),
});
type Row = z.output<typeof schema>;

/** The file's column by the table's, but for the key. */
const UPDATED = {
  title: 'title',
  priority: 'priority',
  created_at: 'created_at',
  resolved_at: 'resolved_at',
  affected_users: 'affected_users',
  url: 'url',
};

/** Incidents, known by their external id, and their links to changes. */
export const incidents: ImportKind<Row> = {
  schema,
  complaint: ({ created_at, resolved_at }) =>
    resolved_at !== undefined && Date.parse(resolved_at) < Date.parse(created_at)
      ? { column: 'resolved_at', reason: 'lies before created_at' }
      : null,
  keyOf: ({ external_id }) => external_id,
  check: async (client, { rows }) => [
    ...(await missingChanges(client, rows, 'changes')),
    ...(await missingChanges(client, rows, 'fixes')),
  ],
  write: async (client, { rows, columns }) => {
    const { rows: written } = await client.query<{ external_id: string; inserted: boolean }>(
      `insert into stackflow.incidents as i
         (external_id, title, priority, created_at, resolved_at, affected_users, url)
       select g.external_id, coalesce(g.title, g.external_id), g.priority, g.created_at, g.resolved_at,
         g.affected_users, g.url
       from jsonb_to_recordset($1::jsonb) as g (
         external_id text, title text, priority text, created_at timestamptz, resolved_at timestamptz,
         affected_users bigint, url text)
       on conflict (external_id) do ${updateOf('i', UPDATED, columns, ['updated_at = now()'])}
       returning i.external_id, (i.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    const linked = await linkChanges(client, rows);
    const { inserted, updated } = countWrites(written);
    const writtenIds = new Set(written.map(({ external_id }) => external_id));
    const onlyLinked = linked.filter((id) => !writtenIds.has(id));
    return { inserted, updated: updated + onlyLinked.length, badRows: [] };
  },
};

async function missingChanges(
  client: ClientBase,
  rows: readonly NumberedRow<Row>[],
  column: 'changes' | 'fixes'
): Promise<BadRow[]> {
  const { rows: missing } = await client.query<{ line: number; name: string }>(
    `select g.line, change.id as name
     from jsonb_to_recordset($1::jsonb) as g (line int, ${column} jsonb)
     cross join jsonb_array_elements_text(coalesce(g.${column}, '[]')) as change (id)
     where not exists (select from stackflow.change_records as c where c.external_id = change.id)
     order by g.line`,
    [columnsAsJson(rows, [column])]
  );
  return missingNames(column, 'change', 'load it first with --kind changes', missing);
}

/**
 * Adds links; those that a person made are never taken away by a file.
 *
 * @returns external ids of the incidents that got one
 */
async function linkChanges(client: ClientBase, rows: readonly NumberedRow<Row>[]): Promise<string[]> {
  const { rows: linked } = await client.query<{ external_id: string }>(
    `with linked as (
       insert into stackflow.incident_changes (incident_id, change_id, linked_by, role)
       select i.id, c.id, 'import', change.role
       from jsonb_to_recordset($1::jsonb) as g (external_id text, changes jsonb, fixes jsonb)
       cross join lateral (
         select a.id, 'cause' as role from jsonb_array_elements_text(coalesce(g.changes, '[]')) as a (id)
         union all
         select a.id, 'fix' from jsonb_array_elements_text(coalesce(g.fixes, '[]')) as a (id)
       ) as change
       join stackflow.incidents as i on i.external_id = g.external_id
       join stackflow.change_records as c on c.external_id = change.id
       on conflict do nothing
       returning incident_id
     )
     select distinct i.external_id from linked join stackflow.incidents as i on i.id = linked.incident_id`,
    [columnsAsJson(rows, ['external_id', 'changes', 'fixes'])]
  );
  return linked.map(({ external_id }) => external_id);
}
