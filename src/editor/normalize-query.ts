import { migrateQuery } from '../model/query';
import { QUERY_TYPES, completeQuery, isOwnField } from '../model/query-kinds';
import type { QueryType } from '../model/query-kinds';
import { isOneOf } from '../model/saved-query';
import type { SreDataQuery } from './types';

const LIST_FIELDS = ['services', 'teams', 'tiers', 'slos', 'priorities'] as const;

/**
 * A saved query brought up to date, with every default of its kind filled in, so that editors find
 * each field. Hand-written dashboards may hold one name where a list belongs; it becomes a list of
 * one. Fields of other kinds go, as Grafana leaves them behind. A field that no kind has stays for the
 * backend to refuse, since a misspelt filter would else be ignored in silence.
 *
 * @param alerting whether it is for an alert rule, whose defaults are numbers
 */
export function normalizeQuery(saved: Partial<SreDataQuery> & { refId: string }, alerting = false): SreDataQuery {
  const migrated = migrateQuery({ ...saved });
  const kind = migrated['queryType'];
  const query = isOneOf(QUERY_TYPES, kind) ? withLists(kind, completeQuery(kind, migrated, alerting)) : migrated;
  // The editors wrote it, and the backend validates every field again before anything runs.
  return query as unknown as SreDataQuery;
}

function withLists(kind: QueryType, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const lists = LIST_FIELDS.filter((field) => isOwnField(kind, field)).map(
    (field) => [field, listOf(query[field])] as const
  );
  return { ...query, ...Object.fromEntries(lists) };
}

function listOf(value: unknown): unknown[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => item !== '');
}
