import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';

import type { AwsIdentity } from '../../model/aws-credentials';

export type CredentialProvider = ReturnType<typeof fromNodeProviderChain>;

/** Gives AWS credentials: keys, or the default chain, and the role they may assume. */
export function awsCredentials({ region, credentials, assumedRole }: AwsIdentity): CredentialProvider {
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
