import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO } from '../../model/error-budget-measures';
import { isOneOf } from '../../model/saved-query';
import { ChoiceField } from '../fields/ChoiceField';
import { lookbackOptions, MEASURE_OPTIONS } from '../fields/options';
import { withMeasure } from '../query-changes';
import type { KindEditorProps } from '../types';

/** The measure and, where burning is measured over a stretch of time, how long that is. */
export function MeasureFields({ query, onChange }: KindEditorProps<'errorBudget'>) {
  const { measure } = query;
  const lookbacks = lookbackOptions(measure);
  const implied = isOneOf(ERROR_BUDGET_MEASURES, measure) ? ERROR_BUDGET_MEASURE_INFO[measure].lookbacks[0] : undefined;
  return (
    <Stack direction="row" wrap="wrap" gap={1}>
      <ChoiceField
        label={QUERY_LABELS.measure}
        tooltip="What of the error budget is shown"
        value={measure}
        options={MEASURE_OPTIONS}
        onChange={(chosen) => onChange(withMeasure(query, chosen))}
      />
      {lookbacks.length > 0 && (
        <ChoiceField
          label={QUERY_LABELS.lookback}
          tooltip="The stretch of time, up to the moment asked about, over which burning is measured"
          value={query.lookback ?? implied}
          options={lookbacks}
          onChange={(lookback) => onChange({ ...query, lookback })}
        />
      )}
    </Stack>
  );
}
