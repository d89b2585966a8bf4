import { Option } from 'commander';

import { URL_VARIABLE } from './connection';
import { AUTH_VARIABLE } from './iam-sign-in';

/** How commands are told the database. */

export const CONNECTION_HELP = `
The database is the one of --url, else of ${URL_VARIABLE}, else of libpq's variables
(PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD). TLS follows sslmode and sslrootcert in the URL,
else PGSSLMODE and PGSSLROOTCERT: disable (default), require, verify-ca or verify-full.
${AUTH_VARIABLE}=iam signs in to RDS with AWS's credentials in place of a password, and
needs PGHOST, PGUSER, AWS_REGION and TLS.`;

export function urlOption(): Option {
  return new Option('--url <url>', 'database, as postgres://user:password@host:5432/database');
}
