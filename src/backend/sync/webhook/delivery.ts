import { z } from 'zod';

import type { Facts } from '../facts/facts';

/** What a webhook told, small enough to queue. As JSON it is read back by `parseDelivery`. */
export interface Delivery {
  /** GitHub's own id of it: a redelivery has the same. */
  readonly id: string;
  readonly event: 'pull_request' | 'deployment_status';
  readonly facts: Facts;
}

const time = z.iso.datetime().transform((text) => new Date(text));
const repository = z.object({ id: z.int(), fullName: z.string() });

const facts: z.ZodType<Facts> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pullRequest'),
    repository,
    number: z.int(),
    title: z.string(),
    url: z.string(),
    author: z.string().nullable(),
    baseBranch: z.string(),
    headSha: z.string(),
    openedAt: time,
    updatedAt: time,
    readAt: time.nullable(),
    state: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('open') }),
      z.object({ kind: z.literal('closed'), closedAt: time }),
      z.object({ kind: z.literal('merged'), mergedAt: time, mergeCommitSha: z.string().nullable() }),
    ]),
    labels: z.array(z.string()),
    firstCommitAt: time.nullable(),
    paths: z.array(z.string()).nullable(),
    revertsNumber: z.int().nullable(),
    revertsSha: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('deployment'),
    repository,
    deploymentId: z.int(),
    sha: z.string(),
    environment: z.string(),
    state: z.string(),
    stateAt: time,
    url: z.string().nullable(),
  }),
]);

const delivery = z.object({ id: z.string(), event: z.enum(['pull_request', 'deployment_status']), facts });

/**
 * A delivery as the queue holds it.
 *
 * @throws ZodError for what another version of this program queued, where it differs
 */
export function parseDelivery(json: unknown): Delivery {
  return delivery.parse(json);
}
