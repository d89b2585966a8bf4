import { InlineField, Input } from '@grafana/ui';
import React, { useId, useState } from 'react';

import { QUERY_LABELS } from '../selectors';
import { LABEL_WIDTH, LIMIT_WIDTH } from './layout';

interface Props {
  readonly tooltip: string;
  readonly value: number | undefined;
  readonly max: number;
  /** What applies while the field is blank, for example `All`. */
  readonly placeholder: string;
  /** Called once the field is left or Enter is pressed; undefined where it is blank. */
  readonly onChange: (limit: number | undefined) => void;
}

/** How many at most: a whole number from 1 to `max`. A wrong one is told and goes nowhere. */
export function LimitField({ tooltip, value, max, placeholder, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const isWrong = draft !== null && !isLimit(draft, max);
  const commit = () => {
    if (draft === null || isWrong) {
      return;
    }
    const limit = draft === '' ? undefined : Number(draft);
    setDraft(null);
    if (limit !== value) {
      onChange(limit);
    }
  };
  return (
    <InlineField
      label={QUERY_LABELS.limit}
      tooltip={tooltip}
      labelWidth={LABEL_WIDTH}
      htmlFor={id}
      invalid={isWrong}
      error={`Enter a whole number from 1 to ${max}, or leave it blank.`}
    >
      <Input
        id={id}
        type="number"
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
    </InlineField>
  );
}

function isLimit(text: string, max: number): boolean {
  const limit = Number(text);
  return text === '' || (Number.isInteger(limit) && limit >= 1 && limit <= max);
}
