import type { AnnotationKind } from '../model/annotations-query';
import type { Comparison, DoraView, RetiredChoice, SamplePart } from '../model/dora-query';
import { ERROR_BUDGET_MEASURE_INFO } from '../model/error-budget-measures';
import type { ErrorBudgetMeasure, ErrorBudgetUnit } from '../model/error-budget-measures';
import type { Lookback } from '../model/error-budget-measures';
import type { ErrorBudgetShape } from '../model/error-budget-query';
import type { GateView } from '../model/gate-query';
import type { PanelKind } from '../model/panel-kinds';
import type { Bucket, Grouping, Tier } from '../model/query-fields';
import type { RecordSelection } from '../model/records-query';
import type { ReliabilityView } from '../model/reliability-query';
import type { StatusMeasure, StatusView } from '../model/status-query';
import type { VariableKind } from '../model/variable-query';

/** The choices' names as people read them. */

export const PANEL_KIND_LABELS: Readonly<Record<PanelKind, string>> = {
  dora: 'DORA metric',
  scorecard: 'Scorecard',
  errorBudget: 'Error budget',
  reliability: 'Reliability',
  records: 'Records',
  gate: 'Change gate',
  status: 'Status',
};
export const GROUPING_LABELS: Readonly<Record<Grouping, string>> = {
  none: 'Nothing',
  service: 'Service',
  team: 'Team',
};
export const DORA_VIEW_LABELS: Readonly<Record<DoraView, string>> = {
  metric: 'Metric',
  signal: 'Signal of change',
  difference: 'Why it changed',
};
export const SAMPLE_LABELS: Readonly<Record<SamplePart, string>> = {
  none: 'Value',
  n: 'Sample: n',
  failed: 'Sample: failed',
  total: 'Sample: total',
  excluded: 'Sample: excluded',
  open: 'Sample: open',
};
export const RETIRED_LABELS: Readonly<Record<RetiredChoice, string>> = { include: 'Included', exclude: 'Left out' };
export const COMPARISON_LABELS: Readonly<Record<Comparison, string>> = {
  none: 'Nothing',
  previousPeriod: 'Period before',
};
export const SHAPE_LABELS: Readonly<Record<ErrorBudgetShape, string>> = {
  series: 'Time series',
  value: 'One value',
  table: 'Table',
  incidents: 'Incidents',
  edits: 'Edits',
};
export const TIER_LABELS: Readonly<Record<Tier, string>> = { critical: 'Critical', standard: 'Standard' };
export const BUCKET_LABELS: Readonly<Record<Bucket, string>> = {
  auto: 'Auto',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  interval: "Panel's interval",
};
export const LOOKBACK_LABELS: Readonly<Record<Lookback, string>> = {
  '5m': '5 minutes',
  '30m': '30 minutes',
  '1h': '1 hour',
  '2h': '2 hours',
  '6h': '6 hours',
  '1d': '1 day',
  '3d': '3 days',
  '7d': '7 days',
  pageQuick: 'Quick page',
  pageQuickShort: 'Quick page, short',
  pageSlow: 'Slow page',
  pageSlowShort: 'Slow page, short',
  ticketQuick: 'Quick ticket',
  ticketQuickShort: 'Quick ticket, short',
  ticketSlow: 'Slow ticket',
  ticketSlowShort: 'Slow ticket, short',
};
export const VIEW_LABELS: Readonly<Record<ReliabilityView, string>> = {
  availability: 'Availability',
  ranking: 'Ranking',
  overTime: 'Availability over time',
  heat: 'Availability heat map',
  outages: 'Top outages',
  downNow: 'Down now',
};
export const SELECT_LABELS: Readonly<Record<RecordSelection, string>> = {
  all: 'All',
  counted: 'Counted',
  leftOut: 'Left out',
};
export const GATE_VIEW_LABELS: Readonly<Record<GateView, string>> = {
  decisions: 'Decisions',
  summary: 'Summary',
  blocked: 'Blocked changes',
  spells: 'Gated periods',
  overrides: 'Overrides',
};
export const STATUS_VIEW_LABELS: Readonly<Record<StatusView, string>> = {
  jobs: 'Background jobs',
  freshness: 'Freshness',
  dataQuality: 'Data quality',
  findings: 'Findings',
  githubSync: 'GitHub sync',
  githubLimits: 'GitHub rate limits',
  publishing: 'Publishing',
  publishingDrift: 'Published values since corrected',
  stored: 'Stored numbers',
};
export const STATUS_LABELS: Readonly<Record<StatusMeasure, string>> = { staleness: 'Staleness', age: 'Age' };
export const ANNOTATION_LABELS: Readonly<Record<AnnotationKind, string>> = {
  deployments: 'Deployments',
  failedDeployments: 'Failed deployments',
  incidents: 'Incidents',
  sloEdits: 'SLO edits',
  gateSpells: 'Gated periods',
};
export const VARIABLE_KIND_LABELS: Readonly<Record<VariableKind, string>> = {
  services: 'Services',
  teams: 'Teams',
  tiers: 'Tiers',
  slos: 'SLOs',
};

/** Named where the measure's own name leaves open which it is. */
const UNIT_SUFFIXES: Readonly<Record<ErrorBudgetUnit, string>> = {
  percent: ' (%)',
  minutes: ' (minutes)',
  days: ' (days)',
  ratio: '',
  seconds: '',
  flag: '',
};

/** A measure's name with its unit, since budgets are counted both in percent and in minutes. */
export function measureLabel(measure: ErrorBudgetMeasure): string {
  const { label, unit } = ERROR_BUDGET_MEASURE_INFO[measure];
  return `${label}${UNIT_SUFFIXES[unit]}`;
}
