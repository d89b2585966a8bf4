import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Grouping, Tier } from '../../model/query-fields';
import type { Planning } from '../aurora/statement';
import { timestamp } from './buckets';

/** Which services a query looks at. Empty lists mean all. */
export interface Scope {
  readonly services: readonly string[];
  readonly teams: readonly string[];
  readonly tiers: readonly Tier[];
  /** Leaves out services that are retired at this moment, in milliseconds since the epoch; all services where missing. */
  readonly inUseAtMs?: number;
}

/** What one value is about. Null names: an incident that touched no service, a service without a team. */
export type Group =
  | { readonly by: 'none' }
  | { readonly by: 'service'; readonly service: string | null; readonly team: string | null }
  | { readonly by: 'team'; readonly team: string | null };

/** Whether the scope leaves anything out; if not, no statement need look at services at all. */
export function isFiltered({ services, teams, tiers, inUseAtMs }: Scope): boolean {
  return services.length + teams.length + tiers.length > 0 || inUseAtMs !== undefined;
}

/**
 * How a statement is planned that reads what is stored of the services in scope. Of all services it reads the same whatever it is
 * given; of few the best plan depends on which they are.
 */
export function planningOfScope({ services, teams, tiers }: Scope): Planning {
  return services.length + teams.length + tiers.length > 0 ? 'fresh' : 'kept';
}

/** A condition on `stackflow.services as s` that holds for the services in scope; `true` for all. */
export function serviceCondition({ services, teams, tiers, inUseAtMs }: Scope): Sql {
  const conditions = [
    services.length > 0 && sql`s.name = any(${services}::text[])`,
    teams.length > 0 && sql`s.team = any(${teams}::text[])`,
    tiers.length > 0 && sql`s.tier = any(${tiers}::text[])`,
    inUseAtMs !== undefined && sql`(s.retired_at is null or s.retired_at > ${timestamp(inUseAtMs)})`,
  ].filter((condition) => condition !== false);
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`, sql`true`);
}

/** ` and <column> in (services in scope)`; nothing where the scope is everything. */
export function andInScope(column: Sql, scope: Scope): Sql {
  return isFiltered(scope)
    ? sql` and ${column} in (select s.id from stackflow.services as s where ${serviceCondition(scope)})`
    : empty;
}

/** Columns `service` and `team` that name the group, from `stackflow.services as s`. */
export function groupColumns(grouping: Grouping): Sql {
  switch (grouping) {
    case 'none':
      return sql`null::text as service, null::text as team`;
    case 'service':
      return sql`s.name as service, s.team as team`;
    case 'team':
      return sql`null::text as service, s.team as team`;
  }
}

export interface GroupRow {
  readonly service: string | null;
  readonly team: string | null;
}

/** The group of a row that holds `groupColumns`. */
export function groupOf(grouping: Grouping, { service, team }: GroupRow): Group {
  switch (grouping) {
    case 'none':
      return { by: 'none' };
    case 'service':
      return { by: 'service', service, team };
    case 'team':
      return { by: 'team', team };
  }
}

/** A key by which equal groups are known. */
export function groupKey(group: Group): string {
  return JSON.stringify(group);
}

/** Orders groups by name, the nameless last. */
export function compareGroups(a: Group, b: Group): number {
  return compareNames(nameOf(a), nameOf(b));
}

function nameOf(group: Group): string | null {
  switch (group.by) {
    case 'none':
      return '';
    case 'service':
      return group.service;
    case 'team':
      return group.team;
  }
}

function compareNames(a: string | null, b: string | null): number {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  // By the bytes of UTF-8, as `collate "C"` has it: what a statement cut must be the last here too.
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
