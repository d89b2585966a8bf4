import type { ClientBase } from 'pg';

import { Failure } from '../../model/failure';
import { clientReader } from '../aurora/client-reader';
import { REQUIRED_SCHEMA_VERSION, readSchemaVersion } from '../aurora/schema-version';

/**
 * Refuses a database without the schema, or with one from before, before a command begins.
 *
 * @param purpose what needs it, as in "the change gate"
 * @throws Failure that says what to do; what else PostgreSQL says
 */
export async function requireSchema(client: ClientBase, purpose: string): Promise<void> {
  const version = await readSchemaVersion(clientReader(client), new AbortController().signal);
  if (version === null || version < REQUIRED_SCHEMA_VERSION) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: `The database's schema is missing or too old for ${purpose}.`,
      advice: 'Run "sre-metrics migrate" against this database.',
    });
  }
}
