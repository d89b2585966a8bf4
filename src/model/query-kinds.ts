import { ANNOTATIONS_DEFAULTS, annotationsQuerySchema } from './annotations-query';
import { DORA_DEFAULTS, doraObject } from './dora-query';
import { ERROR_BUDGET_DEFAULTS, errorBudgetObject } from './error-budget-query';
import { GATE_DEFAULTS, GATE_VALUE_VIEWS, gateQuerySchema } from './gate-query';
import { QUERY_VERSION, commonFields, newScope } from './query-fields';
import { RECORDS_DEFAULTS, recordsQuerySchema } from './records-query';
import { RELIABILITY_DEFAULTS, reliabilityQuerySchema } from './reliability-query';
import { isOneOf } from './saved-query';
import type { SavedQuery } from './saved-query';
import { SCORECARD_DEFAULTS, scorecardQuerySchema } from './scorecard-query';
import { STATUS_DEFAULTS, VALUE_VIEWS, statusQuerySchema } from './status-query';

/** What sets the query kinds apart: their fields, and what a missing one means. Editors and backend go by it. */

export const QUERY_TYPES = [
  'dora',
  'scorecard',
  'errorBudget',
  'reliability',
  'records',
  'annotations',
  'gate',
  'status',
] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

/** Of a query that names no kind, as Grafana makes from nothing. */
export const DEFAULT_QUERY_TYPE = 'dora' satisfies QueryType;

const OBJECTS: Readonly<Record<QueryType, { readonly shape: object }>> = {
  dora: doraObject,
  scorecard: scorecardQuerySchema,
  errorBudget: errorBudgetObject,
  reliability: reliabilityQuerySchema,
  records: recordsQuerySchema,
  annotations: annotationsQuerySchema,
  gate: gateQuerySchema,
  status: statusQuerySchema,
};

/** Whether every query has the field, whatever its kind: what Grafana keeps there, and the time zone. */
export function isCommonField(field: string): boolean {
  return field === 'queryType' || Object.hasOwn(commonFields, field);
}

/** Whether a query of the kind has the field; those that Grafana puts on every query are not its own. */
export function isOwnField(kind: QueryType, field: string): boolean {
  return !isCommonField(field) && Object.hasOwn(OBJECTS[kind].shape, field);
}

/**
 * Whether the field is one of other kinds alone. Grafana leaves such fields in an alert rule whose kind was
 * changed, since it lays a changed query over the old one.
 */
export function isFieldOfOthers(kind: QueryType, field: string): boolean {
  return !isOwnField(kind, field) && QUERY_TYPES.some((other) => isOwnField(other, field));
}

/**
 * What a query of the kind starts with, in arrays of its own.
 *
 * @param alerting whether it is for an alert rule, which wants one number and can use no table
 */
export function newQuery(kind: QueryType, alerting = false): SavedQuery {
  const common = { version: QUERY_VERSION, ...newScope() };
  switch (kind) {
    case 'dora':
      return { queryType: kind, ...common, ...DORA_DEFAULTS, ...(alerting && { shape: 'value' }) };
    case 'scorecard':
      return { queryType: kind, ...common, ...SCORECARD_DEFAULTS };
    case 'errorBudget':
      return { queryType: kind, ...common, ...ERROR_BUDGET_DEFAULTS, slos: [] };
    case 'reliability':
      return { queryType: kind, ...common, ...RELIABILITY_DEFAULTS, ...(alerting && { view: 'availability' }) };
    case 'records':
      return { queryType: kind, ...common, ...RECORDS_DEFAULTS };
    case 'annotations':
      return { queryType: kind, ...common, ...ANNOTATIONS_DEFAULTS, priorities: [] };
    case 'gate':
      return { queryType: kind, ...common, ...GATE_DEFAULTS, ...(alerting && { shape: 'value' }) };
    case 'status':
      return { queryType: kind, ...common, ...STATUS_DEFAULTS, ...(alerting && { shape: 'value' }) };
  }
}

/**
 * A saved query of the kind with every missing field filled in, and without fields of other kinds. Null is missing. A
 * field that no kind has stays, for the backend to refuse: a misspelt filter would else be ignored in silence.
 *
 * @param alerting whether it is for an alert rule
 */
export function completeQuery(
  kind: QueryType,
  saved: Readonly<Record<string, unknown>>,
  alerting = false
): Record<string, unknown> {
  const fields = Object.fromEntries(
    Object.entries(saved).filter(([field, value]) => isGiven(value) && !isFieldOfOthers(kind, field))
  );
  const complete: Record<string, unknown> = { ...newQuery(kind, alerting), ...fields };
  // Nobody asked for a number, and the view has none; an alert rule is told so of the view.
  const isTableOnly = !hasValues(kind, complete['view']);
  return isTableOnly && fields['shape'] === undefined ? { ...complete, shape: 'table' } : complete;
}

/** Whether a saved field says anything. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function hasValues(kind: QueryType, view: unknown): boolean {
  switch (kind) {
    case 'dora':
      return view !== 'difference';
    case 'gate':
      return isOneOf(GATE_VALUE_VIEWS, view);
    case 'status':
      return isOneOf(VALUE_VIEWS, view);
    default:
      return true;
  }
}
