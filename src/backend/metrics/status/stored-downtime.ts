import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';

/** How far stored pieces of downtime are behind: answers are the same, only slower for services that are marked. */
export interface StoredDowntime {
  /** Services whose pieces may be stale. */
  readonly markedServices: number;
  readonly services: number;
  /** When the first of them was marked, in milliseconds since the epoch; null where none is. */
  readonly oldestMarkMs: number | null;
  /** When the last fold ended; null where none ever did. */
  readonly lastFoldMs: number | null;
}

interface Row {
  readonly marked_services: number;
  readonly services: number;
  readonly oldest_mark_ms: number | null;
  readonly last_fold_ms: number | null;
}

/** One statement and one row. It reads one entry of an index for each service, however many marks there are. */
export function storedDowntimeStatement(): Statement {
  return statementOf(sql`select count(m.marked_at)::float8 as marked_services, count(*)::float8 as services,
  extract(epoch from min(m.marked_at))::float8 * 1000 as oldest_mark_ms,
  (select extract(epoch from f.folded_at)::float8 * 1000 from stackflow.down_fold as f) as last_fold_ms
from stackflow.services as s
left join lateral (
  select o.marked_at
  from stackflow.down_marks as o
  where o.service_id = s.id
  order by o.marked_at
  limit 1
) as m on true`);
}

/**
 * How far stored downtime is behind now.
 *
 * @throws Failure as `Reader.run` does
 */
export async function storedDowntime(reader: Reader, signal: AbortSignal): Promise<StoredDowntime> {
  const [row] = await reader.run<Row>(storedDowntimeStatement(), signal);
  return {
    markedServices: row?.marked_services ?? 0,
    services: row?.services ?? 0,
    oldestMarkMs: row?.oldest_mark_ms ?? null,
    lastFoldMs: row?.last_fold_ms ?? null,
  };
}
