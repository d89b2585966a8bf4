import type { DoraMetric, Statistic } from './dora-metrics';
import type { Preset } from './performance-levels';
import type { Bucket, Grouping, Tier } from './query-fields';
import type { DoraQueryInput } from './dora-query';

/**
 * The query as a panel saves it. It differs from what the backend accepts in one thing: a dashboard
 * variable may stand where a value belongs. The browser fills variables in before sending.
 */

/** A dashboard variable in one of Grafana's three spellings: `$name`, `${name}`, `[[name]]`. */
export type VariableReference = `$${string}` | `[[${string}]]`;
export type OrVariable<T> = T | VariableReference;

export interface SavedDoraQuery extends Pick<
  DoraQueryInput,
  'queryType' | 'version' | 'shape' | 'services' | 'teams' | 'timeZone'
> {
  metric: OrVariable<DoraMetric>;
  statistic?: OrVariable<Statistic>;
  groupBy?: OrVariable<Grouping>;
  tiers?: Array<OrVariable<Tier>>;
  bucket?: OrVariable<Bucket>;
  preset?: OrVariable<Preset>;
}

/** Every saved query kind by its `queryType`. */
export type SavedQuery = SavedDoraQuery;

const WHOLE_REFERENCE = /^(?:\$\w+|\$\{\w+(?:[.:][^}]*)?\}|\[\[\w+(?:[.:][^\]]*)?\]\])$/;

/** Whether `text` is one variable and nothing else. */
export function isVariableReference(text: string): text is VariableReference {
  return WHOLE_REFERENCE.test(text);
}

/** Whether `value` is one of `values`, for lists such as `DORA_METRICS`. */
export function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.some((known) => known === value);
}
