import sql from 'sql-template-tag';

import type { ServiceItem, TeamItem } from '../../model/resources';
import type { Tier } from '../../model/query-fields';
import type { Reader } from '../aurora/reader';
import { statementOf } from '../aurora/statement';
import { serviceCondition } from './scope';
import type { Scope } from './scope';

/** Most items of one list: what a picker can still show. */
const MAX_ITEMS = 10_000;

interface ServiceRow {
  readonly name: string;
  readonly team: string | null;
  readonly tier: Tier;
  readonly retired: boolean;
}

/** Services in scope by name, retired ones included. */
export async function listServices(reader: Reader, scope: Scope, signal: AbortSignal): Promise<readonly ServiceItem[]> {
  return await reader.run<ServiceRow>(
    statementOf(sql`select s.name, s.team, s.tier, s.retired_at is not null and s.retired_at <= now() as retired
from stackflow.services as s
where ${serviceCondition(scope)}
order by s.name collate "C"
limit ${MAX_ITEMS}`),
    signal
  );
}

/** Teams by name, with how many services each owns. */
export async function listTeams(reader: Reader, signal: AbortSignal): Promise<readonly TeamItem[]> {
  return await reader.run<TeamItem>(
    statementOf(sql`select s.team as name, count(*)::int as services
from stackflow.services as s
where s.team is not null
group by s.team
order by s.team collate "C"
limit ${MAX_ITEMS}`),
    signal
  );
}

export interface UnknownName {
  readonly kind: 'service' | 'team';
  readonly name: string;
}

/** The names of a scope, held against those that services bear. */
export interface CheckedNames {
  /** Names that no service bears: a filter on one would silently give nothing. */
  readonly unknown: readonly UnknownName[];
  /** Whether every service is named. */
  readonly everyService: boolean;
  /** Whether every team is named. */
  readonly everyTeam: boolean;
}

interface CheckedRow {
  readonly kind: UnknownName['kind'];
  /** Null in the row that says that every name of the kind is asked for. */
  readonly name: string | null;
}

/** Holds the names of a scope against those of the database, retired services included. */
export async function checkNames(
  reader: Reader,
  { services, teams }: Scope,
  signal: AbortSignal
): Promise<CheckedNames> {
  const rows = await reader.run<CheckedRow>(
    statementOf(sql`with requested_services as (select unnest(${services}::text[]) as name),
requested_teams as (select unnest(${teams}::text[]) as name)
select 'service' as kind, requested.name
from requested_services as requested
where not exists (select from stackflow.services as s where s.name = requested.name)
union all
select 'team', requested.name
from requested_teams as requested
where not exists (select from stackflow.services as s where s.team = requested.name)
union all
select 'service', null
where not exists (
  select from stackflow.services as s where not exists (select from requested_services as requested where requested.name = s.name)
)
union all
select 'team', null
where not exists (
  select from stackflow.services as s
  where s.team is not null and not exists (select from requested_teams as requested where requested.name = s.team)
)`),
    signal
  );
  const isEvery = (kind: UnknownName['kind']) => rows.some((row) => row.kind === kind && row.name === null);
  // In the order they were asked in, and not as PostgreSQL came by them: of several, the first is told.
  const unknownOf = (kind: UnknownName['kind'], names: readonly string[]) =>
    [...new Set(names)]
      .filter((name) => rows.some((row) => row.kind === kind && row.name === name))
      .map((name) => ({ kind, name }));
  return {
    unknown: [...unknownOf('service', services), ...unknownOf('team', teams)],
    everyService: isEvery('service'),
    everyTeam: isEvery('team'),
  };
}

/** The scope without a filter that names everything: it would else drop what belongs to no service or no team. */
export function unlessEveryName<Requested extends Scope>(
  requested: Requested,
  { everyService, everyTeam }: CheckedNames
): Requested {
  return { ...requested, ...(everyService && { services: [] }), ...(everyTeam && { teams: [] }) };
}

/** The names of a scope that no service bears. */
export async function unknownNames(reader: Reader, scope: Scope, signal: AbortSignal): Promise<readonly UnknownName[]> {
  return (await checkNames(reader, scope, signal)).unknown;
}
