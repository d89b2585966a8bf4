import { RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import type { ErrorBudgetShape } from '../../model/error-budget-query';
import { LabelledField } from './LabelledField';
import { WRAPPING } from './layout';

interface Props<T extends ErrorBudgetShape> {
  readonly value: T | undefined;
  readonly options: Array<{ value: T; label: string }>;
  readonly onChange: (shape: T) => void;
}

/** How the result is laid out. */
export function ShapeField<T extends ErrorBudgetShape>({ value, options, onChange }: Props<T>) {
  return (
    <LabelledField label={QUERY_LABELS.shape} shrink>
      <RadioButtonGroup
        className={WRAPPING}
        aria-label={QUERY_LABELS.shape}
        options={options}
        value={value}
        onChange={onChange}
      />
    </LabelledField>
  );
}
