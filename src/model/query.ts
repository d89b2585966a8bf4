import type { z } from 'zod';

import { annotationsQuerySchema } from './annotations-query';
import type { AnnotationsQuery, AnnotationsQueryInput } from './annotations-query';
import { doraQuerySchema } from './dora-query';
import type { DoraQuery, DoraQueryInput } from './dora-query';
import { errorBudgetQuerySchema } from './error-budget-query';
import type { ErrorBudgetQuery, ErrorBudgetQueryInput } from './error-budget-query';
import { gateQuerySchema } from './gate-query';
import type { GateQuery, GateQueryInput } from './gate-query';
import {
  DEFAULT_QUERY_TYPE,
  QUERY_TYPES,
  completeQuery,
  isCommonField,
  isFieldOfOthers,
  isGiven,
  isOwnField,
} from './query-kinds';
import type { QueryType } from './query-kinds';
import { recordsQuerySchema } from './records-query';
import type { RecordsQuery, RecordsQueryInput } from './records-query';
import { reliabilityQuerySchema } from './reliability-query';
import type { ReliabilityQuery, ReliabilityQueryInput } from './reliability-query';
import { scorecardQuerySchema } from './scorecard-query';
import type { ScorecardQuery, ScorecardQueryInput } from './scorecard-query';
import { statusQuerySchema } from './status-query';
import type { StatusQuery, StatusQueryInput } from './status-query';

/**
 * The query model: what an editor saves in a panel, an alert rule or an annotation, and what the
 * backend validates before anything runs. `queryType` picks the member of the union.
 */

/** Every query kind by its `queryType`, as it is saved. */
export type SreQueryInput =
  | DoraQueryInput
  | ScorecardQueryInput
  | ErrorBudgetQueryInput
  | ReliabilityQueryInput
  | RecordsQueryInput
  | AnnotationsQueryInput
  | GateQueryInput
  | StatusQueryInput;
/** Every query kind by its `queryType`, once validated. */
export type SreQuery =
  | DoraQuery
  | ScorecardQuery
  | ErrorBudgetQuery
  | ReliabilityQuery
  | RecordsQuery
  | AnnotationsQuery
  | GateQuery
  | StatusQuery;

const SCHEMAS: Readonly<Record<QueryType, z.ZodType<SreQuery>>> = {
  dora: doraQuerySchema,
  scorecard: scorecardQuerySchema,
  errorBudget: errorBudgetQuerySchema,
  reliability: reliabilityQuerySchema,
  records: recordsQuerySchema,
  annotations: annotationsQuerySchema,
  gate: gateQuerySchema,
  status: statusQuerySchema,
};

/**
 * Brings a saved query up to `QUERY_VERSION`. Version 1 is the first, so today this only fills in a
 * missing `queryType`, as for a query that Grafana creates from nothing.
 */
export function migrateQuery(saved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { queryType } = saved;
  return { ...saved, queryType: isGiven(queryType) && queryType !== '' ? queryType : DEFAULT_QUERY_TYPE };
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: SreQuery }
  /** `field` is the path of the first wrong field, `message` a sentence that names it. */
  | { readonly ok: false; readonly field: string; readonly message: string };

/**
 * Validates a saved query, after migrating it. Missing fields, null among them, take the defaults of the editor; fields
 * of other kinds are ignored; what no kind has is refused. Never throws.
 *
 * @param saved the query's JSON as Grafana sends it, Grafana's own fields included
 * @param alerting whether an alert rule asks, whose defaults are numbers
 */
export function parseQuery(saved: unknown, alerting = false): ParsedQuery {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) {
    return { ok: false, field: '', message: 'The query must be a JSON object.' };
  }
  const migrated = migrateQuery(saved as Record<string, unknown>);
  const queryType = QUERY_TYPES.find((candidate) => candidate === migrated['queryType']);
  if (queryType === undefined) {
    return {
      ok: false,
      field: 'queryType',
      message: `queryType must be one of: ${QUERY_TYPES.join(', ')}.`,
    };
  }
  const stranger = Object.keys(migrated).find((field) => !isKnown(queryType, field));
  if (stranger !== undefined) {
    return { ok: false, field: stranger, message: `${stranger} is not a field of this query.` };
  }
  const parsed = SCHEMAS[queryType].safeParse(completeQuery(queryType, migrated, alerting), { reportInput: false });
  return parsed.success ? { ok: true, query: parsed.data } : firstComplaint(parsed.error);
}

function isKnown(kind: QueryType, field: string): boolean {
  return isCommonField(field) || isOwnField(kind, field) || isFieldOfOthers(kind, field);
}

function firstComplaint(error: z.ZodError): ParsedQuery {
  const [issue] = error.issues;
  if (issue === undefined) {
    return { ok: false, field: '', message: 'The query is not valid.' };
  }
  const field = issue.path.join('.');
  return { ok: false, field, message: `${field}: ${issue.message}.` };
}
