import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Signer } from '@aws-sdk/rds-signer';

import type { AuthSettings, ConnectionSettings } from '../../model/settings';

/** What gives the password of one sign-in; called for every new connection. */
export type PasswordProvider = () => Promise<string>;

type CredentialProvider = ReturnType<typeof fromNodeProviderChain>;
type Credentials = Awaited<ReturnType<CredentialProvider>>;

/** Who signs in where. */
export type SignInSettings = Pick<ConnectionSettings, 'host' | 'port' | 'user' | 'auth'>;

type IamAuth = Extract<AuthSettings, { method: 'iam' }>;

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
    hostname: settings.host,
    port: settings.port,
    username: settings.user,
    region: auth.region,
    credentials: remembered(credentialsOf(auth)),
  });
  return () => signer.getAuthToken();
}

/** New credentials are asked for when the old ones have less than this left. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** The same credentials until shortly before they expire: a busy pool must not ask AWS for each connection. */
export function remembered(provider: CredentialProvider, nowMs: () => number = Date.now): CredentialProvider {
  let held: Credentials | undefined;
  return async (options) => {
    const expiresMs = held?.expiration?.getTime() ?? Infinity;
    if (held === undefined || expiresMs - nowMs() < RENEW_BEFORE_MS) {
      held = await provider(options);
    }
    return held;
  };
}

function credentialsOf({ region, credentials, assumedRole }: IamAuth): CredentialProvider {
  const base: CredentialProvider =
    credentials.source === 'keys'
      ? () => Promise.resolve({ accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey })
      : // AWS's default chain, the instance's or container's role included. Since Grafana 12.4 plugins start
        // without the host's environment, so the chain's variables must be forwarded by Grafana's settings.
        fromNodeProviderChain();
  if (assumedRole === null) {
    return base;
  }
  const { roleArn, externalId } = assumedRole;
  return fromTemporaryCredentials({
    masterCredentials: base,
    clientConfig: { region },
    params: { RoleArn: roleArn, RoleSessionName: 'grafana-sre-metrics', ...(externalId && { ExternalId: externalId }) },
  });
}
