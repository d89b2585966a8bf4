import sql from 'sql-template-tag';
import { z } from 'zod';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { andNamed } from '../error-budget/objectives';
import { serviceCondition } from '../scope';
import { marksOf } from './request';
import type { Marks, MarksRequest } from './request';

/** What the history keeps of an SLO; a row from before edits were kept may lack some. */
const sloStateSchema = z
  .object({
    service: z.string(),
    name: z.string(),
    target_percent: z.number(),
    window_days: z.number(),
    enabled: z.boolean(),
    runbook_url: z.string().nullable(),
  })
  .partial();

/** An SLO before or after an edit. */
export type SloState = z.output<typeof sloStateSchema>;

export interface SloEditsRequest extends MarksRequest {
  /** Names of SLOs as they are now; empty means all. */
  readonly slos: readonly string[];
}

/** One edit of an SLO. */
export interface SloEditMark {
  readonly id: string;
  readonly changedMs: number;
  /** Null where nobody said. */
  readonly changedBy: string | null;
  /** The SLO's name now. */
  readonly slo: string;
  readonly service: string;
  readonly team: string | null;
  /** Null where the edit made the SLO. */
  readonly before: SloState | null;
  readonly after: SloState | null;
}

interface SloEditRow {
  readonly id: string;
  readonly changed_ms: number;
  readonly changed_by: string | null;
  readonly slo: string;
  readonly service: string;
  readonly team: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** One statement: the newest edits, looked up SLO by SLO in `slo_history_slo_idx`. */
export function sloEditMarksStatement({ scope, slos, range, limit }: SloEditsRequest): Statement {
  return statementOf(sql`select h.id::text, extract(epoch from h.changed_at)::float8 * 1000 as changed_ms, h.changed_by,
  o.name as slo, s.name as service, s.team, h.before, h.after
from stackflow.services as s
join stackflow.slos as o on o.service_id = s.id
join stackflow.slo_history as h on h.slo_id = o.id
where ${serviceCondition(scope)}${andNamed(slos)}
  and h.changed_at >= ${timestamp(range.fromMs)} and h.changed_at < ${timestamp(range.toMs)}
order by h.changed_at desc, h.id desc
limit ${limit + 1}`);
}

/**
 * Edits of SLOs made in the range.
 *
 * @throws Failure as `Reader.run` does
 */
export async function sloEditMarks(
  reader: Reader,
  request: SloEditsRequest,
  signal: AbortSignal
): Promise<Marks<SloEditMark>> {
  const rows = await reader.run<SloEditRow>(sloEditMarksStatement(request), signal);
  return marksOf(rows, request, (row) => ({
    id: row.id,
    changedMs: row.changed_ms,
    changedBy: row.changed_by,
    slo: row.slo,
    service: row.service,
    team: row.team,
    before: stateOf(row.before),
    after: stateOf(row.after),
  }));
}

/** What no version of ours has written is an SLO of which nothing is known: the edit is shown. */
function stateOf(stored: unknown): SloState | null {
  if (stored === null) {
    return null;
  }
  const parsed = sloStateSchema.safeParse(stored);
  return parsed.success ? parsed.data : {};
}
