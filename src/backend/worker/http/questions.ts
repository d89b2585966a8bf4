import type { Pool } from 'pg';

import { shared } from '../shared';
import { withTimeLimit } from '../time-limit';
import type { WorkerMetrics } from '../worker-metrics';

const HEALTH_WITHIN_MS = 3_000;

/**
 * What anybody may ask without a secret. Each costs a statement, so that those who ask at the same moment share one
 * answer: a thousand of them take no connection from the deliveries.
 */
export class Questions {
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly metrics: () => Promise<string>;

  /** @param healthWithinMs how long the database has to answer before it is called down */
  constructor(pool: Pool, metrics: WorkerMetrics, healthWithinMs: number = HEALTH_WITHIN_MS) {
    // Shared beyond the limit: a statement that is late still holds its connection.
    const statement = shared(() => pool.query('select'));
    this.isDatabaseUp = shared(() =>
      withTimeLimit(healthWithinMs, statement()).then(
        () => true,
        () => false
      )
    );
    this.metrics = shared(() => metrics.print());
  }
}
