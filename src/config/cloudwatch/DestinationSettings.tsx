import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { DEFAULT_NAMESPACE, DEFAULT_SLO_NAMESPACE } from '../../model/publishing';
import { useRights } from '../connection/connection-context';
import { AwsCredentialsSettings } from '../fields/AwsCredentialsSettings';
import { RoleNote } from '../fields/RoleNote';
import { SwitchSetting } from '../fields/SwitchSetting';
import { TextSetting } from '../fields/TextSetting';
import { WriterHostSetting } from '../fields/WriterHostSetting';
import type { ConfigProps } from '../types';

const NAMES = {
  accessKeyId: 'cloudWatchAccessKeyId',
  secretAccessKey: 'cloudWatchSecretAccessKey',
  roleArn: 'cloudWatchAssumeRoleArn',
  externalId: 'cloudWatchExternalId',
} as const;

const PUBLISHER_ROLE = {
  name: 'sre_metrics_publisher',
  title: CONFIG_LABELS.publisherRole,
  adds: 'It adds the right to write down what was published, and nothing else.',
} as const;

/** Where metrics are published to, as whom, and where it is written down. */
export function DestinationSettings({ settings }: { readonly settings: ConfigProps }) {
  const { user, allowSloEdits, allowGateOverrides } = settings.options.jsonData;
  const rights = useRights(user);
  // The section Edits asks for it then.
  const isWriterAsked = allowSloEdits === true || allowGateOverrides === true;
  return (
    <>
      <TextSetting
        settings={settings}
        setting="cloudWatchRegion"
        label={CONFIG_LABELS.cloudWatchRegion}
        help="Where the metrics are to be found in CloudWatch"
        placeholder="eu-central-1"
        required
      />
      <TextSetting
        settings={settings}
        setting="cloudWatchNamespace"
        label={CONFIG_LABELS.cloudWatchNamespace}
        help="Of deployment frequency, lead time, MTTR and change failure rate"
        placeholder={DEFAULT_NAMESPACE}
      />
      <SwitchSetting
        settings={settings}
        setting="cloudWatchSlos"
        label={CONFIG_LABELS.cloudWatchSlos}
        help="Remaining error budget and availability of each SLO, as three more metrics for each"
      />
      {settings.options.jsonData.cloudWatchSlos === true && (
        <TextSetting
          settings={settings}
          setting="cloudWatchSloNamespace"
          label={CONFIG_LABELS.cloudWatchSloNamespace}
          help="Of error budgets and availability"
          placeholder={DEFAULT_SLO_NAMESPACE}
        />
      )}
      <TextSetting
        settings={settings}
        setting="cloudWatchDimensions"
        label={CONFIG_LABELS.cloudWatchDimensions}
        help="Optional; of every metric, beside Service and SLO"
        placeholder="Environment=production, Team=core"
      />
      <TextSetting
        settings={settings}
        setting="cloudWatchEndpoint"
        label={CONFIG_LABELS.cloudWatchEndpoint}
        help="Optional; the URL of a VPC endpoint or an emulator in place of AWS's own"
        placeholder="https://monitoring.eu-central-1.amazonaws.com"
      />
      <AwsCredentialsSettings
        settings={settings}
        names={NAMES}
        roleHelp="publish to the namespace and read it"
        rolePlaceholder="arn:aws:iam::123456789012:role/grafana-cloudwatch"
      />
      {!isWriterAsked && <WriterHostSetting settings={settings} />}
      <RoleNote settings={settings} role={PUBLISHER_ROLE} isGranted={rights?.publishes ?? null} />
    </>
  );
}
