import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import { MANAGED_COLUMNS } from './managed';
import type { Managed, ManagedColumn } from './managed';
import type { RecordKey } from './record-rows';

export interface NewRecord {
  readonly key: RecordKey;
  readonly externalId: string;
  readonly derived: Managed;
  /** What was weighed where it was derived. */
  readonly notes: readonly string[];
}

export interface Patch {
  readonly changeId: string;
  readonly patch: Partial<Managed>;
}

export interface Link {
  readonly key: RecordKey;
  readonly changeId: string;
  readonly wrote: Managed;
  readonly notes: readonly string[];
  /** Whether sync made the record. */
  readonly made: boolean;
}

/** As `json_to_recordset` wants them; times are texts that PostgreSQL reads. */
const MANAGED_TYPES = raw(MANAGED_COLUMNS.map((column) => `${column} ${typeOf(column)}`).join(', '));
function typeOf(column: ManagedColumn): string {
  return column === 'unplanned' ? 'boolean' : column.endsWith('_at') ? 'timestamptz' : 'text';
}

const NAMES = raw(MANAGED_COLUMNS.join(', '));
const GIVEN = raw(MANAGED_COLUMNS.map((column) => `g.${column}`).join(', '));
// Null may be what follows, such as no address any more: what is not named in the patch stays.
const PATCHED = raw(
  MANAGED_COLUMNS.map(
    (column) => `${column} = case when g.columns @> array['${column}'] then g.${column} else r.${column} end`
  ).join(', ')
);
const KEY_TYPES = raw('"repositoryId" bigint, subject text, "serviceId" bigint');

/** Makes records, and keeps whose they are. */
export async function insertRecords(client: ClientBase, all: readonly NewRecord[]): Promise<void> {
  if (all.length === 0) {
    return;
  }
  const rows = all.map(({ key, externalId, derived, notes }) => ({
    ...key,
    ...derived,
    externalId,
    wrote: derived,
    notes,
  }));
  await client.query(sql`
    with new_records as materialized (
      select *
      from json_to_recordset(${asJson(rows)}::json)
        as g (${KEY_TYPES}, "externalId" text, wrote jsonb, notes text[], ${MANAGED_TYPES})
    ), made as (
      insert into stackflow.change_records (service_id, change_type, environment, source, external_id, ${NAMES})
      select g."serviceId", 'deployment', 'production', 'github', g."externalId", ${GIVEN}
      from new_records as g
      order by g."externalId"
      returning id, external_id
    )
    insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, notes, made)
    select g."repositoryId", g.subject, g."serviceId", m.id, g.wrote, g.notes, true
    from new_records as g
    join made as m on m.external_id = g."externalId"
  `);
}

/** Changes the columns of records that a patch names. */
export async function patchRecords(client: ClientBase, all: readonly Patch[]): Promise<void> {
  const rows = all.filter(({ patch }) => Object.keys(patch).length > 0);
  if (rows.length === 0) {
    return;
  }
  const changes = rows.map(({ changeId, patch }) => ({ changeId, columns: Object.keys(patch), ...patch }));
  await client.query(sql`
    update stackflow.change_records as r
    set ${PATCHED}, updated_at = now()
    from json_to_recordset(${asJson(changes)}::json) as g ("changeId" bigint, columns text[], ${MANAGED_TYPES})
    where r.id = g."changeId"
  `);
}

/** Keeps what sync wrote where. */
export async function saveLinks(client: ClientBase, all: readonly Link[]): Promise<void> {
  if (all.length === 0) {
    return;
  }
  const rows = all.map(({ key, ...link }) => ({ ...key, ...link }));
  await client.query(sql`
    insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, notes, made)
    select g."repositoryId", g.subject, g."serviceId", g."changeId", g.wrote, g.notes, g.made
    from json_to_recordset(${asJson(rows)}::json) as g (${KEY_TYPES}, "changeId" bigint, wrote jsonb, notes text[], made boolean)
    on conflict (repository_id, subject, service_id) do update set wrote = excluded.wrote, notes = excluded.notes
  `);
}

/**
 * Deletes records that sync made and nothing points at, incidents least of all.
 *
 * @returns which were deleted
 */
export async function dropRecords(client: ClientBase, changeIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (changeIds.length === 0) {
    return new Set();
  }
  const { rows } = await client.query<{ id: string }>(sql`
    select d.id from stackflow.drop_github_changes(${changeIds}::bigint[]) as d (id)
  `);
  return new Set(rows.map(({ id }) => id));
}
