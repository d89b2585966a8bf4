import { Field, Switch } from '@grafana/ui';
import React, { useId } from 'react';

import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

type SwitchKey = 'allowSloEdits' | 'allowGateOverrides' | 'cloudWatchPublishing' | 'cloudWatchSlos' | 'storedCells';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: SwitchKey;
  readonly label: string;
  readonly help: string;
  /** What applies until somebody switches it; default off. */
  readonly byDefault?: boolean;
}

/** A setting that is on or off. */
export function SwitchSetting({ settings, setting, label, help, byDefault = false }: Props) {
  const id = useId();
  const { jsonData, readOnly } = settings.options;
  return (
    <Field label={label} description={help} disabled={readOnly} htmlFor={id}>
      <Switch
        id={id}
        value={jsonData[setting] ?? byDefault}
        onChange={({ currentTarget: { checked } }) => changeSetting(settings, { [setting]: checked })}
      />
    </Field>
  );
}
