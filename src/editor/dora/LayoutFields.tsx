import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DORA_METRICS } from '../../model/dora-metrics';
import { DEFAULT_PRESET, describeLevels } from '../../model/performance-levels';
import type { Shape } from '../../model/query-fields';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import { offeredToAlerts } from '../alerting';
import { ChoiceField } from '../fields/ChoiceField';
import {
  BUCKET_OPTIONS,
  COMPARISON_OPTIONS,
  GROUPING_OPTIONS,
  PRESET_OPTIONS,
  RETIRED_OPTIONS,
  SHAPE_OPTIONS,
  sampleOptions,
} from '../fields/options';
import { ShapeField } from '../fields/ShapeField';
import { SwitchField } from '../fields/SwitchField';
import type { KindEditorProps, QueryOf } from '../types';

/** How the result is laid out: shape, grouping, and the bucket or the levels that go with the shape. */
export function LayoutFields({ query, onChange, alerting }: KindEditorProps<'dora'> & { readonly alerting: boolean }) {
  const { metric, shape } = query;
  const hasLevels = !isOneOf(DORA_METRICS, metric) || describeLevels(metric, DEFAULT_PRESET) !== null;
  const shapes = alerting ? offeredToAlerts(SHAPE_OPTIONS, ['series', 'value'], shape) : SHAPE_OPTIONS;
  return (
    <Stack direction="row" wrap="wrap" gap={1}>
      <ShapeField value={shape} options={shapes} onChange={(chosen) => onChange(inShape(query, chosen))} />
      <ChoiceField
        label={QUERY_LABELS.groupBy}
        tooltip="One result for each service or team, or one for all together"
        value={query.groupBy}
        options={GROUPING_OPTIONS}
        onChange={(groupBy) => onChange({ ...query, groupBy })}
      />
      {(shape !== 'table' || isVariableReference(query.sample ?? '')) && (
        <ChoiceField
          label={QUERY_LABELS.sample}
          tooltip="The metric, or what it rests on: with that an alert rule can ask for enough deployments or incidents"
          value={query.sample}
          options={sampleOptions(metric)}
          onChange={(sample) => onChange({ ...query, sample })}
        />
      )}
      {shape === 'series' && (
        <ChoiceField
          label={QUERY_LABELS.bucket}
          tooltip="How much time one point covers, by the calendar of the dashboard's time zone; Auto follows the panel's width"
          value={query.bucket}
          options={BUCKET_OPTIONS}
          onChange={(bucket) => onChange({ ...query, bucket })}
        />
      )}
      {shape !== 'series' && hasLevels && (
        <ChoiceField
          label={QUERY_LABELS.preset}
          tooltip="Which published cut points decide between elite, high, medium and low"
          value={query.preset}
          options={PRESET_OPTIONS}
          onChange={(preset) => onChange({ ...query, preset })}
        />
      )}
      {(shape === 'table' || isVariableReference(query.compare ?? '')) && (
        <ChoiceField
          label={QUERY_LABELS.compare}
          tooltip="Whether the table also shows the period of the same length before, and what has changed"
          value={query.compare}
          options={COMPARISON_OPTIONS}
          onChange={(compare) => onChange({ ...query, compare })}
        />
      )}
      {(!alerting || query.interval === true) && (
        <SwitchField
          label={QUERY_LABELS.interval}
          tooltip="Between which bounds the truth lies, by how much data the value is made of: beside a value, as a band around a line, as columns of a table; not for alert rules, which want one number"
          value={query.interval}
          onChange={(interval) => onChange({ ...query, interval })}
        />
      )}
      <ChoiceField
        label={QUERY_LABELS.retired}
        tooltip="Whether services that are retired at the end of the time range count; alert rules want them left out"
        value={query.retired}
        options={RETIRED_OPTIONS}
        onChange={(retired) => onChange({ ...query, retired })}
      />
    </Stack>
  );
}

/** Only a table compares, and only a table has its sample beside the value; the backend refuses either elsewhere. */
function inShape(query: QueryOf<'dora'>, shape: Shape): QueryOf<'dora'> {
  const isTable = shape === 'table';
  return { ...query, shape, compare: isTable ? query.compare : 'none', sample: isTable ? 'none' : query.sample };
}
