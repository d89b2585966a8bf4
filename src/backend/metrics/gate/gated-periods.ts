import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { marksOf } from '../annotations/request';
import type { Marks, MarksRequest } from '../annotations/request';
import { timestamp } from '../buckets';
import { serviceCondition } from '../scope';
import { figureColumns, figuresOf } from './figures';
import type { FiguresRow, GateFigures } from './figures';

/** A stretch of time in which a service was gated. */
export interface GatedPeriod {
  readonly id: string;
  readonly service: string;
  readonly team: string | null;
  readonly beganMs: number;
  /** Null while it lasts. */
  readonly endedMs: number | null;
  /** The SLO that was exhausted, with the figures of the worst moment the worker saw. */
  readonly figures: GateFigures | null;
}

interface GatedPeriodRow extends FiguresRow {
  readonly id: string;
  readonly service: string;
  readonly team: string | null;
  readonly began_ms: number;
  readonly ended_ms: number | null;
}

/** One statement: the newest gated periods that lasted into the range or began in it. */
export function gatedPeriodsStatement({ scope, range, limit }: MarksRequest): Statement {
  return statementOf(sql`select p.id::text, s.name as service, s.team,
  extract(epoch from p.began_at)::float8 * 1000 as began_ms,
  extract(epoch from p.ended_at)::float8 * 1000 as ended_ms,
  ${figureColumns(sql`p`)}
from stackflow.gate_spells as p
join stackflow.services as s on s.id = p.service_id
where p.began_at < ${timestamp(range.toMs)} and (p.ended_at is null or p.ended_at > ${timestamp(range.fromMs)})
  and ${serviceCondition(scope)}
order by p.began_at desc, p.id desc
limit ${limit + 1}`);
}

/**
 * Gated periods that overlap the range, the newest first.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gatedPeriods(
  reader: Reader,
  request: MarksRequest,
  signal: AbortSignal
): Promise<Marks<GatedPeriod>> {
  const rows = await reader.run<GatedPeriodRow>(gatedPeriodsStatement(request), signal);
  return marksOf(rows, request, (row) => ({
    id: row.id,
    service: row.service,
    team: row.team,
    beganMs: row.began_ms,
    endedMs: row.ended_ms,
    figures: figuresOf(row),
  }));
}
