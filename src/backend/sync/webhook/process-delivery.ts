import type { Pool } from 'pg';

import type { GitHubApi } from '../api/github-api';
import { deliverySchema } from './receive-delivery';

/** PROVISIONAL: stores nothing. */

export interface ProcessRequest {
  readonly pool: Pool;
  /** As it comes out of the queue. */
  readonly delivery: unknown;
  /** Null: GitHub cannot be asked; what an event lacks is left to reconciliation. */
  readonly api: GitHubApi | null;
  readonly signal: AbortSignal;
}

export function processDelivery({ delivery }: ProcessRequest): Promise<void> {
  deliverySchema.parse(delivery);
  return Promise.resolve();
}
