import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';

import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS, STATISTIC_LABELS } from '../model/dora-metrics';
import type { DoraMetric, Statistic } from '../model/dora-metrics';
import { PRESETS, PRESET_INFO } from '../model/performance-levels';
import { BUCKETS, GROUPINGS, SHAPES, TIERS } from '../model/query-fields';
import type { Bucket, Grouping, Shape, Tier } from '../model/query-fields';
import type { ServiceItem, TeamItem } from '../model/resources';
import { isOneOf } from '../model/saved-query';
import type { VariableReference } from '../model/saved-query';
import { VARIABLE_KINDS } from '../model/variable-query';
import type { VariableKind } from '../model/variable-query';

/** What each control of the editors offers. */

const GROUPING_LABELS: Readonly<Record<Grouping, string>> = { none: 'Nothing', service: 'Service', team: 'Team' };
const SHAPE_LABELS: Readonly<Record<Shape, string>> = { series: 'Time series', value: 'One value', table: 'Table' };
const TIER_LABELS: Readonly<Record<Tier, string>> = { critical: 'Critical', standard: 'Standard' };
const BUCKET_LABELS: Readonly<Record<Bucket, string>> = {
  auto: 'Auto',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  interval: "Panel's interval",
};
const KIND_LABELS: Readonly<Record<VariableKind, string>> = { services: 'Services', teams: 'Teams', tiers: 'Tiers' };

const labelled = <T extends string>(values: readonly T[], labels: Readonly<Record<T, string>>) =>
  values.map((value) => ({ value, label: labels[value] }));

export const METRIC_OPTIONS = DORA_METRICS.map((metric) => ({ value: metric, label: DORA_METRIC_INFO[metric].label }));
export const GROUPING_OPTIONS = labelled(GROUPINGS, GROUPING_LABELS);
export const SHAPE_OPTIONS = labelled(SHAPES, SHAPE_LABELS);
export const BUCKET_OPTIONS = labelled(BUCKETS, BUCKET_LABELS);
export const TIER_OPTIONS = labelled(TIERS, TIER_LABELS);
export const KIND_OPTIONS = labelled(VARIABLE_KINDS, KIND_LABELS);
export const PRESET_OPTIONS = PRESETS.map((preset) => ({ value: preset, label: PRESET_INFO[preset].label }));

/** The statistics of a metric; all of them while a variable decides which metric it is. */
export function statisticOptions(metric: string): Array<ComboboxOption<Statistic>> {
  const offered = isOneOf<DoraMetric>(DORA_METRICS, metric) ? DORA_METRIC_INFO[metric].statistics : STATISTICS;
  return labelled(offered, STATISTIC_LABELS);
}

export function serviceOptions(services: readonly ServiceItem[]): ComboboxOption[] {
  return services.map(({ name, team, tier, retired }) => ({
    value: name,
    label: name,
    description: [team ?? 'no team', tier, ...(retired ? ['retired'] : [])].join(' · '),
  }));
}

export function teamOptions(teams: readonly TeamItem[]): ComboboxOption[] {
  return teams.map(({ name, services }) => ({
    value: name,
    label: name,
    description: services === 1 ? '1 service' : `${services} services`,
  }));
}

/** Kinds of dashboard variable that hold a value; ad hoc filters, for one, hold none. */
const VALUE_VARIABLES = ['query', 'custom', 'constant', 'textbox', 'interval', 'switch'];

/** The dashboard's variables, as choices beside the values. */
export function variableOptions(): Array<ComboboxOption<VariableReference>> {
  return getTemplateSrv()
    .getVariables()
    .filter(({ type }) => VALUE_VARIABLES.includes(type))
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Dashboard variable' }));
}
