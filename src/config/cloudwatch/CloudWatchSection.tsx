import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { useStored } from '../backend-calls/use-stored';
import { Connected } from '../connection/Connected';
import { SwitchSetting } from '../fields/SwitchSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { good, off } from '../sections/section-status';
import type { ConfigProps } from '../types';
import { DestinationSettings } from './DestinationSettings';
import { PermissionTest } from './PermissionTest';
import { PublishingStatus } from './PublishingStatus';

/** Whether this data source publishes to CloudWatch and where to, and how publishing stands, whoever does it. */
export function CloudWatchSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  const isOn = settings.options.jsonData.cloudWatchPublishing === true;
  return (
    <FoldingSection
      settings={settings}
      name="cloudwatch"
      title={CONFIG_LABELS.cloudWatch}
      statuses={[isOn ? good('on') : off('off')]}
    >
      <SwitchSetting
        settings={settings}
        setting="cloudWatchPublishing"
        label={CONFIG_LABELS.cloudWatchPublishing}
        help="Every hour the metrics go to CloudWatch from here. Leave it off where a worker or the Lambda function does that. Applies once the data source is saved."
      />
      {isOn && <DestinationSettings settings={settings} />}
      <Connected settings={settings} unconnected="How publishing stands is seen once the connection is saved.">
        {(uid) => (
          <>
            {stored.jsonData.cloudWatchPublishing === true && <PermissionTest uid={uid} />}
            <PublishingStatus uid={uid} />
          </>
        )}
      </Connected>
    </FoldingSection>
  );
}
