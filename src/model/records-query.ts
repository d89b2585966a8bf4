import { z } from 'zod';

import { DORA_METRICS } from './dora-metrics';
import { commonFields, scopeFields } from './query-fields';

/**
 * Which of the records that a metric looks at are listed:
 * - `all`: every one;
 * - `counted`: those of its sample's n, as the failed deployments of a change failure rate;
 * - `leftOut`: those excluded for a missing or negative duration, or still open.
 */
export const RECORD_SELECTIONS = ['all', 'counted', 'leftOut'] as const;
export type RecordSelection = (typeof RECORD_SELECTIONS)[number];

/** Rows of a list where nothing else is asked: more than anyone reads, few enough to be drawn at once. */
export const DEFAULT_RECORDS = 1000;

/** What a missing field means. */
export const RECORDS_DEFAULTS = { metric: 'changeFailureRate', select: 'all' } as const;

/** The `records` query: the deployments or incidents behind a DORA metric's value, newest first. */
export const recordsQuerySchema = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('records'),
  /** Whose records. */
  metric: z.enum(DORA_METRICS).default(RECORDS_DEFAULTS.metric),
  select: z.enum(RECORD_SELECTIONS).default(RECORDS_DEFAULTS.select),
  /** Most rows, the newest. */
  limit: z.number().int().min(1).max(10_000).default(DEFAULT_RECORDS),
});

/** What is saved: fields with a default may be missing. */
export type RecordsQueryInput = z.input<typeof recordsQuerySchema>;
/** What the backend works with. */
export type RecordsQuery = z.output<typeof recordsQuerySchema>;
