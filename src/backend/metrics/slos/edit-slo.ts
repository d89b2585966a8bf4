import sql from 'sql-template-tag';

import type { SloItem } from '../../../model/resources';
import type { SloDefinition } from '../../../model/slo';
import { errorCode } from '../../aurora/advice';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import { SLO_COLUMNS, isSame, itemOf } from './slo-row';
import type { SloRow } from './slo-row';

export interface EditRequest {
  readonly id: string;
  /** Of the version that the edit was made from. */
  readonly revision: string;
  readonly definition: SloDefinition;
  /** Who edits, for the history. */
  readonly editor: string;
}

export type EditOutcome =
  /** Also where the edit changes nothing, which leaves no trace. */
  | { readonly kind: 'saved'; readonly item: SloItem }
  | { readonly kind: 'unknownSlo' }
  /** Somebody else was faster. */
  | { readonly kind: 'stale'; readonly item: SloItem }
  /** An SLO stays with its service, since its history is of that. */
  | { readonly kind: 'otherService'; readonly service: string }
  /** The service has another SLO of that name; the transaction is lost. */
  | { readonly kind: 'nameTaken' };

const UNIQUE_VIOLATION = '23505';

/** Changes an SLO, in the caller's transaction. Of two at once, the second finds itself stale. */
export async function editSlo(writer: Reader, request: EditRequest, signal: AbortSignal): Promise<EditOutcome> {
  const { id, revision, definition } = request;
  const [row] = await writer.run<SloRow>(
    statementOf(sql`select ${SLO_COLUMNS}
from stackflow.slos as o
join stackflow.services as s on s.id = o.service_id
where o.id = ${id}::bigint
for update of o`),
    signal
  );
  if (row === undefined) {
    return { kind: 'unknownSlo' };
  }
  const item = itemOf(row);
  if (item.revision !== revision) {
    return { kind: 'stale', item };
  }
  if (definition.service !== item.definition.service.trim()) {
    return { kind: 'otherService', service: item.definition.service };
  }
  if (isSame({ ...definition, service: item.definition.service }, item.definition)) {
    return { kind: 'saved', item };
  }
  return await update(writer, request, signal);
}

async function update(writer: Reader, request: EditRequest, signal: AbortSignal): Promise<EditOutcome> {
  const { id, editor, definition } = request;
  const { name, targetPercent, windowDays, enabled, runbookUrl } = definition;
  try {
    const [row] = await writer.run<SloRow>(
      statementOf(sql`with edited as (
  update stackflow.slos
  set name = ${name}, target_percent = ${targetPercent}, window_days = ${windowDays}, enabled = ${enabled},
    runbook_url = ${runbookUrl}, updated_by = ${editor}
  where id = (select w.id from stackflow.slos as w where w.id = ${id}::bigint)
  returning *
)
select ${SLO_COLUMNS}
from edited as o
join stackflow.services as s on s.id = o.service_id`),
      signal
    );
    return row === undefined ? { kind: 'unknownSlo' } : { kind: 'saved', item: itemOf(row) };
  } catch (error) {
    if (errorCode(error) === UNIQUE_VIOLATION) {
      return { kind: 'nameTaken' };
    }
    throw error;
  }
}
