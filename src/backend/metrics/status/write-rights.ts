import sql from 'sql-template-tag';

import type { ConnectionRights } from '../../../model/connection-rights';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

// As values: a limit to teams is for rows, of which this reads none.
const SLOS = 'stackflow.slos';
const OVERRIDES = 'stackflow.gate_overrides';
const RELEASE = 'stackflow.release_change(bigint, text, text)';
const PUBLISHED = 'stackflow.cloudwatch_hours';

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
  has_table_privilege(${SLOS}::text, 'insert') and has_table_privilege(${SLOS}::text, 'update') as writes_slos,
  has_column_privilege(${OVERRIDES}::text, 'reason', 'insert')
    and has_function_privilege(${RELEASE}::text, 'execute') as overrides_gate,
  has_table_privilege(${PUBLISHED}::text, 'insert') and has_table_privilege(${PUBLISHED}::text, 'update') as publishes`),
    signal
  );
  return {
    writesSlos: row?.writes_slos ?? null,
    overridesGate: row?.overrides_gate ?? null,
    publishes: row?.publishes ?? null,
  };
}
