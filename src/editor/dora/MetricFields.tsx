import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DORA_METRICS, defaultStatistic, isDurationMetric } from '../../model/dora-metrics';
import { isOneOf } from '../../model/saved-query';
import { ChoiceField } from '../fields/ChoiceField';
import { METRIC_OPTIONS, statisticOptions } from '../fields/options';
import { withMetric } from '../query-changes';
import type { KindEditorProps } from '../types';

/** The metric and, where it summarises durations, its statistic. */
export function MetricFields({ query, onChange }: KindEditorProps<'dora'>) {
  const { metric } = query;
  const statistics = statisticOptions(metric);
  const implied = isOneOf(DORA_METRICS, metric) && isDurationMetric(metric) ? defaultStatistic(metric) : undefined;
  return (
    <Stack direction="row" wrap="wrap" gap={1}>
      <ChoiceField
        label={QUERY_LABELS.metric}
        tooltip="What is measured"
        value={metric}
        options={METRIC_OPTIONS}
        onChange={(chosen) => onChange(withMetric(query, chosen))}
      />
      {statistics.length > 0 && (
        <ChoiceField
          label={QUERY_LABELS.statistic}
          tooltip="How many durations become one number"
          value={query.statistic ?? implied}
          options={statistics}
          onChange={(statistic) => onChange({ ...query, statistic })}
        />
      )}
    </Stack>
  );
}
