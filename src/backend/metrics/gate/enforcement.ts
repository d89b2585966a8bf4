import sql from 'sql-template-tag';

import type { GatePolicy } from '../../../model/gate';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

export interface GateEnforcement {
  /** Whether writes to change records are held: `sre-metrics gate install` was run. */
  readonly enforced: boolean;
  readonly whenUndecidable: GatePolicy;
}

/**
 * Whether the gate is installed, and its policy.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gateEnforcement(reader: Reader, signal: AbortSignal): Promise<GateEnforcement> {
  const [row] = await reader.run<{ enforced: boolean; policy: GatePolicy | null }>(
    statementOf(sql`select stackflow.gate_enforced() as enforced,
  (select p.when_undecidable from stackflow.gate_policy as p) as policy`),
    signal
  );
  return { enforced: row?.enforced === true, whenUndecidable: row?.policy ?? 'open' };
}

/** Sets the policy, in the caller's transaction. */
export async function setGatePolicy(
  writer: Reader,
  policy: GatePolicy,
  by: string,
  signal: AbortSignal
): Promise<void> {
  await writer.run(
    statementOf(sql`update stackflow.gate_policy
set when_undecidable = ${policy}, updated_at = now(), updated_by = ${by}`),
    signal
  );
}
