import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

/**
 * Now, in milliseconds since the epoch, by the database's clock: the trigger's, and the one that overrides
 * begin and end by. Rounded up, so that what was written just before lies behind it.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gateNowMs(reader: Reader, signal: AbortSignal): Promise<number> {
  const [row] = await reader.run<{ readonly now_ms: number }>(
    statementOf(sql`select ceil(extract(epoch from stackflow.gate_now()) * 1000)::float8 as now_ms`),
    signal
  );
  return row?.now_ms ?? Date.now();
}
