import { Field, Switch } from '@grafana/ui';
import React, { useId } from 'react';

import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

type SwitchKey = 'allowSloEdits' | 'allowGateOverrides' | 'cloudWatchPublishing' | 'cloudWatchSlos';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: SwitchKey;
  readonly label: string;
  readonly help: string;
}

/** A setting that is on or off; off by default. */
export function SwitchSetting({ settings, setting, label, help }: Props) {
  const id = useId();
  const { jsonData, readOnly } = settings.options;
  return (
    <Field label={label} description={help} disabled={readOnly} htmlFor={id}>
      <Switch
        id={id}
        value={jsonData[setting] === true}
        onChange={({ currentTarget: { checked } }) => changeSetting(settings, { [setting]: checked })}
      />
    </Field>
  );
}
