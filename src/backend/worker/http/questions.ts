import type { Pool } from 'pg';

import { oneAtATime } from '../one-at-a-time';
import { withTimeLimit } from '../time-limit';
import type { WorkerMetrics } from '../worker-metrics';

const HEALTH_WITHIN_MS = 3_000;

/**
 * What anybody may ask without a secret. Each costs statements, so that those who ask at the same moment share one
 * answer: a thousand of them take no connection from the deliveries.
 */
export class Questions {
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly metrics: () => Promise<string>;

  /** @param healthWithinMs how long the database has to answer before it is called down */
  constructor(pool: Pool, metrics: WorkerMetrics, healthWithinMs: number = HEALTH_WITHIN_MS) {
    // Shared beyond the limit: a statement that is late still holds its connection.
    const statement = oneAtATime(() => pool.query('select'));
    this.isDatabaseUp = oneAtATime(() =>
      withTimeLimit(healthWithinMs, statement()).then(
        () => true,
        () => false
      )
    );
    this.metrics = oneAtATime(() => metrics.print());
  }
}
