import type { ComboboxOption } from '@grafana/ui';

import {
  ANNOTATION_LABELS,
  BUCKET_LABELS,
  COMPARISON_LABELS,
  DORA_VIEW_LABELS,
  GATE_VIEW_LABELS,
  GROUPING_LABELS,
  LOOKBACK_LABELS,
  PANEL_KIND_LABELS,
  RETIRED_LABELS,
  SAMPLE_LABELS,
  SELECT_LABELS,
  SHAPE_LABELS,
  STATUS_LABELS,
  STATUS_VIEW_LABELS,
  TIER_LABELS,
  VARIABLE_KIND_LABELS,
  VIEW_LABELS,
  measureLabel,
} from '../../labels/choice-labels';
import { ANNOTATION_KINDS, PRIORITIES } from '../../model/annotations-query';
import { DATA_QUALITY_CHECKS, DATA_QUALITY_CHECK_INFO } from '../../model/data-quality-checks';
import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS, STATISTIC_LABELS } from '../../model/dora-metrics';
import type { Statistic } from '../../model/dora-metrics';
import { COMPARISONS, DORA_VIEWS, RETIRED_CHOICES, SAMPLE_PARTS, samplePartsOf } from '../../model/dora-query';
import type { SamplePart } from '../../model/dora-query';
import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO, LOOKBACKS } from '../../model/error-budget-measures';
import type { Lookback } from '../../model/error-budget-measures';
import { ERROR_BUDGET_SHAPES } from '../../model/error-budget-query';
import { GATE_SHAPES, GATE_VIEWS } from '../../model/gate-query';
import { PANEL_KINDS } from '../../model/panel-kinds';
import { PRESETS, PRESET_INFO } from '../../model/performance-levels';
import { BUCKETS, GROUPINGS, SHAPES, TIERS } from '../../model/query-fields';
import { RECORD_SELECTIONS } from '../../model/records-query';
import { RELIABILITY_VIEWS } from '../../model/reliability-query';
import { isOneOf } from '../../model/saved-query';
import { STATUS_MEASURES, STATUS_SHAPES, STATUS_VIEWS } from '../../model/status-query';
import { VARIABLE_KINDS } from '../../model/variable-query';

/** What each control of the editors offers. */

const labelled = <T extends string>(values: readonly T[], labels: Readonly<Record<T, string>>) =>
  values.map((value) => ({ value, label: labels[value] }));

export const PANEL_KIND_OPTIONS = labelled(PANEL_KINDS, PANEL_KIND_LABELS);
export const METRIC_OPTIONS = DORA_METRICS.map((metric) => ({ value: metric, label: DORA_METRIC_INFO[metric].label }));
export const GROUPING_OPTIONS = labelled(GROUPINGS, GROUPING_LABELS);
export const DORA_VIEW_OPTIONS = labelled(DORA_VIEWS, DORA_VIEW_LABELS);
export const COMPARISON_OPTIONS = labelled(COMPARISONS, COMPARISON_LABELS);
export const RETIRED_OPTIONS = labelled(RETIRED_CHOICES, RETIRED_LABELS);
export const SHAPE_OPTIONS = labelled(SHAPES, SHAPE_LABELS);
export const BUDGET_SHAPE_OPTIONS = labelled(ERROR_BUDGET_SHAPES, SHAPE_LABELS);
export const BUCKET_OPTIONS = labelled(BUCKETS, BUCKET_LABELS);
export const TIER_OPTIONS = labelled(TIERS, TIER_LABELS);
export const PRESET_OPTIONS = PRESETS.map((preset) => ({ value: preset, label: PRESET_INFO[preset].label }));
export const MEASURE_OPTIONS = ERROR_BUDGET_MEASURES.map((value) => ({ value, label: measureLabel(value) }));
export const VIEW_OPTIONS = labelled(RELIABILITY_VIEWS, VIEW_LABELS);
export const SELECT_OPTIONS = labelled(RECORD_SELECTIONS, SELECT_LABELS);
export const GATE_VIEW_OPTIONS = labelled(GATE_VIEWS, GATE_VIEW_LABELS);
export const GATE_SHAPE_OPTIONS = labelled(GATE_SHAPES, SHAPE_LABELS);
export const STATUS_VIEW_OPTIONS = labelled(STATUS_VIEWS, STATUS_VIEW_LABELS);
export const CHECK_OPTIONS = DATA_QUALITY_CHECKS.map((check) => ({
  value: check,
  label: DATA_QUALITY_CHECK_INFO[check].label,
}));
export const STATUS_MEASURE_OPTIONS = labelled(STATUS_MEASURES, STATUS_LABELS);
export const STATUS_SHAPE_OPTIONS = labelled(STATUS_SHAPES, SHAPE_LABELS);
export const ANNOTATION_OPTIONS = labelled(ANNOTATION_KINDS, ANNOTATION_LABELS);
export const PRIORITY_OPTIONS = PRIORITIES.map((priority) => ({ value: priority, label: priority }));
export const VARIABLE_KIND_OPTIONS = labelled(VARIABLE_KINDS, VARIABLE_KIND_LABELS);

/** The statistics of a metric; all of them while a variable decides which metric it is. */
export function statisticOptions(metric: string): Array<ComboboxOption<Statistic>> {
  return labelled(isOneOf(DORA_METRICS, metric) ? DORA_METRIC_INFO[metric].statistics : STATISTICS, STATISTIC_LABELS);
}

/** What can be told of a metric's sample; all of it while a variable decides which metric it is. */
export function sampleOptions(metric: string): Array<ComboboxOption<SamplePart>> {
  return labelled(isOneOf(DORA_METRICS, metric) ? ['none', ...samplePartsOf(metric)] : SAMPLE_PARTS, SAMPLE_LABELS);
}

/** The look-backs of a measure, shortest first; all of them while a variable decides which measure it is. */
export function lookbackOptions(measure: string | undefined): Array<ComboboxOption<Lookback>> {
  const offered = isOneOf(ERROR_BUDGET_MEASURES, measure) ? ERROR_BUDGET_MEASURE_INFO[measure].lookbacks : LOOKBACKS;
  return labelled(
    LOOKBACKS.filter((lookback) => offered.includes(lookback)),
    LOOKBACK_LABELS
  );
}
