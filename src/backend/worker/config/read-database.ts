import type { ClientConfig } from 'pg';
import { z } from 'zod';

import { asFailure } from '../../../model/failure';
import { URL_VARIABLE, connectionConfig } from '../connection';

const portSchema = z.coerce.number().int().min(1).max(65_535);

/**
 * The database by the environment alone. What wants no person at a terminal must name it: libpq's
 * default, this very machine, would be a puzzle in a container.
 *
 * @param errors takes what is wrong, without the values
 * @returns null where something is wrong
 */
export function readDatabase(env: NodeJS.ProcessEnv, errors: string[]): ClientConfig | null {
  const found: string[] = [];
  const isUrl = !!env[URL_VARIABLE];
  if (!isUrl && !env['PGHOST']) {
    found.push(`No database is named: set ${URL_VARIABLE}, or PGHOST, PGDATABASE, PGUSER and PGPASSWORD.`);
  }
  if (!isUrl && env['PGPORT'] && !portSchema.safeParse(env['PGPORT']).success) {
    found.push('PGPORT must be a number from 1 to 65535.');
  }
  try {
    const config = connectionConfig(undefined, env);
    return found.length === 0 ? config : null;
  } catch (error) {
    found.push(asFailure(error).text);
    return null;
  } finally {
    errors.push(...found);
  }
}
