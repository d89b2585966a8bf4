import type { Pool } from 'pg';

import type { AuthSettings, ConnectionSettings } from '../../model/settings';
import { GuardedPool } from './guarded-pg';
import { poolConfig } from './pool-config';
import type { Access, PoolLimits } from './pool-config';

/**
 * A pool on Aurora's writer, empty until it is used.
 *
 * @param writerHost takes the place of the settings' host; user, password or IAM, TLS stay
 * @param onIdleError told of an idle connection that broke; it is replaced when next needed
 */
export function openWriterPool(
  settings: ConnectionSettings,
  writerHost: string,
  limits: PoolLimits,
  access: Access,
  onIdleError: (error: Error) => void
): Pool {
  const writer = { ...settings, host: writerHost, auth: authAt(writerHost, settings) };
  const pool = new GuardedPool(poolConfig(writer, limits, access, () => undefined));
  pool.on('error', onIdleError);
  return pool;
}

/** Tokens of another host are made for its own name. */
function authAt(writerHost: string, { host, auth }: ConnectionSettings): AuthSettings {
  if (auth.method === 'password' || writerHost === host) {
    return auth;
  }
  const { method, region, credentials, assumedRole } = auth;
  return { method, region, credentials, assumedRole };
}
