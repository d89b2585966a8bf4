import sql from 'sql-template-tag';

import type { SloHistory, SloItem } from '../../../model/resources';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import { SLO_COLUMNS, itemOf, storedDefinition } from './slo-row';
import type { SloRow } from './slo-row';

/**
 * Every SLO by service and name, disabled ones too.
 *
 * @param services only those of these services; empty: all
 */
export async function listSlos(
  reader: Reader,
  services: readonly string[],
  signal: AbortSignal
): Promise<readonly SloItem[]> {
  const rows = await reader.run<SloRow>(
    statementOf(sql`select ${SLO_COLUMNS}
from stackflow.slos as o
join stackflow.services as s on s.id = o.service_id
where cardinality(${services}::text[]) = 0 or s.name = any(${services}::text[])
order by s.name collate "C", o.name collate "C"`),
    signal
  );
  return rows.map(itemOf);
}

interface EditRow {
  readonly changed_at: string | null;
  readonly changed_by: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** Every edit of an SLO, newest first; null where there is no such SLO. */
export async function sloHistory(reader: Reader, id: string, signal: AbortSignal): Promise<SloHistory | null> {
  const rows = await reader.run<EditRow>(
    statementOf(sql`select to_char(h.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed_at,
  h.changed_by, h.before, h.after
from stackflow.slos as o
left join stackflow.slo_history as h on h.slo_id = o.id
where o.id = ${id}::bigint
order by h.changed_at desc, h.id desc`),
    signal
  );
  if (rows.length === 0) {
    return null;
  }
  return rows.flatMap(({ changed_at: changedAt, changed_by: changedBy, before, after }) =>
    changedAt === null
      ? []
      : [{ changedAt, changedBy, before: storedDefinition(before), after: storedDefinition(after) }]
  );
}
