import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import { Client, DatabaseError } from 'pg';
import type { ClientConfig } from 'pg';

import { explainDatabaseError, isRetryable } from '../aurora/advice';
import type { DatabaseAddress } from '../aurora/advice';

/** The environment variable that holds the database's URL, so that no password stands in a command. */
export const URL_VARIABLE = 'SRE_METRICS_DATABASE_URL';

/** How long a connection may take to open. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * How to reach the database: `--url`, else the environment variable, else libpq's own (`PGHOST`,
 * `PGUSER`, `PGPASSWORD`, `PGSSLMODE`, …), which `pg` reads by itself.
 *
 * @throws Error for a URL that is none; its text never holds the URL, which may hold a password
 */
export function connectionConfig(url: string | undefined, env: NodeJS.ProcessEnv): ClientConfig {
  const chosen = url ?? env[URL_VARIABLE];
  const common: ClientConfig = { application_name: 'sre-metrics', connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  if (chosen === undefined) {
    return { ...common, ...sslFromEnvironment(env) };
  }
  if (!URL.canParse(chosen) || !/^postgres(ql)?:$/.test(new URL(chosen).protocol)) {
    throw new Error('The database URL must look like postgres://user:password@host:5432/database.');
  }
  return { ...common, connectionString: chosen };
}

/** libpq's `PGSSLMODE` and `PGSSLROOTCERT`; `pg` itself does not read the certificate. */
function sslFromEnvironment(env: NodeJS.ProcessEnv): { ssl?: false | ConnectionOptions } {
  switch (env['PGSSLMODE']) {
    case undefined:
    case '':
      return {};
    case 'disable':
      return { ssl: false };
    case 'verify-ca':
    case 'verify-full': {
      const rootCertificate = env['PGSSLROOTCERT'];
      return { ssl: rootCertificate === undefined ? {} : { ca: readFileSync(rootCertificate, 'utf8') } };
    }
    default:
      return { ssl: { rejectUnauthorized: false } };
  }
}

/**
 * Connects, works, disconnects.
 *
 * @throws Failure that says what is wrong with the database; other errors of the work as they are
 */
export async function withClient<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config);
  // A connection lost between statements; the next statement tells it.
  client.on('error', () => undefined);
  const explain = (error: unknown) => explainDatabaseError(error, addressOf(client));
  try {
    await client.connect().catch((error: unknown) => {
      throw explain(error);
    });
    return await work(client);
  } catch (error) {
    throw error instanceof DatabaseError || isRetryable(error) ? explain(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function addressOf(client: Client): DatabaseAddress {
  return {
    host: client.host,
    port: client.port,
    database: client.database ?? '',
    user: client.user ?? '',
    authMethod: 'password',
    statementTimeoutSeconds: 0,
  };
}
