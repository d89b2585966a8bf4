import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { hasSecret } from '../setting-changes';
import type { SecretKey } from '../setting-changes';
import type { ConfigProps } from '../types';
import { SecretSetting } from './SecretSetting';
import { TextSetting } from './TextSetting';
import type { TextKey } from './TextSetting';

interface Props {
  readonly settings: ConfigProps;
  /** The settings' names. */
  readonly names: {
    readonly accessKeyId: SecretKey;
    readonly secretAccessKey: SecretKey;
    readonly roleArn: TextKey;
    readonly externalId: TextKey;
  };
  /** What the role to assume must be allowed. */
  readonly roleHelp: string;
  readonly rolePlaceholder: string;
}

/** Where AWS credentials come from, and which role they assume. */
export function AwsCredentialsSettings({ settings, names, roleHelp, rolePlaceholder }: Props) {
  const hasKeyId = hasSecret(settings, names.accessKeyId);
  const hasSecretKey = hasSecret(settings, names.secretAccessKey);
  const missing = (what: string): string => `Enter the ${what} too, or reset both to use AWS's default credentials.`;
  return (
    <>
      <SecretSetting
        settings={settings}
        setting={names.accessKeyId}
        label={CONFIG_LABELS.awsAccessKeyId}
        help="Optional; without keys AWS's default chain applies, such as the role of the instance or container"
        error={hasSecretKey && !hasKeyId ? missing('access key ID') : null}
      />
      <SecretSetting
        settings={settings}
        setting={names.secretAccessKey}
        label={CONFIG_LABELS.awsSecretAccessKey}
        help="Optional; belongs to the access key ID"
        error={hasKeyId && !hasSecretKey ? missing('secret access key') : null}
      />
      <TextSetting
        settings={settings}
        setting={names.roleArn}
        label={CONFIG_LABELS.awsAssumeRoleArn}
        help={`Optional; the ARN of a role that may ${roleHelp}`}
        placeholder={rolePlaceholder}
      />
      <TextSetting
        settings={settings}
        setting={names.externalId}
        label={CONFIG_LABELS.awsExternalId}
        help="Optional; what the role to assume asks for"
      />
    </>
  );
}
