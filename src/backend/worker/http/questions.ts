import type { Pool } from 'pg';

import { withTimeLimit } from '../time-limit';
import type { WorkerMetrics } from '../worker-metrics';

const HEALTH_WITHIN_MS = 3_000;

/**
 * What anybody may ask without a secret. Each costs a statement, so that those who ask at the same moment share one: a
 * thousand of them take no connection from the deliveries.
 */
export class Questions {
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly metrics: () => Promise<string>;

  constructor(pool: Pool, metrics: WorkerMetrics) {
    this.isDatabaseUp = shared(() => answers(pool));
    this.metrics = shared(() => metrics.print());
  }
}

async function answers(pool: Pool): Promise<boolean> {
  return await withTimeLimit(HEALTH_WITHIN_MS, pool.query('select')).then(
    () => true,
    () => false
  );
}

/** Work that is begun only where none of its kind is under way. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () =>
    (underWay ??= work().finally(() => {
      underWay = null;
    }));
}
