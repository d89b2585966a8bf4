import type { ClientBase } from 'pg';

import { Failure } from '../../../model/failure';

interface Ownership {
  readonly user: string;
  /** Owners of the tables that the user does not act for. */
  readonly foreign: readonly string[];
  readonly may_create: boolean;
  readonly schema_owner: string;
}

/**
 * Looks whether the user may lay triggers and functions, so that a refusal says what to do.
 *
 * @throws Failure 403 that names the owner
 */
export async function requireOwner(client: ClientBase): Promise<void> {
  const { rows } = await client.query<Ownership>(`
    select current_user::text as user,
      array(
        select distinct pg_get_userbyid(t.relowner)::text
        from pg_class as t
        where t.oid in ('stackflow.change_records'::regclass, 'stackflow.gate_holds'::regclass)
          and not pg_has_role(t.relowner, 'usage')
      ) as foreign,
      has_schema_privilege('stackflow', 'create') as may_create,
      (select pg_get_userbyid(n.nspowner)::text from pg_namespace as n where n.nspname = 'stackflow') as schema_owner
  `);
  const [found] = rows;
  const owner = found?.foreign[0];
  if (found !== undefined && owner !== undefined) {
    throw new Failure({
      status: 403,
      source: 'downstream',
      message: `User "${found.user}" may not change how stackflow.change_records is written: it belongs to "${owner}".`,
      advice: `Sign in as "${owner}", or let an administrator run: grant "${owner}" to "${found.user}";`,
    });
  }
  if (found !== undefined && !found.may_create) {
    throw new Failure({
      status: 403,
      source: 'downstream',
      message: `User "${found.user}" may not create functions in the schema stackflow, which belongs to "${found.schema_owner}".`,
      advice: `Let an administrator run: grant create on schema stackflow to "${found.user}";`,
    });
  }
}
