import { DORA_METRICS } from '../model/dora-metrics';
import { GATE_SHAPES } from '../model/gate-query';
import type { PanelKind } from '../model/panel-kinds';
import { PRESETS } from '../model/performance-levels';
import { BUCKETS, GROUPINGS, SHAPES, TIERS } from '../model/query-fields';
import { QUERY_TYPES, isCommonField, isOwnField, newQuery } from '../model/query-kinds';
import { isOneOf, isVariableReference } from '../model/saved-query';
import type { SavedStatusQuery } from '../model/saved-query';
import { STATUS_SHAPES } from '../model/status-query';
import type { SreDataQuery } from './types';

/**
 * The query as one of another kind: what both kinds have is kept where it still applies, the rest
 * starts anew.
 *
 * @param alerting whether it is for an alert rule
 */
export function withKind(query: SreDataQuery, kind: PanelKind, alerting: boolean): SreDataQuery {
  if (query.queryType === kind) {
    return query;
  }
  const applicable = Object.entries(query).filter(([field, value]) => applies(kind, alerting, field, value));
  // Of the kind's own fields, those that `applies` has looked at; of the others, Grafana's.
  return {
    ...newQuery(kind, alerting),
    ...firstChoice(kind, alerting),
    ...Object.fromEntries(applicable),
  } as SreDataQuery;
}

/** Where a new query starts with something else than a missing field means: staleness is what a rule asks first. */
function firstChoice(kind: PanelKind, alerting: boolean): Partial<SavedStatusQuery> {
  return kind === 'status' && alerting ? { measure: 'staleness' } : {};
}

function applies(kind: PanelKind, alerting: boolean, field: string, value: unknown): boolean {
  if (isCommonField(field)) {
    return field !== 'queryType' && field !== 'version';
  }
  if (!isOwnField(kind, field)) {
    return false;
  }
  switch (field) {
    case 'services':
    case 'teams':
      return isListOf(value, (name) => name !== '');
    case 'tiers':
      return isListOf(value, (tier) => isOneOf(TIERS, tier) || isVariableReference(tier));
    case 'shape':
      return isOneOf<string>(shapesOf(kind, alerting), value);
    case 'metric':
      return isChoice(DORA_METRICS, value);
    case 'bucket':
      return isChoice(BUCKETS, value);
    case 'groupBy':
      return isChoice(GROUPINGS, value);
    case 'preset':
      return isChoice(PRESETS, value);
    default:
      // Fields of one name that mean something else in each kind, as the measure does.
      return false;
  }
}

function shapesOf(kind: PanelKind, alerting: boolean): readonly string[] {
  const shapes = kind === 'status' ? STATUS_SHAPES : kind === 'gate' ? GATE_SHAPES : null;
  if (shapes === null) {
    return SHAPES;
  }
  return alerting ? ['value'] : shapes;
}

function isListOf(value: unknown, isFit: (item: string) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && isFit(item));
}

function isChoice(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && (isOneOf(allowed, value) || isVariableReference(value));
}

/** The query without fields that its kind does not have, as another data source leaves behind. */
export function withoutStrayFields<Query extends SreDataQuery>(query: Query): Query {
  const kind: string = query.queryType;
  if (!isOneOf(QUERY_TYPES, kind)) {
    return query;
  }
  const ownFields = Object.entries(query).filter(([field]) => isCommonField(field) || isOwnField(kind, field));
  return Object.fromEntries(ownFields) as Query;
}

/**
 * The changed query for an alert rule, where Grafana lays it over the saved one: fields that are gone are there as
 * undefined, so that they go from the rule too.
 */
export function mergeChanges<Query extends SreDataQuery>(saved: Query, changed: Query): Query {
  const removed = Object.keys(saved).filter((field) => !Object.hasOwn(changed, field));
  return { ...Object.fromEntries(removed.map((field) => [field, undefined])), ...changed };
}
