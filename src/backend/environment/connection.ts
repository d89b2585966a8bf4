import type { ClientConfig } from 'pg';

import { badRequest } from '../../model/failure';
import { AUTH_VARIABLE, wantsIam, withIamSignIn } from './iam-sign-in';
import { tlsOptions } from './tls';

/** The environment variable that holds the database's URL, so that no password stands in a command. */
export const URL_VARIABLE = 'SRE_METRICS_DATABASE_URL';

/** How long a connection may take to open. */
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
/** Longer than any statement of ours; `query_timeout` in the URL sets another. */
const QUERY_TIMEOUT_MS = 30 * 60_000;

/**
 * How to reach the database: `--url`, else the environment variable, else libpq's own (`PGHOST`,
 * `PGUSER`, `PGPASSWORD`, …). A URL without `sslmode` or `sslrootcert` takes `PGSSLMODE` and
 * `PGSSLROOTCERT`, as in libpq.
 *
 * @throws Failure for a URL that is none; its text never holds the URL, which may hold a password
 */
export function connectionConfig(url: string | undefined, env: NodeJS.ProcessEnv): ClientConfig {
  const chosen = [url, env[URL_VARIABLE]].find((text) => text !== undefined && text !== '');
  return {
    application_name: 'sre-metrics',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // A server that lives and says nothing.
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // A server that is gone without a word is noticed in minutes, not after the system's two hours.
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ...(chosen === undefined ? fromVariables(env) : fromUrl(chosen, env)),
  };
}

/** What is left out here, `pg` fills in as libpq would, from its password file too. */
function fromVariables(env: NodeJS.ProcessEnv): ClientConfig {
  const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD } = env;
  const config = {
    ...(PGHOST && { host: PGHOST }),
    ...(PGPORT && { port: portOf(PGPORT) }),
    ...(PGDATABASE && { database: PGDATABASE }),
    ...(PGUSER && { user: PGUSER }),
    ...(PGPASSWORD && { password: PGPASSWORD }),
    ssl: tlsOptions(PGHOST ?? '', env['PGSSLMODE'], env['PGSSLROOTCERT']),
  };
  return wantsIam(env) ? withIamSignIn(config, env) : config;
}

/**
 * The port that libpq's variable names.
 *
 * @throws Failure where it is none
 */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw badRequest('PGPORT must be a number from 1 to 65535.');
  }
  return port;
}

function fromUrl(text: string, env: NodeJS.ProcessEnv): ClientConfig {
  const url = parseUrl(text);
  if (wantsIam(env)) {
    throw badRequest(`With ${AUTH_VARIABLE}=iam name the database by PGHOST, PGDATABASE and PGUSER, not by a URL.`);
  }
  // As `pg` reads them: a host of the query wins, and the variable stands in for none.
  const host = url.searchParams.get('host') || decodeURIComponent(url.hostname) || env['PGHOST'] || '';
  const mode = url.searchParams.get('sslmode') ?? env['PGSSLMODE'];
  const rootCertificate = url.searchParams.get('sslrootcert') ?? env['PGSSLROOTCERT'];
  // `pg` reads these two otherwise than libpq: to it, `require` is `verify-full`.
  url.searchParams.delete('sslmode');
  url.searchParams.delete('sslrootcert');
  return { connectionString: url.href, ssl: tlsOptions(host, mode, rootCertificate) };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw badRequest('The database URL must look like postgres://user:password@host:5432/database.');
  }
  if (hasStrayAt(url)) {
    throw badRequest(
      'The database URL has an @ after its host.',
      'In a password write %2F for /, %3F for ?, %23 for # and %40 for @.'
    );
  }
  try {
    [url.username, url.password, url.hostname, url.pathname].forEach((part) => decodeURIComponent(part));
  } catch {
    throw badRequest('The database URL holds a % that begins no escape.', 'Write %25 for a percent sign.');
  }
  return url;
}

/** A `/`, `?` or `#` in a password ends the host early, and the rest would be told as database or host. */
function hasStrayAt({ username, pathname, search, searchParams, hash }: URL): boolean {
  const isUserKnown = username !== '' || searchParams.has('user');
  return `${pathname}${hash}${isUserKnown ? '' : search}`.includes('@');
}
