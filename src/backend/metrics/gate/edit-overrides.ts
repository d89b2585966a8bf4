import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

export interface OverrideRequest {
  readonly service: string;
  /** Why; not blank. */
  readonly reason: string;
  /** Who; not blank. */
  readonly by: string;
  /** For how long from now: more than 0, at most `MAX_OVERRIDE_HOURS` of model/gate. */
  readonly hours: number;
}

export type AddOverrideOutcome =
  { readonly kind: 'added'; readonly id: string; readonly untilMs: number } | { readonly kind: 'unknownService' };

/**
 * Lets the non-critical changes of a service pass for a time, in the caller's transaction. What the
 * gate holds of it, the worker releases within a minute.
 *
 * @param writer of a member of `sre_metrics_gate_editor` or `sre_metrics_writer`
 */
export async function addOverride(
  writer: Reader,
  { service, reason, by, hours }: OverrideRequest,
  signal: AbortSignal
): Promise<AddOverrideOutcome> {
  const [row] = await writer.run<{ id: string; until_ms: number }>(
    statementOf(sql`insert into stackflow.gate_overrides (service_id, reason, created_by, until_at)
select s.id, ${reason}, ${by}, now() + ${hours}::float8 * interval '1 hour'
from stackflow.services as s
where s.name = ${service}
returning id::text, extract(epoch from until_at)::float8 * 1000 as until_ms`),
    signal
  );
  return row === undefined ? { kind: 'unknownService' } : { kind: 'added', id: row.id, untilMs: row.until_ms };
}

export type EndOverrideOutcome =
  | { readonly kind: 'ended' }
  | { readonly kind: 'unknownOverride' }
  /** It is over already, by its time or by someone. */
  | { readonly kind: 'over' };

/** Ends an override before its time, in the caller's transaction. */
export async function endOverride(
  writer: Reader,
  id: string,
  by: string,
  signal: AbortSignal
): Promise<EndOverrideOutcome> {
  const ended = await writer.run<{ id: string }>(
    statementOf(sql`update stackflow.gate_overrides
set ended_at = now(), ended_by = ${by}
where id = (select r.id from stackflow.gate_overrides as r where r.id = ${id}::bigint) and ended_at is null and until_at > now()
returning id::text`),
    signal
  );
  if (ended.length > 0) {
    return { kind: 'ended' };
  }
  const existing = await writer.run(
    statementOf(sql`select from stackflow.gate_overrides as r where r.id = ${id}::bigint`),
    signal
  );
  return existing.length > 0 ? { kind: 'over' } : { kind: 'unknownOverride' };
}
