import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { REST_MINUTES } from '../../metrics/cells/fold-cells';
import { foldAll } from '../../metrics/fold/fold-all';

export interface FoldJob {
  readonly pool: Pool;
  readonly log: Log;
  /** Stops between two transactions; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Puts all that is stored right: pieces of downtime, gated periods, and cells of deployments and incidents, each in one process at a
 * time. Where it fails answers are slower, and the same.
 *
 * @throws what PostgreSQL says
 */
export async function fold({ pool, log, signal }: FoldJob): Promise<void> {
  const { isBusy, ...folded } = await foldAll(pool, REST_MINUTES, signal);
  if (Object.values(folded).some((count) => count > 0)) {
    log.info('Folded what is stored', folded);
  }
  if (isBusy) {
    log.debug('Another process folds at this moment');
  }
}
