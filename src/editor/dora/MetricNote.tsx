import React from 'react';

import { DORA_METRICS, DORA_METRIC_INFO } from '../../model/dora-metrics';
import { DORA_VIEWS } from '../../model/dora-query';
import { describeLevels, PRESETS, PRESET_INFO } from '../../model/performance-levels';
import { isOneOf } from '../../model/saved-query';
import type { SavedDoraQuery } from '../../model/saved-query';
import { QueryNote } from '../fields/QueryNote';
import { DORA_VIEW_SENTENCES, sentenceOf } from '../fields/sentences';

/** One sentence on what the metric means, how it is looked at and, where levels are shown, the rules behind them. */
export function MetricNote({ query }: { readonly query: SavedDoraQuery }) {
  const sentence = sentenceOf('metric', query.metric, DORA_METRICS, (metric) => DORA_METRIC_INFO[metric].sentence);
  const view = sentenceOf('view', query.view, DORA_VIEWS, (known) => DORA_VIEW_SENTENCES[known]);
  return <QueryNote sentences={[sentence, view, levelSentence(query)]} />;
}

function levelSentence({ metric, view = 'metric', preset, shape }: SavedDoraQuery): string {
  if (view !== 'metric' || shape === 'series' || !isOneOf(DORA_METRICS, metric) || !isOneOf(PRESETS, preset)) {
    return '';
  }
  const levels = describeLevels(metric, preset);
  return levels === null
    ? 'No performance levels are published for it.'
    : `${PRESET_INFO[preset].label} levels: ${levels}.`;
}
