import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { isConnected, useStored } from '../backend-calls/use-stored';
import { SwitchSetting } from '../fields/SwitchSetting';
import type { ConfigProps } from '../types';
import { DestinationSettings } from './DestinationSettings';
import { PermissionTest } from './PermissionTest';
import { PublishingStatus } from './PublishingStatus';

/** Whether this data source publishes to CloudWatch and where to, and how publishing stands, whoever does it. */
export function CloudWatchSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  const key = `${stored.uid}/${stored.version ?? ''}`;
  return (
    <FieldSet label={CONFIG_LABELS.cloudWatch}>
      <SwitchSetting
        settings={settings}
        setting="cloudWatchPublishing"
        label={CONFIG_LABELS.cloudWatchPublishing}
        help="Every hour the metrics go to CloudWatch from here. Leave it off where a worker or the Lambda function does that. Applies once the data source is saved."
      />
      {settings.options.jsonData.cloudWatchPublishing === true && <DestinationSettings settings={settings} />}
      {isConnected(stored) && (
        <>
          {stored.jsonData.cloudWatchPublishing === true && <PermissionTest key={`test ${key}`} uid={stored.uid} />}
          <PublishingStatus key={`status ${key}`} uid={stored.uid} />
        </>
      )}
    </FieldSet>
  );
}
