import React from 'react';

import { CONFIG_LABELS } from '../selectors';
import { SecretSetting } from './SecretSetting';
import { hasSecret } from './setting-changes';
import { TextSetting } from './TextSetting';
import type { ConfigProps } from './types';

/** Where AWS credentials come from, and for which region and role. */
export function IamSettings({ settings }: { readonly settings: ConfigProps }) {
  const hasKeyId = hasSecret(settings, 'awsAccessKeyId');
  const hasSecretKey = hasSecret(settings, 'awsSecretAccessKey');
  const missing = (what: string): string => `Enter the ${what} too, or reset both to use AWS's default credentials.`;
  return (
    <>
      <TextSetting
        settings={settings}
        setting="awsRegion"
        label={CONFIG_LABELS.awsRegion}
        help="The region of the Aurora cluster"
        placeholder="eu-central-1"
        required
      />
      <SecretSetting
        settings={settings}
        setting="awsAccessKeyId"
        label={CONFIG_LABELS.awsAccessKeyId}
        help="Optional; without keys AWS's default chain applies, such as the role of the instance or container"
        error={hasSecretKey && !hasKeyId ? missing('access key ID') : null}
      />
      <SecretSetting
        settings={settings}
        setting="awsSecretAccessKey"
        label={CONFIG_LABELS.awsSecretAccessKey}
        help="Optional; belongs to the access key ID"
        error={hasKeyId && !hasSecretKey ? missing('secret access key') : null}
      />
      <TextSetting
        settings={settings}
        setting="awsAssumeRoleArn"
        label={CONFIG_LABELS.awsAssumeRoleArn}
        help="Optional; the ARN of a role that may connect to the database"
        placeholder="arn:aws:iam::123456789012:role/grafana-aurora"
      />
      <TextSetting
        settings={settings}
        setting="awsExternalId"
        label={CONFIG_LABELS.awsExternalId}
        help="Optional; what the role to assume asks for"
      />
    </>
  );
}
