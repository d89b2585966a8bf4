import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { clientReader } from '../../aurora/client-reader';
import { inPoolTransaction } from '../../aurora/transaction';
import type { Log } from '../../environment/log';
import { refreshGatedPeriods, releaseRecovered } from '../../metrics/gate/refresh-gate';
import type { ReleaseBatch } from '../../metrics/gate/refresh-gate';
import { noteJob } from '../../metrics/status/note-job';

/** What the status query calls it. It runs each minute, where the Lambda does it every ten. */
const JOB = { job: 'Change gate', staleAfterSeconds: 1800 } as const;

/** Released in one transaction: their rows stay locked until its end. */
const CHANGES_AT_ONCE = 50;

export interface ChangeGateJob {
  readonly pool: Pool;
  readonly log: Log;
  /** Stops between two transactions; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Lets go what need not wait any more, and brings the history of gated periods up to now. Many processes
 * may do so at once.
 *
 * @throws what PostgreSQL says; it is kept as the job's state, too
 */
export async function changeGate({ pool, log, signal }: ChangeGateJob): Promise<void> {
  try {
    // First: whatever is wrong with the history keeps no change waiting.
    const failures = await releaseAll({ pool, log, signal });
    await inPoolTransaction(pool, (client) => refreshGatedPeriods(clientReader(client), signal));
    await forgetUnborn(pool);
    refuseSilence(failures);
  } catch (error) {
    if (!signal.aborted) {
      await noteFailure(pool, error);
    }
    throw error;
  }
  if (await isInUse(pool)) {
    await noteJob(pool, { ...JOB, error: null });
  }
}

async function releaseAll({ pool, log, signal }: ChangeGateJob): Promise<ReleaseBatch['failures']> {
  const failures: ReleaseBatch['failures'][number][] = [];
  let after: string | null = null;
  do {
    const request = { most: CHANGES_AT_ONCE, after };
    const batch: ReleaseBatch = await inPoolTransaction(pool, (client) =>
      releaseRecovered(clientReader(client), request, signal)
    );
    // Told once it is so.
    batch.released.forEach(({ changeId, serviceId, state, because }) =>
      log.info('The gate let a change go', { change: changeId, service: serviceId, state, because })
    );
    failures.push(...batch.failures);
    after = batch.next;
  } while (after !== null && !signal.aborted);
  return failures;
}

/** @throws Error where changes could not be released: their states are the work of other programs */
function refuseSilence([first, ...more]: ReleaseBatch['failures']): void {
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` So it is with ${more.length} more.`;
    throw new Error(`Change ${first.changeId} cannot be released: ${first.text}${others}`);
  }
}

/** What was decided of rows that were never inserted, by transactions that are over. */
async function forgetUnborn(pool: Pool): Promise<void> {
  await pool.query(sql`
    delete from stackflow.gate_pending as p where p.written_by < pg_snapshot_xmin(pg_current_snapshot())
  `);
}

/** Where nobody has a gate, its job is nothing to watch. */
async function isInUse(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ used: boolean }>(sql`
    select stackflow.gate_enforced() or exists (select from stackflow.gate_spells) as used
  `);
  return rows[0]?.used === true;
}

/** The error of the run itself is the one to tell. */
async function noteFailure(pool: Pool, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await noteJob(pool, { ...JOB, error: text }).catch(() => undefined);
}
