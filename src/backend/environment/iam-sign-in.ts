import type { ClientConfig } from 'pg';

import { badRequest } from '../../model/failure';
import { passwordProvider } from '../aurora/sign-in';

/** How the database user signs in: `password` (default) or `iam`. */
export const AUTH_VARIABLE = 'SRE_METRICS_DATABASE_AUTH';

/** The endpoint's own name, where `PGHOST` is an alias of it. */
const TOKEN_HOST_VARIABLE = 'SRE_METRICS_DATABASE_TOKEN_HOST';

const DEFAULT_PORT = 5_432;

/** Whether the environment asks for a token of RDS IAM in place of a password. */
export function wantsIam(env: NodeJS.ProcessEnv): boolean {
  switch (env[AUTH_VARIABLE] ?? '') {
    case '':
    case 'password':
      return false;
    case 'iam':
      return true;
    default:
      throw badRequest(`${AUTH_VARIABLE} must be password or iam.`);
  }
}

/**
 * A connection that signs in with a new token each time, made from AWS's default credentials.
 *
 * @param config as libpq's variables give it
 * @throws Failure for whatever of host, user, region and TLS is missing
 */
export function withIamSignIn(config: ClientConfig, env: NodeJS.ProcessEnv): ClientConfig {
  const { host, user, ssl, port = DEFAULT_PORT } = config;
  const region = env['AWS_REGION'] ?? '';
  const missing = [
    ...(host ? [] : ['PGHOST']),
    ...(user ? [] : ['PGUSER']),
    ...(region === '' ? ['AWS_REGION'] : []),
    ...(ssl ? [] : ['PGSSLMODE=verify-full, or require']),
  ];
  if (missing.length > 0 || !host || !user) {
    throw badRequest(`Sign-in by IAM needs ${missing.join(', ')}.`);
  }
  const tokenHost = env[TOKEN_HOST_VARIABLE];
  const auth = {
    method: 'iam',
    region,
    ...(tokenHost && { tokenHost }),
    credentials: { source: 'default' },
    assumedRole: null,
  } as const;
  return { ...config, password: passwordProvider({ host, port, user, auth }) };
}
