import {
  ANNOTATION_LABELS,
  DORA_VIEW_LABELS,
  GATE_VIEW_LABELS,
  LOOKBACK_LABELS,
  SAMPLE_LABELS,
  measureLabel,
  SELECT_LABELS,
  STATUS_LABELS,
  STATUS_VIEW_LABELS,
  VIEW_LABELS,
} from '../labels/choice-labels';
import { ANNOTATION_KINDS } from '../model/annotations-query';
import { DATA_QUALITY_CHECKS, DATA_QUALITY_CHECK_INFO } from '../model/data-quality-checks';
import { DORA_METRIC_INFO, DORA_METRICS, STATISTICS, STATISTIC_LABELS } from '../model/dora-metrics';
import { DORA_VIEWS, SAMPLE_PARTS } from '../model/dora-query';
import { ERROR_BUDGET_MEASURES, LOOKBACKS } from '../model/error-budget-measures';
import type { ErrorBudgetShape } from '../model/error-budget-query';
import { GATE_VIEWS } from '../model/gate-query';
import type { PageFields } from '../model/pages';
import type { Bucket } from '../model/query-fields';
import { RECORD_SELECTIONS } from '../model/records-query';
import { DEFAULT_OUTAGES, RELIABILITY_VIEWS } from '../model/reliability-query';
import { isOneOf } from '../model/saved-query';
import type {
  OrVariable,
  SavedAnnotationsQuery,
  SavedDoraQuery,
  SavedErrorBudgetQuery,
  SavedGateQuery,
  SavedQuery,
  SavedRecordsQuery,
  SavedReliabilityQuery,
  SavedScope,
  SavedScorecardQuery,
  SavedStatusQuery,
} from '../model/saved-query';
import { STATUS_MEASURES, STATUS_VIEWS } from '../model/status-query';

/**
 * A query in one line, as Grafana shows for a collapsed query, for example
 * `Lead time for changes (median) by service, per day, for checkout`.
 */
export function queryText(query: SavedQuery): string {
  // Fields that are as they should be stay so.
  const writable = Object.fromEntries(Object.entries(query).map(([field, value]) => [field, asText(value)]));
  return partsOf(writable as unknown as SavedQuery)
    .filter((part) => part !== '')
    .join(', ');
}

/** A hand-written dashboard may hold anything. An object, which need not become a text, is shown as the JSON that it is. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function partsOf(query: SavedQuery): string[] {
  switch (query.queryType) {
    case 'dora':
      return [doraText(query), viewText(query), comparisonText(query.compare), filterText(query)];
    case 'scorecard':
      return [scorecardText(query), filterText(query)];
    case 'errorBudget':
      return [budgetText(query), shapeText(query.shape ?? 'value'), pagesText(query), filterText(query, query.slos)];
    case 'reliability':
      return [...reliabilityTexts(query), filterText(query)];
    case 'records':
      return [...recordsTexts(query), filterText(query)];
    case 'annotations':
      return [annotationsText(query), filterText(query)];
    case 'gate':
      return [...gateTexts(query), filterText(query)];
    case 'status':
      return [...statusTexts(query), filterText(query)];
    default:
      return [unknownText(query)];
  }
}

/** A choice by its name on screens; a variable, or a slip in a hand-written dashboard, as it is. */
function choiceText<T extends string>(
  choice: OrVariable<T>,
  choices: readonly T[],
  label: (choice: T) => string
): string {
  return isOneOf(choices, choice) ? label(choice) : choice;
}

const metricName = (metric: SavedDoraQuery['metric']): string =>
  choiceText(metric, DORA_METRICS, (choice) => DORA_METRIC_INFO[choice].label);

function doraText({ metric, statistic, groupBy = 'none', sample = 'none', interval = false }: SavedDoraQuery): string {
  const shown = statistic ?? (isOneOf(DORA_METRICS, metric) ? DORA_METRIC_INFO[metric].statistics[0] : undefined);
  const summary =
    shown === undefined ? '' : ` (${choiceText(shown, STATISTICS, (choice) => STATISTIC_LABELS[choice])})`;
  const grouping = groupBy === 'none' ? '' : ` by ${groupBy}`;
  if (sample !== 'none') {
    const figure = choiceText(sample, SAMPLE_PARTS, (choice) => SAMPLE_LABELS[choice].toLowerCase());
    return `${metricName(metric)}, ${figure}${grouping}`;
  }
  return `${metricName(metric)}${summary}${grouping}${interval ? ' with its interval' : ''}`;
}

function viewText({ view = 'metric', shape = 'series', bucket = 'auto' }: SavedDoraQuery): string {
  switch (view) {
    case 'metric':
      return shapeText(shape, bucket);
    case 'difference':
      return 'why it changed';
    default: {
      const name = choiceText(view, DORA_VIEWS, (known) => DORA_VIEW_LABELS[known].toLowerCase());
      return `${name} ${bucketText(bucket === 'auto' ? 'week' : bucket)}${shape === 'series' ? '' : `, ${shapeText(shape)}`}`;
    }
  }
}

function comparisonText(compare: SavedDoraQuery['compare'] = 'none'): string {
  switch (compare) {
    case 'none':
      return '';
    case 'previousPeriod':
      return 'against the period before';
    default:
      return `against ${compare}`;
  }
}

