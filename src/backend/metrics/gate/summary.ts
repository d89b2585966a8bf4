import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { IS_ON_RECORD } from '../reliability/scoped-services';
import { planningOfScope, serviceCondition } from '../scope';
import type { Scope } from '../scope';

export interface SummaryRequest {
  readonly scope: Scope;
  /** The moment asked about, in milliseconds since the epoch; never in the future. */
  readonly atMs: number;
  /** Most services to name. */
  readonly limit: number;
}

/** The gate at a moment, in a few figures. */
export interface GateSummary {
  /** Services in scope that have an enabled SLO. */
  readonly services: number;
  /** Of those, the ones of which anything is on record: an outage, or since when they are monitored. */
  readonly onRecord: number;
  readonly gated: number;
  /** Of the gated ones, the one gated longest first. */
  readonly names: readonly string[];
  /** Changes that the gate held. */
  readonly held: number;
}

/** One statement: which services are gated at a moment, and how many changes wait. */
export function summaryStatement({ scope, atMs, limit }: SummaryRequest): Statement {
  const at = timestamp(atMs);
  // As a column, not as a sub-select: PostgreSQL takes the function apart for the former only.
  return statementOf(
    sql`with in_scope as materialized (
  select array_agg(s.id) as ids
  from stackflow.services as s
  where ${serviceCondition(scope)} and exists (select from stackflow.slos as o where o.service_id = s.id)
)
select count(*)::float8 as services,
  count(*) filter (where ${IS_ON_RECORD})::float8 as "onRecord",
  count(*) filter (where g.gated)::float8 as gated,
  coalesce((array_agg(s.name order by g.since, s.name collate "C") filter (where g.gated))[1:${limit}::int], '{}') as names,
  (
    select count(*)::float8
    from stackflow.gate_holds as h
    join stackflow.change_records as c on c.id = h.change_id
    join stackflow.services as s on s.id = c.service_id
    where ${serviceCondition(scope)} and h.held_at <= ${at} and (h.ended_at is null or h.ended_at > ${at})
  ) as held
from in_scope as i
cross join lateral stackflow.stored_change_gate(i.ids, ${at}) as g
join stackflow.services as s on s.id = g.service_id
where g.slo is not null`,
    planningOfScope(scope)
  );
}

/**
 * The gate at a moment, in one row.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gateSummary(reader: Reader, request: SummaryRequest, signal: AbortSignal): Promise<GateSummary> {
  const [row] = await reader.run<GateSummary>(summaryStatement(request), signal);
  return row ?? { services: 0, onRecord: 0, gated: 0, names: [], held: 0 };
}
