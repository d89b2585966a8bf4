import type { ClientBase } from 'pg';

/** A database user with no more rights than those of the schema's own roles. */
export interface LoginRole {
  readonly name: string;
  readonly password: string;
  readonly memberOf: readonly ('sre_metrics_reader' | 'sre_metrics_writer')[];
}

/**
 * Creates a user, or gives an existing one this password, and makes it a member of the roles.
 *
 * @param client signed in as a user that may create roles, to a migrated database
 */
export async function ensureLogin(client: ClientBase, { name, password, memberOf }: LoginRole): Promise<void> {
  const role = client.escapeIdentifier(name);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${role} login password ${client.escapeLiteral(password)}`);
  await client.query(`grant ${memberOf.join(', ')} to ${role}`);
}
