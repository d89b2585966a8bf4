import { Text } from '@grafana/ui';
import React from 'react';

import { DORA_METRICS, DORA_METRIC_INFO } from '../model/dora-metrics';
import { describeLevels, PRESETS, PRESET_INFO } from '../model/performance-levels';
import { isOneOf, isVariableReference } from '../model/saved-query';
import type { SavedQuery } from '../model/saved-query';
import { QUERY_LABELS } from '../selectors';

/** One sentence on what the metric means and, where levels are shown, the rules behind them. */
export function MetricNote({ query }: { readonly query: SavedQuery }) {
  return (
    <div role="note" aria-label={QUERY_LABELS.explanation}>
      <Text variant="bodySmall" color="secondary">
        {[metricSentence(query), levelSentence(query)].join(' ').trim()}
      </Text>
    </div>
  );
}

function metricSentence({ metric }: SavedQuery): string {
  if (isOneOf(DORA_METRICS, metric)) {
    return DORA_METRIC_INFO[metric].sentence;
  }
  return isVariableReference(metric)
    ? `The dashboard variable ${metric} decides which metric is shown.`
    : `There is no metric “${String(metric)}”; choose one from the list.`;
}

function levelSentence({ metric, preset, shape }: SavedQuery): string {
  if (shape === 'series' || !isOneOf(DORA_METRICS, metric) || !isOneOf(PRESETS, preset)) {
    return '';
  }
  const levels = describeLevels(metric, preset);
  return levels === null
    ? 'No performance levels are published for it.'
    : `${PRESET_INFO[preset].label} levels: ${levels}.`;
}
