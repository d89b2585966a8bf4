import React from 'react';

import { DORA_METRICS, DORA_METRIC_INFO } from '../../model/dora-metrics';
import { describeLevels, PRESETS, PRESET_INFO } from '../../model/performance-levels';
import { isOneOf } from '../../model/saved-query';
import type { SavedDoraQuery } from '../../model/saved-query';
import { QueryNote } from '../fields/QueryNote';
import { sentenceOf } from '../fields/sentences';

/** One sentence on what the metric means and, where levels are shown, the rules behind them. */
export function MetricNote({ query }: { readonly query: SavedDoraQuery }) {
  const sentence = sentenceOf('metric', query.metric, DORA_METRICS, (metric) => DORA_METRIC_INFO[metric].sentence);
  return <QueryNote sentences={[sentence, levelSentence(query)]} />;
}

function levelSentence({ metric, preset, shape }: SavedDoraQuery): string {
  if (shape === 'series' || !isOneOf(DORA_METRICS, metric) || !isOneOf(PRESETS, preset)) {
    return '';
  }
  const levels = describeLevels(metric, preset);
  return levels === null
    ? 'No performance levels are published for it.'
    : `${PRESET_INFO[preset].label} levels: ${levels}.`;
}
