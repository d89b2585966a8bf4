import { DEFAULT_QUERY, migrateQuery, QUERY_TYPES } from '../model/query';
import type { QueryType } from '../model/query';
import { isOneOf } from '../model/saved-query';
import { isCommonField, isOwnField, newQuery } from './query-kinds';
import type { SreDataQuery } from './types';

const LIST_FIELDS = ['services', 'teams', 'tiers', 'slos', 'priorities'] as const;

/**
 * A saved query brought up to date, with every default of its kind filled in, so that editors find
 * each field. Hand-written dashboards may hold one name where a list belongs; it becomes a list of
 * one. A field that the kind does not have stays for the backend to refuse, since a misspelt filter
 * would else be ignored in silence.
 */
export function normalizeQuery(saved: Partial<SreDataQuery> & { refId: string }): SreDataQuery {
  const migrated = migrateQuery({ ...saved });
  const kind = migrated['queryType'];
  const query = isOneOf(QUERY_TYPES, kind) ? filledIn(kind, migrated) : migrated;
  // The editors wrote it, and the backend validates every field again before anything runs.
  return query as unknown as SreDataQuery;
}

function filledIn(kind: QueryType, saved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(saved).filter(
    ([field, value]) => value !== undefined && !isStrayDefault(kind, field, value)
  );
  const query: Record<string, unknown> = { ...newQuery(kind), ...Object.fromEntries(given) };
  for (const field of LIST_FIELDS) {
    if (isOwnField(kind, field)) {
      query[field] = listOf(saved[field]);
    }
  }
  return query;
}

/** Grafana puts the fields of a new query under a saved one of whatever kind when the data source changes. */
function isStrayDefault(kind: QueryType, field: string, value: unknown): boolean {
  if (isCommonField(field) || isOwnField(kind, field)) {
    return false;
  }
  const defaults: Readonly<Record<string, unknown>> = DEFAULT_QUERY;
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return Object.hasOwn(defaults, field) && (isEmptyList || defaults[field] === value);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== '');
}
