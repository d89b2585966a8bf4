import sql from 'sql-template-tag';

import type { ConnectionRights } from '../../../model/connection-rights';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

interface Row {
  readonly writes_slos: boolean;
  readonly overrides_gate: boolean;
  readonly publishes: boolean;
}

/**
 * What the user of the connection may write. The rights themselves are asked for, and not the roles that
 * usually bring them: an owner of the tables has them without.
 */
export async function writeRights(reader: Reader, signal: AbortSignal): Promise<Omit<ConnectionRights, 'reads'>> {
  const [row] = await reader.run<Row>(
    statementOf(sql`select
  has_table_privilege('stackflow.slos', 'insert') and has_table_privilege('stackflow.slos', 'update') as writes_slos,
  has_column_privilege('stackflow.gate_overrides', 'reason', 'insert')
    and has_function_privilege('stackflow.release_change(bigint, text, text)', 'execute') as overrides_gate,
  has_table_privilege('stackflow.cloudwatch_hours', 'insert')
    and has_table_privilege('stackflow.cloudwatch_hours', 'update') as publishes`),
    signal
  );
  return {
    writesSlos: row?.writes_slos ?? null,
    overridesGate: row?.overrides_gate ?? null,
    publishes: row?.publishes ?? null,
  };
}
