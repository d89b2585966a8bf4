import type { ClientConfig } from 'pg';

import { asFailure } from '../../model/failure';
import { URL_VARIABLE, connectionConfig, portOf } from './connection';

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
  const { PGPORT, ...others } = env;
  if (!isUrl && PGPORT) {
    attempt(() => portOf(PGPORT), found);
  }
  // What is told of the port already is not told twice.
  const config = attempt(() => connectionConfig(undefined, found.length === 0 ? env : others), found);
  errors.push(...found);
  return found.length === 0 ? config : null;
}

function attempt<T>(work: () => T, errors: string[]): T | null {
  try {
    return work();
  } catch (error) {
    errors.push(asFailure(error).text);
    return null;
  }
}
