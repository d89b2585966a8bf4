import { z } from 'zod';

import { PUBLISHED_KINDS } from './publishing';
import type { PublishedKind } from './publishing';

/** The kinds as people read them. */
export const PUBLISHED_KIND_LABELS: Readonly<Record<PublishedKind, string>> = {
  dora: 'Deployment frequency, lead time, MTTR',
  changeFailureRate: 'Change failure rate',
  slo: 'Error budgets',
};

/**
 * How publishing stands with one kind of one destination:
 * - `current`: every hour that is due is published;
 * - `behind`: hours that are due wait;
 * - `failing`: the last run failed.
 */
export const PUBLISHING_STATES = ['current', 'behind', 'failing'] as const;
export type PublishingState = (typeof PUBLISHING_STATES)[number];

export const PUBLISHING_STATE_LABELS: Readonly<Record<PublishingState, string>> = {
  current: 'up to date',
  behind: 'behind',
  failing: 'failing',
};

/** @param lastError of the last run, null where it succeeded */
export function publishingStateOf({
  backlogHours,
  lastError,
}: {
  readonly backlogHours: number;
  readonly lastError: string | null;
}): PublishingState {
  if (lastError !== null) {
    return 'failing';
  }
  return backlogHours > 0 ? 'behind' : 'current';
}

/** `GET cloudwatch-publishing`: every destination that anyone publishes to, by name and kind. */
export const publishingResponseSchema = z.array(
  z.object({
    /** Region, namespace and what else tells destinations apart. */
    destination: z.string(),
    kind: z.enum(PUBLISHED_KINDS),
    state: z.enum(PUBLISHING_STATES),
    /** Start of the newest hour that is published, ISO 8601, UTC; null where none is. */
    lastPublishedHour: z.string().nullable(),
    /** Hours that are due and not published. */
    backlogHours: z.number().int(),
    /** Requests of which nobody knows yet whether CloudWatch took them. */
    uncertainBatches: z.number().int(),
    /** Hours that CloudWatch takes no more. */
    lostHours: z.number().int(),
    /** Values that were published and are others by now. */
    drifted: z.number().int(),
    /** What went wrong and what to do, where the state is `failing`; else null. */
    error: z.string().nullable(),
  })
);
export type PublishingItem = z.infer<typeof publishingResponseSchema>[number];

/** `POST cloudwatch-check`: whether the saved settings may publish and read back. Publishes nothing. */
export const publishingCheckSchema = z.object({
  /** Whether all that publishing needs is permitted. */
  permitted: z.boolean(),
  /** What was found, and what to do where it is not permitted. */
  message: z.string(),
});
export type PublishingCheck = z.infer<typeof publishingCheckSchema>;
