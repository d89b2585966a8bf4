import type { AnnotationKind, AnnotationsQueryInput, Priority } from './annotations-query';
import type { DoraMetric, Statistic } from './dora-metrics';
import type { DataQualityCheck } from './data-quality-checks';
import type { Comparison, DoraQueryInput, DoraView, RetiredChoice, SamplePart } from './dora-query';
import type { ErrorBudgetMeasure, Lookback } from './error-budget-measures';
import type { ErrorBudgetQueryInput } from './error-budget-query';
import type { GateQueryInput, GateView } from './gate-query';
import type { Preset } from './performance-levels';
import type { Bucket, Grouping, Tier } from './query-fields';
import type { RecordSelection, RecordsQueryInput } from './records-query';
import type { ReliabilityQueryInput, ReliabilityView } from './reliability-query';
import type { ScorecardQueryInput } from './scorecard-query';
import type { StatusMeasure, StatusQueryInput, StatusView } from './status-query';

/**
 * The query as a panel saves it. It differs from what the backend accepts in one thing: a dashboard
 * variable may stand where a value belongs. The browser fills variables in before sending.
 */

/** A dashboard variable in one of Grafana's three spellings: `$name`, `${name}`, `[[name]]`. */
export type VariableReference = `$${string}` | `[[${string}]]`;
export type OrVariable<T> = T | VariableReference;

/** Which services a query looks at; missing or empty lists mean all. */
export interface SavedScope {
  services?: string[];
  teams?: string[];
  tiers?: Array<OrVariable<Tier>>;
}

export interface SavedDoraQuery
  extends
    SavedScope,
    Pick<DoraQueryInput, 'queryType' | 'version' | 'timeZone' | 'shape' | 'details' | 'interval' | 'wholeUnits'> {
  metric: OrVariable<DoraMetric>;
  view?: OrVariable<DoraView>;
  statistic?: OrVariable<Statistic>;
  groupBy?: OrVariable<Grouping>;
  bucket?: OrVariable<Bucket>;
  preset?: OrVariable<Preset>;
  compare?: OrVariable<Comparison>;
  sample?: OrVariable<SamplePart>;
  retired?: OrVariable<RetiredChoice>;
}

export interface SavedScorecardQuery
  extends SavedScope, Pick<ScorecardQueryInput, 'queryType' | 'version' | 'timeZone'> {
  groupBy?: OrVariable<Grouping>;
  preset?: OrVariable<Preset>;
}

export interface SavedErrorBudgetQuery
  extends
    SavedScope,
    Pick<
      ErrorBudgetQueryInput,
      'queryType' | 'version' | 'timeZone' | 'shape' | 'slos' | 'details' | 'wholeUnits' | 'pageRows' | 'pageSeconds'
    > {
  measure?: OrVariable<ErrorBudgetMeasure>;
  lookback?: OrVariable<Lookback>;
}

export interface SavedReliabilityQuery
  extends
    SavedScope,
    Pick<ReliabilityQueryInput, 'queryType' | 'version' | 'timeZone' | 'limit' | 'pageRows' | 'pageSeconds'> {
  view?: OrVariable<ReliabilityView>;
  bucket?: OrVariable<Bucket>;
}

export interface SavedRecordsQuery
  extends SavedScope, Pick<RecordsQueryInput, 'queryType' | 'version' | 'timeZone' | 'limit'> {
  metric?: OrVariable<DoraMetric>;
  select?: OrVariable<RecordSelection>;
}

/** Lives in a dashboard's annotations, not in its panels. */
export interface SavedAnnotationsQuery
  extends SavedScope, Pick<AnnotationsQueryInput, 'queryType' | 'version' | 'timeZone' | 'limit'> {
  kind?: OrVariable<AnnotationKind>;
  priorities?: Array<OrVariable<Priority>>;
}

export interface SavedGateQuery
  extends SavedScope, Pick<GateQueryInput, 'queryType' | 'version' | 'timeZone' | 'shape' | 'limit'> {
  view?: OrVariable<GateView>;
}

export interface SavedStatusQuery
  extends SavedScope, Pick<StatusQueryInput, 'queryType' | 'version' | 'timeZone' | 'shape'> {
  view?: OrVariable<StatusView>;
  check?: OrVariable<DataQualityCheck>;
  limit?: OrVariable<number>;
  measure?: OrVariable<StatusMeasure>;
}

/** Every saved query kind by its `queryType`. */
export type SavedQuery =
  | SavedDoraQuery
  | SavedScorecardQuery
  | SavedErrorBudgetQuery
  | SavedReliabilityQuery
  | SavedRecordsQuery
  | SavedAnnotationsQuery
  | SavedGateQuery
  | SavedStatusQuery;

/** A text that is one variable and nothing else. */
export const WHOLE_REFERENCE = /^(?:\$\w+|\$\{\w+(?:[.:][^}]*)?\}|\[\[\w+(?:[.:][^\]]*)?\]\])$/;

/** Whether a field that should hold a text does; a hand-written query may hold anything. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether `text` is one variable and nothing else; a saved query may hold anything in a text's place. */
export function isVariableReference(text: unknown): text is VariableReference {
  return isText(text) && WHOLE_REFERENCE.test(text);
}

/** Whether `value` is one of `values`, for lists such as `DORA_METRICS`. */
export function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.some((candidate) => candidate === value);
}
