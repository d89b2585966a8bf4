import { InlineSwitch } from '@grafana/ui';
import React, { useId } from 'react';

import { LabelledField } from './LabelledField';

interface Props {
  readonly label: string;
  readonly tooltip: string;
  readonly value: boolean | undefined;
  readonly onChange: (value: boolean) => void;
}

/** A choice between on and off; off where nothing is saved. */
export function SwitchField({ label, tooltip, value, onChange }: Props) {
  const id = useId();
  return (
    <LabelledField label={label} tooltip={tooltip} htmlFor={id}>
      <InlineSwitch
        id={id}
        value={value ?? false}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
    </LabelledField>
  );
}
