import type { ConnectionOptions } from 'node:tls';

import type { ClientBase } from 'pg';

import type { ConnectionSettings, TlsSettings } from '../../model/settings';
import type { GuardedPoolConfig } from './guarded-pg';
import { passwordProvider } from './sign-in';

/** Limits of one data source's pool, where its own settings leave them open. */
export interface PoolLimits {
  /** Most connections. */
  readonly maxConnections: number;
  /** A connection is closed after this long, in seconds; 0: never. */
  readonly maxLifetimeSeconds: number;
}

/** How long a new connection may take. Half of a panel's patience. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Idle connections go after this long, so that a quiet Grafana holds none. */
const IDLE_TIMEOUT_MS = 60_000;

/** How much longer than Aurora itself the client waits before it gives a dead network up. */
const NETWORK_GRACE_MS = 5_000;

/** Told once for each new connection: which start of which server it reached. */
export type OnServer = (client: ClientBase, serverStartedAt: string) => void;

/** What a pool's sessions may do: `read` alone, save for transactions that say otherwise, or `write` too. */
export type Access = 'read' | 'write';

/** `pg` settings of a pool. */
export function poolConfig(
  settings: ConnectionSettings,
  limits: PoolLimits,
  access: Access,
  onServer: OnServer
): GuardedPoolConfig {
  const statementTimeoutMs = settings.statementTimeoutSeconds * 1000;
  return {
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: passwordProvider(settings),
    ssl: tlsOptions(settings.tls),
    application_name: 'grafana-sre-metrics',
    max: limits.maxConnections,
    maxLifetimeSeconds: limits.maxLifetimeSeconds,
    // A query waits its turn for as long as it may then run: those before it may take as long.
    connectionTimeoutMillis: Math.max(statementTimeoutMs, CONNECT_TIMEOUT_MS),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: statementTimeoutMs + NETWORK_GRACE_MS,
    keepAlive: true,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool awaits it, though its type says void
    onConnect: (client: ClientBase) => setUpSession(client, access, settings.statementTimeoutSeconds, onServer),
  };
}

function tlsOptions(tls: TlsSettings): false | ConnectionOptions {
  switch (tls.mode) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify':
      return { rejectUnauthorized: true, ...(tls.caPem !== null && { ca: tls.caPem }) };
  }
}

/** SQL that tells servers apart: no two start in the same microsecond. */
export const SERVER = `extract(epoch from pg_postmaster_start_time())::text`;

/**
 * Makes every transaction of the connection bounded, and read-only where it is not to write. Once a connection, so that a
 * query costs one round trip; by SET and not by start-up options, which RDS Proxy refuses.
 * `client_connection_check_interval` lets Aurora end a query whose client has vanished. JIT is off,
 * so that a statement does not suddenly take longer where its estimated cost passes jit_above_cost.
 */
async function setUpSession(
  client: ClientBase,
  access: Access,
  statementTimeoutSeconds: number,
  onServer: OnServer
): Promise<void> {
  const { rows } = await client.query<{ server: string }>(
    `select set_config('default_transaction_read_only', $1, false),
            set_config('statement_timeout', $2, false),
            set_config('client_connection_check_interval', '2s', false),
            set_config('timezone', 'UTC', false),
            set_config('jit', 'off', false),
            ${SERVER} as server`,
    [access === 'read' ? 'on' : 'off', `${statementTimeoutSeconds}s`]
  );
  onServer(client, rows[0]?.server ?? '');
}