function scorecardText({ groupBy = 'service' }: SavedScorecardQuery): string {
  return groupBy === 'none' ? 'Scorecard' : `Scorecard by ${groupBy}`;
}

const BUDGET_TABLES = {
  table: 'Error budgets',
  incidents: 'Incidents that spent error budgets',
  edits: 'Edits of SLOs',
} as const;

function budgetText({ measure = 'remainingPercent', lookback, shape }: SavedErrorBudgetQuery): string {
  if (shape === 'table' || shape === 'incidents' || shape === 'edits') {
    return BUDGET_TABLES[shape];
  }
  const name = choiceText(measure, ERROR_BUDGET_MEASURES, measureLabel);
  return lookback === undefined
    ? name
    : `${name} over ${choiceText(lookback, LOOKBACKS, (choice) => LOOKBACK_LABELS[choice])}`;
}

function reliabilityTexts({ view = 'ranking', bucket, limit, pageRows }: SavedReliabilityQuery): string[] {
  const name = choiceText(view, RELIABILITY_VIEWS, (choice) => VIEW_LABELS[choice]);
  switch (view) {
    case 'outages':
      return [`Top ${limit ?? DEFAULT_OUTAGES} outages`];
    case 'downNow':
      return [name];
    case 'ranking':
      return ['Reliability ranking', limitText(limit), pagesText({ pageRows })];
    case 'heat':
      return [name, bucket === undefined || bucket === 'auto' ? '' : bucketText(bucket), limitText(limit)];
    case 'overTime':
      return ['Availability', bucketText(bucket ?? 'auto'), limitText(limit)];
    default:
      return [name, limitText(limit)];
  }
}

function recordsTexts({ metric = 'changeFailureRate', select = 'all', limit }: SavedRecordsQuery): string[] {
  const which =
    select === 'all' ? 'all' : choiceText(select, RECORD_SELECTIONS, (choice) => SELECT_LABELS[choice].toLowerCase());
  return [`Records behind ${metricName(metric)}`, which, limitText(limit)];
}

function annotationsText({ kind = 'failedDeployments', priorities = [] }: SavedAnnotationsQuery): string {
  const name = choiceText(kind, ANNOTATION_KINDS, (choice) => ANNOTATION_LABELS[choice]);
  return kind === 'incidents' && priorities.length > 0 ? `${name} ${priorities.join(' and ')}` : name;
}

function gateTexts({ view = 'decisions', shape = 'table', limit }: SavedGateQuery): string[] {
  const name = choiceText(view, GATE_VIEWS, (choice) => GATE_VIEW_LABELS[choice].toLowerCase());
  return [`Change gate: ${name}`, shape === 'value' ? 'one value' : '', limitText(limit)];
}

function statusTexts({ view = 'jobs', measure = 'age', shape = 'table', check, limit }: SavedStatusQuery): string[] {
  switch (view) {
    case 'jobs':
      return shape === 'table'
        ? ['Background jobs', 'table']
        : [
            `Background jobs: ${choiceText(measure, STATUS_MEASURES, (choice) => STATUS_LABELS[choice].toLowerCase())}`,
            'one value',
          ];
    case 'dataQuality':
    case 'publishing':
      return [STATUS_VIEW_LABELS[view], shapeText(shape)];
    case 'findings':
      return [
        choiceText(
          check ?? 'unlinkedIncidents',
          DATA_QUALITY_CHECKS,
          (choice) => DATA_QUALITY_CHECK_INFO[choice].label
        ),
        limitText(limit),
      ];
    case 'publishingDrift':
      return [STATUS_VIEW_LABELS[view], limitText(limit)];
    default:
      return [choiceText(view, STATUS_VIEWS, (choice) => STATUS_VIEW_LABELS[choice])];
  }
}

function unknownText({ queryType }: { readonly queryType: string }): string {
  return queryType;
}

function limitText(limit: OrVariable<number> | undefined): string {
  return limit === undefined ? '' : `at most ${limit}`;
}

function pagesText({ pageRows }: Pick<PageFields, 'pageRows'>): string {
  return pageRows === undefined ? '' : `${pageRows} a page`;
}

function shapeText(shape: ErrorBudgetShape, bucket: OrVariable<Bucket> = 'auto'): string {
  switch (shape) {
    case 'value':
      return 'one value';
    case 'table':
    case 'incidents':
    case 'edits':
      return 'table';
    default:
      return bucketText(bucket);
  }
}

function bucketText(bucket: OrVariable<Bucket>): string {
  switch (bucket) {
    case 'auto':
      return 'over time';
    case 'interval':
      return "per panel's interval";
    default:
      return `per ${bucket}`;
  }
}

/** Names beyond this many are counted, so that the line stays one line. */
const NAMES_SHOWN = 3;

function filterText({ services = [], teams = [], tiers = [] }: SavedScope, slos: readonly string[] = []): string {
  const parts = [nameList(slos, 'SLOs'), nameList(services, 'services'), nameList(teams, 'teams'), tiers.join(' and ')];
  const filters = parts.filter((part) => part !== '');
  return filters.length === 0 ? '' : `for ${filters.join(', ')}`;
}

function nameList(names: readonly string[], noun: string): string {
  return names.length > NAMES_SHOWN ? `${names.length} ${noun}` : names.join(', ');
}
