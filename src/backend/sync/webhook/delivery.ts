import { z } from 'zod';

import type { Facts } from '../facts/facts';
import { factsSchema } from '../facts/facts-schema';

/** The events that tell something. */
export const EVENTS = ['pull_request', 'deployment_status', 'push', 'release'] as const;

/** What a webhook told, small enough to queue. As JSON it is read back by `parseDelivery`. */
export interface Delivery {
  /** GitHub's own id of it: a redelivery has the same. */
  readonly id: string;
  readonly event: (typeof EVENTS)[number];
  readonly facts: Facts;
}

const delivery = z.object({ id: z.string(), event: z.enum(EVENTS), facts: factsSchema });

/**
 * A delivery as the queue holds it.
 *
 * @throws ZodError for what another version of this program queued, where it differs
 */
export function parseDelivery(json: unknown): Delivery {
  return delivery.parse(json);
}
