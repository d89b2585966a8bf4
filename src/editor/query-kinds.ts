import { DEFAULT_ANNOTATIONS_QUERY } from '../model/annotations-query';
import { DEFAULT_DORA_QUERY } from '../model/dora-query';
import { DEFAULT_ERROR_BUDGET_QUERY } from '../model/error-budget-query';
import { DEFAULT_GATE_QUERY } from '../model/gate-query';
import type { QueryType } from '../model/query';
import { commonFields } from '../model/query-fields';
import { DEFAULT_RECORDS_QUERY } from '../model/records-query';
import { DEFAULT_RELIABILITY_QUERY } from '../model/reliability-query';
import type { SavedQuery } from '../model/saved-query';
import { DEFAULT_SCORECARD_QUERY } from '../model/scorecard-query';
import { DEFAULT_STATUS_QUERY } from '../model/status-query';

/** What sets the query kinds apart: their fields, and what each starts with. */

/** The kinds a panel or an alert rule can ask for; annotations have an editor of their own. */
export const PANEL_KINDS = [
  'dora',
  'scorecard',
  'errorBudget',
  'reliability',
  'records',
  'gate',
  'status',
] as const satisfies QueryType[];
export type PanelKind = (typeof PANEL_KINDS)[number];

/** Fields of a kind beside those that all kinds have. */
type OwnFields<K extends QueryType> = Exclude<
  keyof Extract<SavedQuery, { queryType: K }>,
  'queryType' | 'version' | 'timeZone'
>;

const SCOPE = { services: true, teams: true, tiers: true } as const;

const FIELDS: { readonly [K in QueryType]: Readonly<Record<OwnFields<K>, true>> } = {
  dora: {
    ...SCOPE,
    metric: true,
    statistic: true,
    shape: true,
    groupBy: true,
    bucket: true,
    preset: true,
    compare: true,
  },
  scorecard: { ...SCOPE, groupBy: true, preset: true },
  errorBudget: { ...SCOPE, measure: true, lookback: true, shape: true, slos: true },
  reliability: { ...SCOPE, view: true, bucket: true, limit: true },
  records: { ...SCOPE, metric: true, select: true, limit: true },
  annotations: { ...SCOPE, kind: true, priorities: true, limit: true },
  gate: { ...SCOPE, view: true, shape: true, limit: true },
  status: { ...SCOPE, view: true, measure: true, shape: true, check: true, limit: true },
};

/** Whether a query of the kind has the field; those that Grafana puts on every query are not its own. */
export function isOwnField(kind: QueryType, field: string): boolean {
  return Object.hasOwn(FIELDS[kind], field);
}

/** Whether every query has the field, whatever its kind: what Grafana keeps there, and the time zone. */
export function isCommonField(field: string): boolean {
  return field === 'queryType' || Object.hasOwn(commonFields, field);
}

/**
 * What a query of the kind starts with, in arrays of its own.
 *
 * @param alerting whether it is for an alert rule, which wants one number and can use no table
 */
export function newQuery(kind: QueryType, alerting = false): SavedQuery {
  const scope = { services: [], teams: [], tiers: [] };
  switch (kind) {
    case 'dora':
      return { ...DEFAULT_DORA_QUERY, ...scope, ...(alerting && { shape: 'value' }) };
    case 'scorecard':
      return { ...DEFAULT_SCORECARD_QUERY, ...scope };
    case 'errorBudget':
      return { ...DEFAULT_ERROR_BUDGET_QUERY, ...scope, slos: [] };
    case 'reliability':
      return { ...DEFAULT_RELIABILITY_QUERY, ...scope, ...(alerting && { view: 'availability' }) };
    case 'records':
      return { ...DEFAULT_RECORDS_QUERY, ...scope };
    case 'annotations':
      return { ...DEFAULT_ANNOTATIONS_QUERY, ...scope, priorities: [] };
    case 'gate':
      return { ...DEFAULT_GATE_QUERY, ...scope, ...(alerting && { shape: 'value' }) };
    case 'status':
      return { ...DEFAULT_STATUS_QUERY, ...scope, ...(alerting && { shape: 'value', measure: 'staleness' }) };
  }
}
