import sql from 'sql-template-tag';

import type { Reader } from './reader';
import { statementOf } from './statement';

/** The newest migration this program knows, and needs: the number its file name begins with. */
export const REQUIRED_SCHEMA_VERSION = 22;

/** Where node-pg-migrate keeps the names of migrations that ran. */
export const MIGRATIONS_SCHEMA = 'stackflow';
export const MIGRATIONS_TABLE = 'sre_metrics_migrations';

interface PresenceRow {
  readonly present: boolean;
}

interface VersionRow {
  readonly version: number | null;
}

/**
 * The version of the database's schema: the highest migration that ran.
 *
 * @returns null where none ever ran
 * @throws Failure as `Reader.run` does, 403 where the user may not read the schema
 */
export async function readSchemaVersion(reader: Reader, signal: AbortSignal): Promise<number | null> {
  // A missing table and a missing permission are different troubles, with different ways out.
  const [presence] = await reader.run<PresenceRow>(
    statementOf(sql`select exists (
  select from pg_class as t
  join pg_namespace as n on n.oid = t.relnamespace
  where n.nspname = ${MIGRATIONS_SCHEMA} and t.relname = ${MIGRATIONS_TABLE}
) as present`),
    signal
  );
  if (presence?.present !== true) {
    return null;
  }
  const [row] = await reader.run<VersionRow>(
    statementOf(
      sql`select max(substring(m.name from '^[0-9]+')::int) as version from stackflow.sre_metrics_migrations as m`
    ),
    signal
  );
  return row?.version ?? null;
}
