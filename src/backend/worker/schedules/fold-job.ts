import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { foldDownPieces } from '../../metrics/downtime/fold-down-pieces';

export interface FoldJob {
  readonly pool: Pool;
  readonly log: Log;
  /** Stops between two transactions; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Puts stored pieces of downtime right, in one process at a time. Where it fails answers are slower, and the same.
 *
 * @throws what PostgreSQL says
 */
export async function fold({ pool, log, signal }: FoldJob): Promise<void> {
  const { services, isBusy } = await foldDownPieces(pool, signal);
  if (services > 0) {
    log.info('Folded downtime', { services });
  }
  if (isBusy) {
    log.debug('Another process folds downtime');
  }
}
