import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { downPieces } from '../downtime/down-pieces';
import { MONITORED_FROM } from '../downtime/downtime-sql';
import { serviceCondition } from '../scope';
import { andNamed } from '../error-budget/objectives';
import type { SloScope } from '../error-budget/objectives';
import type { TimeRange } from '../time-range';
import type { DownPiece } from './downtime-clock';
import type { Demand } from './rules';

/** One SLO from one edit to the next, inside the range and while its service was monitored and in use. */
export interface SloPeriod extends Demand {
  readonly sloId: string;
  readonly serviceId: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  /** Since when the service is monitored; null where nobody said. */
  readonly monitoredSinceMs: number | null;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BudgetHistory {
  /** By service, SLO and time. */
  readonly periods: readonly SloPeriod[];
  /** Disjoint pieces in order, by the service's id. */
  readonly down: ReadonlyMap<string, readonly DownPiece[]>;
}

interface PeriodRow {
  readonly slo_id: string;
  readonly service_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly target_percent: number;
  readonly window_days: number;
  readonly monitored_since_ms: number | null;
  readonly from_ms: number;
  readonly to_ms: number;
}

interface PieceRow {
  readonly service_id: string;
  readonly start_us: number;
  readonly end_us: number;
}

/** The longest window that an SLO can have, which no look-back passes. */
const MOST_DAYS = 365;

export function periodsStatement(scope: SloScope, { fromMs, toMs }: TimeRange): Statement {
  const [from, to] = [timestamp(fromMs), timestamp(toMs)];
  return statementOf(sql`select o.id::text as slo_id, s.id::text as service_id, s.name as service, s.team, o.name as slo,
  v.target_percent::float8 as target_percent, v.window_days,
  extract(epoch from ${MONITORED_FROM})::float8 * 1000 as monitored_since_ms,
  extract(epoch from greatest(v.valid_from, ${MONITORED_FROM}, ${from}))::float8 * 1000 as from_ms,
  extract(epoch from least(v.valid_to, s.retired_at, ${to}))::float8 * 1000 as to_ms
from stackflow.slos as o
join stackflow.services as s on s.id = o.service_id
join stackflow.slo_versions as v on v.slo_id = o.id
where v.enabled and greatest(v.valid_from, ${MONITORED_FROM}) < least(v.valid_to, s.retired_at, ${to}) and least(v.valid_to, s.retired_at) > ${from}
  and ${serviceCondition(scope)}${andNamed(scope.slos)}
order by s.name collate "C", o.name collate "C", o.id, v.valid_from`);
}

function piecesStatement(serviceIds: readonly string[], { fromMs, toMs }: TimeRange): Statement {
  return statementOf(sql`select d.service_id::text, extract(epoch from lower(d.period))::float8 * 1000000 as start_us,
  extract(epoch from upper(d.period))::float8 * 1000000 as end_us
from ${downPieces(
    sql`${serviceIds}::bigint[]`,
    sql`${timestamp(fromMs)} - make_interval(days => ${MOST_DAYS})`,
    timestamp(toMs)
  )} as d
order by d.service_id, d.period`);
}

/**
 * All that decides about the error budgets of a range: what the SLOs demanded when, and when their services were down. By
 * the records as they are now.
 *
 * @throws Failure as `Reader.run` does
 */
export async function budgetHistory(
  reader: Reader,
  scope: SloScope,
  range: TimeRange,
  signal: AbortSignal
): Promise<BudgetHistory> {
  const periods = (await reader.run<PeriodRow>(periodsStatement(scope, range), signal)).map(periodOf);
  const serviceIds = [...new Set(periods.map(({ serviceId }) => serviceId))];
  const rows = await reader.run<PieceRow>(piecesStatement(serviceIds, range), signal);
  const down = new Map<string, DownPiece[]>(serviceIds.map((id) => [id, []]));
  for (const { service_id: id, start_us: startUs, end_us: endUs } of rows) {
    down.get(id)?.push({ startUs: Math.round(startUs), endUs: Math.round(endUs) });
  }
  return { periods, down };
}

function periodOf(row: PeriodRow): SloPeriod {
  return {
    sloId: row.slo_id,
    serviceId: row.service_id,
    service: row.service,
    team: row.team,
    slo: row.slo,
    targetPercent: row.target_percent,
    windowDays: row.window_days,
    monitoredSinceMs: row.monitored_since_ms,
    fromMs: row.from_ms,
    toMs: row.to_ms,
  };
}
