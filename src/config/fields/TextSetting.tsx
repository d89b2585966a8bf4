import { Field, Input } from '@grafana/ui';
import React, { useId } from 'react';

import { SETTING_WIDTH, SHRINKING } from '../layout';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

export type TextKey =
  | 'host'
  | 'database'
  | 'user'
  | 'writerHost'
  | 'awsRegion'
  | 'awsTokenHost'
  | 'awsAssumeRoleArn'
  | 'awsExternalId'
  | 'cloudWatchRegion'
  | 'cloudWatchNamespace'
  | 'cloudWatchSloNamespace'
  | 'cloudWatchEndpoint'
  | 'cloudWatchDimensions'
  | 'cloudWatchAssumeRoleArn'
  | 'cloudWatchExternalId';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: TextKey;
  readonly label: string;
  readonly help: string;
  readonly placeholder?: string;
  /** Default false. */
  readonly required?: boolean;
  /** In Grafana's units of 8 px. Default: as wide as others. */
  readonly width?: number;
}

export function TextSetting(props: Props) {
  const { settings, setting, label, help, placeholder, required = false, width = SETTING_WIDTH } = props;
  const id = useId();
  return (
    <Field label={label} description={help} required={required} disabled={settings.options.readOnly} htmlFor={id}>
      <Input
        id={id}
        value={settings.options.jsonData[setting] ?? ''}
        placeholder={placeholder}
        autoComplete="off"
        width={width}
        className={SHRINKING}
        onChange={(event) => changeSetting(settings, { [setting]: event.currentTarget.value })}
      />
    </Field>
  );
}
