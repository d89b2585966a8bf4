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

/** The names of a scope that no service bears: a filter on one would silently give nothing. */
export async function unknownNames(
  reader: Reader,
  { services, teams }: Scope,
  signal: AbortSignal
): Promise<readonly UnknownName[]> {
  return await reader.run<UnknownName>(
    statementOf(sql`select 'service' as kind, asked.name
from unnest(${services}::text[]) as asked (name)
where not exists (select from stackflow.services as s where s.name = asked.name)
union all
select 'team', asked.name
from unnest(${teams}::text[]) as asked (name)
where not exists (select from stackflow.services as s where s.team = asked.name)`),
    signal
  );
}
