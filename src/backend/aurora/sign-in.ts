import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Signer } from '@aws-sdk/rds-signer';

import type { AuthSettings, ConnectionSettings } from '../../model/settings';

/** What gives the password of one sign-in; called for every new connection. */
export type PasswordProvider = () => Promise<string>;

type IamAuth = Extract<AuthSettings, { method: 'iam' }>;

/**
 * The password of a data source: fixed, or an IAM token made anew for each connection. A token is
 * signed on this machine and lasts 15 minutes, so it is never kept.
 */
export function passwordProvider(settings: ConnectionSettings): PasswordProvider {
  const { auth } = settings;
  if (auth.method === 'password') {
    return () => Promise.resolve(auth.password);
  }
  const signer = new Signer({
    hostname: settings.host,
    port: settings.port,
    username: settings.user,
    region: auth.region,
    credentials: credentialsOf(auth),
  });
  return () => signer.getAuthToken();
}

function credentialsOf({ region, credentials, assumedRole }: IamAuth) {
  const base =
    credentials.source === 'keys'
      ? { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey }
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
