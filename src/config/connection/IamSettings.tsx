import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { AwsCredentialsSettings } from '../fields/AwsCredentialsSettings';
import { TextSetting } from '../fields/TextSetting';
import type { ConfigProps } from '../types';

const NAMES = {
  accessKeyId: 'awsAccessKeyId',
  secretAccessKey: 'awsSecretAccessKey',
  roleArn: 'awsAssumeRoleArn',
  externalId: 'awsExternalId',
} as const;

/** Where AWS credentials for the database come from, and for which region and role. */
export function IamSettings({ settings }: { readonly settings: ConfigProps }) {
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
      <TextSetting
        settings={settings}
        setting="awsTokenHost"
        label={CONFIG_LABELS.awsTokenHost}
        help="The endpoint's own name, where the host is an alias of it; AWS takes tokens for that name alone"
        placeholder="the host"
      />
      <AwsCredentialsSettings
        settings={settings}
        names={NAMES}
        roleHelp="connect to the database"
        rolePlaceholder="arn:aws:iam::123456789012:role/grafana-aurora"
      />
    </>
  );
}
