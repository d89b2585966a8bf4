import { Stack } from '@grafana/ui';
import React from 'react';

import { STATUS_MEASURES } from '../model/status-query';
import { QUERY_LABELS } from '../selectors';
import { ChoiceField } from './ChoiceField';
import { STATUS_MEASURE_OPTIONS, STATUS_SHAPE_OPTIONS } from './options';
import { QueryNote } from './QueryNote';
import { sentenceOf, STATUS_SENTENCES } from './sentences';
import { ShapeField } from './ShapeField';
import type { KindEditorProps } from './types';

/** The editor of a status query: a table tells all, one value tells one measure. */
export function StatusQueryEditor({ query, onChange }: KindEditorProps<'status'>) {
  const { measure, shape } = query;
  const sentence =
    shape === 'table'
      ? 'Every background job: whether its data is fresh, when it last succeeded or failed, and the last error.'
      : sentenceOf('measure', measure, STATUS_MEASURES, (known) => STATUS_SENTENCES[known]);
  return (
    <Stack direction="column" gap={0.5}>
      <ShapeField
        value={shape}
        options={STATUS_SHAPE_OPTIONS}
        onChange={(chosen) => onChange({ ...query, shape: chosen })}
      />
      {shape !== 'table' && (
        <ChoiceField
          label={QUERY_LABELS.measure}
          tooltip="What is told of each background job"
          value={measure}
          options={STATUS_MEASURE_OPTIONS}
          onChange={(chosen) => onChange({ ...query, measure: chosen })}
        />
      )}
      <QueryNote sentences={[sentence, "It is as of now, whatever the panel's time range."]} />
    </Stack>
  );
}
