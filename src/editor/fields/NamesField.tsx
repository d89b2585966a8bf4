import { MultiCombobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import React, { useId } from 'react';

import { isText } from '../../model/saved-query';
import type { VariableReference } from '../../model/saved-query';
import { LabelledField } from './LabelledField';
import { NAMES_WIDTH, SHRINKING } from './layout';
import { variableOptions } from './name-options';

interface Props<T extends string> {
  readonly label: string;
  readonly tooltip: string;
  /** Shown while nothing is chosen, for example `All services`. */
  readonly placeholder: string;
  readonly value: readonly T[];
  readonly options: ReadonlyArray<ComboboxOption<T>>;
  readonly onChange: (value: T[]) => void;
  /** While the options are still on their way. Default false. */
  readonly loading?: boolean;
  /** Whether a name outside the list may be typed. Default false. */
  readonly typed?: boolean;
  /** Of `LabelledField`. */
  readonly leastLabelWidth?: number;
}

/** Any number of values, dashboard variables among them. */
export function NamesField<T extends string>(props: Props<T | VariableReference>) {
  const { label, tooltip, placeholder, value, options, onChange, loading, typed, leastLabelWidth } = props;
  const id = useId();
  return (
    <LabelledField
      label={label}
      tooltip={tooltip}
      htmlFor={id}
      className={SHRINKING}
      {...(leastLabelWidth !== undefined && { leastLabelWidth })}
    >
      <MultiCombobox<T | VariableReference>
        id={id}
        options={[...options, ...variableOptions()]}
        // What is no text cannot be shown, and the backend refuses it.
        value={value.filter(isText)}
        onChange={(chosen) => {
          onChange(chosen.map((choice) => choice.value));
        }}
        placeholder={placeholder}
        loading={loading ?? false}
        createCustomValue={typed ?? false}
        isClearable
        width={NAMES_WIDTH}
      />
    </LabelledField>
  );
}
