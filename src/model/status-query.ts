import { z } from 'zod';

import { QUERY_VERSION, commonFields } from './query-fields';

/**
 * - `staleness`: 1 for each background job that has not succeeded for too long, else 0;
 * - `age`: seconds since each job last succeeded.
 */
export const STATUS_MEASURES = ['staleness', 'age'] as const;
export type StatusMeasure = (typeof STATUS_MEASURES)[number];

export const STATUS_SHAPES = ['value', 'table'] as const;
export type StatusShape = (typeof STATUS_SHAPES)[number];

/** The `status` query: how fresh the data is, job by job, now. */
export const statusQuerySchema = z.strictObject({
  ...commonFields,
  queryType: z.literal('status'),
  measure: z.enum(STATUS_MEASURES).default('age'),
  shape: z.enum(STATUS_SHAPES).default('table'),
});

/** What is saved: fields with a default may be missing. */
export type StatusQueryInput = z.input<typeof statusQuerySchema>;
/** What the backend works with. */
export type StatusQuery = z.output<typeof statusQuerySchema>;

/** What the editor starts a status query with. */
export const DEFAULT_STATUS_QUERY = {
  queryType: 'status',
  version: QUERY_VERSION,
  measure: 'age',
  shape: 'table',
} as const satisfies StatusQueryInput;
