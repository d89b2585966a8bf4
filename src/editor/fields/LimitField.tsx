import { Input } from '@grafana/ui';
import React, { useId, useState } from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { isVariableReference } from '../../model/saved-query';
import type { OrVariable, VariableReference } from '../../model/saved-query';
import { LabelledField } from './LabelledField';
import { LIMIT_WIDTH } from './layout';

interface Props {
  /** Default: that of a limit. */
  readonly label?: string;
  readonly tooltip: string;
  readonly value: OrVariable<number> | undefined;
  readonly max: number;
  /** What applies while the field is blank, for example `All`. */
  readonly placeholder: string;
  /** Called once the field is left or Enter is pressed; undefined where it is blank. */
  readonly onChange: (limit: number | undefined) => void;
  /** Called in its place where a dashboard variable was entered; without it, only numbers are taken. */
  readonly onVariable?: (variable: VariableReference) => void;
}

/** How many at most: a whole number from 1 to `max`. A wrong one is told and goes nowhere. */
export function LimitField({
  label = QUERY_LABELS.limit,
  tooltip,
  value,
  max,
  placeholder,
  onChange,
  onVariable,
}: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const takesVariable = onVariable !== undefined;
  const isWrong = draft !== null && !isLimit(draft, max) && !(takesVariable && isVariableReference(draft));
  const commit = () => {
    if (draft === null || isWrong) {
      return;
    }
    setDraft(null);
    if (isVariableReference(draft)) {
      onVariable?.(draft);
      return;
    }
    const limit = draft === '' ? undefined : Number(draft);
    if (limit !== value) {
      onChange(limit);
    }
  };
  return (
    <LabelledField
      label={label}
      tooltip={tooltip}
      htmlFor={id}
      invalid={isWrong}
      error={`Enter a whole number from 1 to ${max}${takesVariable ? ' or a variable' : ''}, or leave it blank.`}
    >
      <Input
        id={id}
        // A field for numbers alone would take no variable's name.
        type={takesVariable ? 'text' : 'number'}
        inputMode="numeric"
        min={1}
        max={max}
        width={LIMIT_WIDTH}
        value={draft ?? value ?? ''}
        placeholder={placeholder}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onBlur={commit}
        onKeyDown={({ key }) => {
          if (key === 'Enter') {
            commit();
          }
        }}
      />
    </LabelledField>
  );
}

function isLimit(text: string, max: number): boolean {
  const limit = Number(text);
  return text === '' || (Number.isInteger(limit) && limit >= 1 && limit <= max);
}
