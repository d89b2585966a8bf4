import { Signer } from '@aws-sdk/rds-signer';

import type { ConnectionSettings } from '../../model/settings';
import { awsCredentials } from './aws-credentials';
import type { CredentialProvider } from './aws-credentials';

/** What gives the password of one sign-in; called for every new connection. */
export type PasswordProvider = () => Promise<string>;

type Credentials = Awaited<ReturnType<CredentialProvider>>;

/** Who signs in where. */
export type SignInSettings = Pick<ConnectionSettings, 'host' | 'port' | 'user' | 'auth'>;

/**
 * The password of a data source: fixed, or an IAM token made anew for each connection. A token is
 * signed on this machine and lasts 15 minutes, so it is never kept.
 */
export function passwordProvider(settings: SignInSettings): PasswordProvider {
  const { auth } = settings;
  if (auth.method === 'password') {
    return () => Promise.resolve(auth.password);
  }
  const signer = new Signer({
    // AWS checks that a token is for the endpoint's own name.
    hostname: auth.tokenHost ?? settings.host,
    port: settings.port,
    username: settings.user,
    region: auth.region,
    credentials: remembered(awsCredentials(auth)),
  });
  return () => signer.getAuthToken();
}

/** New credentials are asked for when the old ones have less than this left. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** The same credentials until shortly before they expire: a busy pool must not ask AWS for each connection. */
export function remembered(provider: CredentialProvider, nowMs: () => number = Date.now): CredentialProvider {
  let cached: Credentials | undefined;
  return async (options) => {
    const expiresMs = cached?.expiration?.getTime() ?? Infinity;
    if (cached === undefined || expiresMs - nowMs() < RENEW_BEFORE_MS) {
      cached = await provider(options);
    }
    return cached;
  };
}
