import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { marksOf } from '../annotations/request';
import type { Marks, MarksRequest } from '../annotations/request';
import { timestamp } from '../buckets';
import { serviceCondition } from '../scope';

/** Who let the changes of a gated service pass, why and until when. */
export interface GateOverride {
  readonly id: string;
  readonly service: string;
  readonly team: string | null;
  readonly reason: string;
  readonly by: string;
  readonly createdMs: number;
  readonly untilMs: number;
  /** Null where nobody ended it before its time. */
  readonly endedMs: number | null;
  readonly endedBy: string | null;
  /** At the end of the range. */
  readonly state: 'active' | 'ended' | 'expired';
}

interface OverrideRow {
  readonly id: string;
  readonly service: string;
  readonly team: string | null;
  readonly reason: string;
  readonly created_by: string;
  readonly created_ms: number;
  readonly until_ms: number;
  readonly ended_ms: number | null;
  readonly ended_by: string | null;
  readonly state: GateOverride['state'];
}

/** One statement: the newest overrides that were active in the range. */
export function overridesStatement({ scope, range, limit }: MarksRequest): Statement {
  const to = timestamp(range.toMs);
  return statementOf(sql`select r.id::text, s.name as service, s.team, r.reason, r.created_by,
  extract(epoch from r.created_at)::float8 * 1000 as created_ms,
  extract(epoch from r.until_at)::float8 * 1000 as until_ms,
  extract(epoch from r.ended_at)::float8 * 1000 as ended_ms,
  r.ended_by,
  case when r.ended_at <= ${to} then 'ended' when r.until_at <= ${to} then 'expired' else 'active' end as state
from stackflow.gate_overrides as r
join stackflow.services as s on s.id = r.service_id
where r.created_at <= ${to} and least(r.until_at, r.ended_at) > ${timestamp(range.fromMs)}
  and ${serviceCondition(scope)}
order by r.created_at desc, r.id desc
limit ${limit + 1}`);
}

/**
 * Overrides that were active in the range, the newest first.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gateOverrides(
  reader: Reader,
  request: MarksRequest,
  signal: AbortSignal
): Promise<Marks<GateOverride>> {
  const rows = await reader.run<OverrideRow>(overridesStatement(request), signal);
  return marksOf(rows, request, (row) => ({
    id: row.id,
    service: row.service,
    team: row.team,
    reason: row.reason,
    by: row.created_by,
    createdMs: row.created_ms,
    untilMs: row.until_ms,
    endedMs: row.ended_ms,
    endedBy: row.ended_by,
    state: row.state,
  }));
}
