import { Option } from 'commander';

import { URL_VARIABLE } from '../environment/connection';
import { AUTH_VARIABLE } from '../environment/iam-sign-in';

/** How commands are told the database. */

const helpOf = (sources: string) => `
The database is the one of ${sources}, else of libpq's variables
(PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD). TLS follows sslmode and sslrootcert in the URL,
else PGSSLMODE and PGSSLROOTCERT: disable, require, verify-ca or verify-full, which is the default
save on this very machine.
${AUTH_VARIABLE}=iam signs in to RDS with AWS's credentials in place of a password, and
needs PGHOST, PGUSER, AWS_REGION and TLS.`;

/** For commands with `urlOption`. */
export const CONNECTION_HELP = helpOf(`--url, else of ${URL_VARIABLE}`);

/** For what is set up by its environment alone. */
export const CONNECTION_VARIABLES_HELP = helpOf(URL_VARIABLE);

export function urlOption(): Option {
  return new Option('--url <url>', 'database, as postgres://user:password@host:5432/database');
}
