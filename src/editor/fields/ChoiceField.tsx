import { Combobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import React, { useId } from 'react';

import { isText } from '../../model/saved-query';
import type { OrVariable } from '../../model/saved-query';
import { LabelledField } from './LabelledField';
import { FIELD_WIDTH } from './layout';
import { variableOptions } from './name-options';

interface Props<T extends string> {
  readonly label: string;
  readonly tooltip: string;
  readonly value: OrVariable<T> | undefined;
  readonly options: ReadonlyArray<ComboboxOption<T>>;
  readonly onChange: (value: OrVariable<T>) => void;
}

/** One value out of a list, or a dashboard variable in its place. */
export function ChoiceField<T extends string>({ label, tooltip, value, options, onChange }: Props<T>) {
  const id = useId();
  const choices: Array<ComboboxOption<OrVariable<T>>> = [...options, ...variableOptions()];
  return (
    <LabelledField label={label} tooltip={tooltip} htmlFor={id}>
      <Combobox<OrVariable<T>>
        id={id}
        options={choices}
        // What is no text cannot be shown, and the backend refuses it.
        value={isText(value) ? value : undefined}
        onChange={(choice) => {
          onChange(choice.value);
        }}
        width={FIELD_WIDTH}
      />
    </LabelledField>
  );
}
