import type { Pool } from 'pg';

import { oneAtATime } from '../one-at-a-time';
import { withTimeLimit } from '../time-limit';
import type { WorkerMetrics } from '../worker-metrics';

const HEALTH_TIMEOUT_MS = 3_000;

/**
 * What anybody may ask without a secret. Each costs statements, so that those who ask at the same moment share one
 * answer: a thousand of them take no connection from the deliveries.
 */
export class Questions {
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly metrics: () => Promise<string>;

  /** @param healthTimeoutMs how long the database has to answer before it is called down */
  constructor(pool: Pool, metrics: WorkerMetrics, healthTimeoutMs: number = HEALTH_TIMEOUT_MS) {
    // Shared beyond the limit: a statement that is late still holds its connection.
    const statement = oneAtATime(() => pool.query('select'));
    this.isDatabaseUp = oneAtATime(() =>
      withTimeLimit(healthTimeoutMs, statement()).then(
        () => true,
        () => false
      )
    );
    this.metrics = oneAtATime(() => metrics.print());
  }
}
