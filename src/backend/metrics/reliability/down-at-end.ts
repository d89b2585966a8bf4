import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { downCte } from '../downtime/down-pieces';
import { planningOfScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { SCOPED_IDS, lastsBeyond, scopedServicesCte } from './scoped-services';

export interface DownAtEndRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). Its end is what is looked at. */
  readonly range: TimeRange;
  /** Most names. */
  readonly limit: number;
}

export interface DownAtEnd {
  /** Services in scope, in use during the range. */
  readonly services: number;
  /** Those of them that are measured at its end: monitored by then, and not retired. */
  readonly measured: number;
  /** Those of which anything is on record: an outage, or since when they are monitored. */
  readonly onRecord: number;
  /** How many of them are down. */
  readonly down: number;
  /** The first of those by name, at most `limit`. */
  readonly names: readonly string[];
}

const NOTHING: DownAtEnd = { services: 0, measured: 0, onRecord: 0, down: 0, names: [] };

/** What is down at an instant is down in any stretch that ends there; a short one is quickly read. */
const STRETCH_MS = 1000;

/** One statement and one row: the services that the ranking calls down. */
export function downAtEndStatement({ scope, range, limit }: DownAtEndRequest): Statement {
  const from = timestamp(Math.max(range.fromMs, range.toMs - STRETCH_MS));
  const to = timestamp(range.toMs);
  const isMeasured = sql`s.measured_from < ${to} and s.measured_to = ${to}`;
  const counted = (which: Sql) => sql`(select count(*) from scoped as s where ${which})::float8`;
  return statementOf(
    sql`with ${scopedServicesCte(scope, range)},
${downCte(SCOPED_IDS, from, to)},
down_now as (
  select s.name, row_number() over (order by s.name collate "C") as place
  from scoped as s
  where exists (select from down as d where d.service_id = s.id and upper(d.period) = ${to})
    and ${lastsBeyond(to, sql`p.service_id = s.id`)}
)
select ${counted(sql`true`)} as services, ${counted(isMeasured)} as measured,
  ${counted(sql`${isMeasured} and s.is_on_record`)} as "onRecord", count(*)::float8 as down,
  coalesce(array_agg(n.name order by n.place) filter (where n.place <= ${limit}), '{}') as names
from down_now as n`,
    planningOfScope(scope)
  );
}

/**
 * Services in scope that are down at the range's end.
 *
 * @throws Failure as `Reader.run` does
 */
export async function servicesDownAtEnd(
  reader: Reader,
  request: DownAtEndRequest,
  signal: AbortSignal
): Promise<DownAtEnd> {
  // An aggregate without groups always has its row; the default is for the compiler.
  const [row = NOTHING] = await reader.run<DownAtEnd>(downAtEndStatement(request), signal);
  return row;
}
