import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { foldAll } from '../../metrics/fold/fold-all';

export interface FoldJob {
  readonly pool: Pool;
  readonly log: Log;
  /** Stops between two transactions; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Puts stored pieces of downtime and gated periods right, in one process at a time. Where it fails answers are slower, and the same.
 *
 * @throws what PostgreSQL says
 */
export async function fold({ pool, log, signal }: FoldJob): Promise<void> {
  const { downtime, gatedPeriods, isBusy } = await foldAll(pool, signal);
  if (downtime + gatedPeriods > 0) {
    log.info('Folded downtime and gated periods', { downtime, gatedPeriods });
  }
  if (isBusy) {
    log.debug('Another process folds at this moment');
  }
}
