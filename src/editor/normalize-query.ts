import { DEFAULT_QUERY, migrateQuery } from '../model/query';
import type { SavedQuery } from '../model/saved-query';
import type { SreDataQuery } from './types';

/** A new panel's query, in arrays of its own. */
export function defaultQuery(): SavedQuery {
  return { ...DEFAULT_QUERY, services: [], teams: [], tiers: [] };
}

/**
 * A saved query brought up to date, with every default filled in, so that editors find each field.
 * Hand-written dashboards may hold one name where a list belongs; it becomes a list of one.
 */
export function normalizeQuery(saved: Partial<SreDataQuery> & { refId: string }): SreDataQuery {
  // The editors wrote it, and the backend validates every field again before anything runs.
  const migrated = migrateQuery({ ...saved }) as Partial<SreDataQuery>;
  return {
    ...defaultQuery(),
    ...migrated,
    refId: saved.refId,
    services: listOf(migrated.services),
    teams: listOf(migrated.teams),
    tiers: listOf(migrated.tiers),
  };
}

function listOf<T extends string>(value: readonly T[] | T | null | undefined): T[] {
  if (value === undefined || value === null) {
    return [];
  }
  return (typeof value === 'string' ? [value] : [...value]).filter((item) => item !== '');
}
