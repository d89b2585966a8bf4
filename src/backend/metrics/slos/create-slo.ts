import sql from 'sql-template-tag';

import type { SloItem } from '../../../model/resources';
import type { SloDefinition } from '../../../model/slo';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import { SLO_COLUMNS, itemOf } from './slo-row';
import type { SloRow } from './slo-row';

export type CreateOutcome =
  | { readonly kind: 'created'; readonly item: SloItem }
  | { readonly kind: 'unknownService' }
  /** The service has an SLO of that name. */
  | { readonly kind: 'nameTaken' };

/**
 * Creates an SLO, in the caller's transaction.
 *
 * @param editor who does, for the history
 */
export async function createSlo(
  writer: Reader,
  { service, name, targetPercent, windowDays, enabled, runbookUrl }: SloDefinition,
  editor: string,
  signal: AbortSignal
): Promise<CreateOutcome> {
  const [existing] = await writer.run<{ id: string }>(
    statementOf(sql`select s.id::text from stackflow.services as s where s.name = ${service}`),
    signal
  );
  if (existing === undefined) {
    return { kind: 'unknownService' };
  }
  const [row] = await writer.run<SloRow>(
    statementOf(sql`with created as (
  insert into stackflow.slos (service_id, name, target_percent, window_days, enabled, runbook_url, created_by, updated_by)
  values (${existing.id}::bigint, ${name}, ${targetPercent}, ${windowDays}, ${enabled}, ${runbookUrl}, ${editor}, ${editor})
  on conflict (service_id, name) do nothing
  returning *
)
select ${SLO_COLUMNS}
from created as o
join stackflow.services as s on s.id = o.service_id`),
    signal
  );
  return row === undefined ? { kind: 'nameTaken' } : { kind: 'created', item: itemOf(row) };
}
