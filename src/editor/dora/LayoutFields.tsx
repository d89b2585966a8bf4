import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DORA_METRICS, isDurationMetric } from '../../model/dora-metrics';
import { DEFAULT_PRESET, describeLevels } from '../../model/performance-levels';
import type { DoraView } from '../../model/dora-query';
import type { Shape } from '../../model/query-fields';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import type { OrVariable } from '../../model/saved-query';
import { offeredToAlerts } from '../alerting';
import { ChoiceField } from '../fields/ChoiceField';
import {
  BUCKET_OPTIONS,
  COMPARISON_OPTIONS,
  DORA_VIEW_OPTIONS,
  GROUPING_OPTIONS,
  PRESET_OPTIONS,
  RETIRED_OPTIONS,
  SHAPE_OPTIONS,
  sampleOptions,
} from '../fields/options';
import { ShapeField } from '../fields/ShapeField';
import { SwitchField } from '../fields/SwitchField';
import { WholeUnitsField } from '../fields/WholeUnitsField';
import type { KindEditorProps, QueryOf } from '../types';

const NUMBER_VIEWS = ['metric', 'signal'] as const satisfies readonly DoraView[];

/** How the metric is looked at and laid out: view, shape, grouping, and what goes with them. */
export function LayoutFields({ query, onChange, alerting }: KindEditorProps<'dora'> & { readonly alerting: boolean }) {
  const { metric, shape, view = 'metric' } = query;
  const isMetric = view === 'metric' || isVariableReference(view);
  const hasLevels = !isOneOf(DORA_METRICS, metric) || describeLevels(metric, DEFAULT_PRESET) !== null;
  const isDuration = isOneOf(DORA_METRICS, metric) ? isDurationMetric(metric) : isVariableReference(metric);
  const shapes = alerting ? offeredToAlerts(SHAPE_OPTIONS, ['series', 'value'], shape) : SHAPE_OPTIONS;
  return (
    <Stack direction="row" wrap="wrap" gap={1}>
      <ChoiceField
        label={QUERY_LABELS.view}
        tooltip="The metric itself, whether it changed against its own past, or why it differs from the period before"
        value={view}
        options={alerting ? offeredToAlerts(DORA_VIEW_OPTIONS, NUMBER_VIEWS, view) : DORA_VIEW_OPTIONS}
        onChange={(chosen) => onChange(inView(query, chosen))}
      />
      {view !== 'difference' && (
        <ShapeField value={shape} options={shapes} onChange={(chosen) => onChange(inShape(query, chosen))} />
      )}
      <ChoiceField
        label={QUERY_LABELS.groupBy}
        tooltip="One result for each service or team, or one for all together"
        value={query.groupBy}
        options={GROUPING_OPTIONS}
        onChange={(groupBy) => onChange({ ...query, groupBy })}
      />
      {((isMetric && shape !== 'table') || isVariableReference(query.sample ?? '')) && (
        <ChoiceField
          label={QUERY_LABELS.sample}
          tooltip="The metric, or what it rests on: with that an alert rule can ask for enough deployments or incidents"
          value={query.sample}
          options={sampleOptions(metric, shape)}
          onChange={(sample) => onChange({ ...query, sample })}
        />
      )}
      {(view === 'signal' || (isMetric && shape === 'series')) && (
        <ChoiceField
          label={QUERY_LABELS.bucket}
          tooltip="How much time one point covers, by the calendar of the dashboard's time zone; Auto follows the panel's width, and is a week in a signal"
          value={query.bucket}
          options={BUCKET_OPTIONS}
          onChange={(bucket) => onChange({ ...query, bucket })}
        />
      )}
      {isMetric && shape !== 'series' && hasLevels && (
        <ChoiceField
          label={QUERY_LABELS.preset}
          tooltip="Which published cut points decide between elite, high, medium and low"
          value={query.preset}
          options={PRESET_OPTIONS}
          onChange={(preset) => onChange({ ...query, preset })}
        />
      )}
      {((isMetric && shape !== 'series' && (!alerting || shape === 'table')) ||
        isVariableReference(query.compare ?? '')) && (
        <ChoiceField
          label={QUERY_LABELS.compare}
          tooltip="Whether the period of the same length before is shown too, and what has changed; beside a value the trend in words"
          value={query.compare}
          options={COMPARISON_OPTIONS}
          onChange={(compare) => onChange({ ...query, compare })}
        />
      )}
      {isMetric && (!alerting || query.interval === true) && (
        <SwitchField
          label={QUERY_LABELS.interval}
          tooltip="Between which bounds the truth lies, by how much data the value is made of: beside a value, as a band around a line, as columns of a table; not for alert rules, which want one number"
          value={query.interval}
          onChange={(interval) => onChange({ ...query, interval })}
        />
      )}
      {view !== 'difference' && (shape ?? 'series') === 'series' && isDuration && !alerting && (
        <WholeUnitsField value={query.wholeUnits} onChange={(wholeUnits) => onChange({ ...query, wholeUnits })} />
      )}
      {view !== 'difference' && shape === 'value' && (alerting || query.details === true) && (
        <SwitchField
          label={QUERY_LABELS.details}
          tooltip="Whether each number also bears words as labels: since when there is no data, and the reason of a signal. The condition of an alert rule needs another query without them, since labels tell alerts apart"
          value={query.details}
          onChange={(details) => onChange({ ...query, details })}
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

/** A difference is a table, and of one group alone would say nothing; what the new view refuses goes. */
function inView(query: QueryOf<'dora'>, view: OrVariable<DoraView>): QueryOf<'dora'> {
  const isDifference = view === 'difference';
  const groupBy = isDifference && query.groupBy === 'none' ? 'service' : query.groupBy;
  const shown = isDifference ? 'table' : query.view === 'difference' ? 'series' : query.shape;
  return inShape({ ...query, view, ...(groupBy !== undefined && { groupBy }) }, shown ?? 'series');
}

/**
 * Only values and tables of the metric compare, and only in a table the sample stands beside the value; only the metric has
 * an interval; only values bear words as labels; only series have an axis. The backend refuses each elsewhere.
 */
function inShape(query: QueryOf<'dora'>, shape: Shape): QueryOf<'dora'> {
  const isMetric = query.view === undefined || query.view === 'metric';
  const isTable = shape === 'table';
  return {
    ...query,
    shape,
    compare: isMetric && shape !== 'series' ? query.compare : 'none',
    sample: isMetric && !isTable && !(shape === 'series' && query.sample === 'open') ? query.sample : 'none',
    interval: isMetric && query.interval,
    details: query.view !== 'difference' && shape === 'value' && query.details,
    wholeUnits: shape === 'series' && query.wholeUnits,
  };
}
