/** How this program proves to AWS who it is. */

export type AwsCredentialsSettings =
  /** AWS's default chain: instance profile, container role, web identity. */
  | { readonly source: 'default' }
  | { readonly source: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: string };

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId: string | null;
}

/** As whom to speak to AWS, and where. */
export interface AwsIdentity {
  readonly region: string;
  readonly credentials: AwsCredentialsSettings;
  /** Null: the credentials themselves. */
  readonly assumedRole: AssumedRole | null;
}

/** The keys where both are there, the default chain where neither is; null for half a pair. */
export function credentialsOfKeys(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined
): AwsCredentialsSettings | null {
  if (accessKeyId && secretAccessKey) {
    return { source: 'keys', accessKeyId, secretAccessKey };
  }
  return accessKeyId || secretAccessKey ? null : { source: 'default' };
}

/** Null without an ARN: no role is assumed then. */
export function assumedRoleOf(roleArn: string | undefined, externalId: string | undefined): AssumedRole | null {
  return roleArn === undefined ? null : { roleArn, externalId: externalId ?? null };
}
