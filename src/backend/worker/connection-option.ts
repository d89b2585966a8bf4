import { Option } from 'commander';

import { URL_VARIABLE } from './connection';

/** How commands are told the database. */

export const CONNECTION_HELP = `
The database is the one of --url, else of ${URL_VARIABLE}, else of libpq's variables
(PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD). TLS follows sslmode and sslrootcert in the URL,
else PGSSLMODE and PGSSLROOTCERT: disable (default), require, verify-ca or verify-full.`;

export function urlOption(): Option {
  return new Option('--url <url>', 'database, as postgres://user:password@host:5432/database');
}
