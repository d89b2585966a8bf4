import { z } from 'zod';

import { pageFields } from './pages';
import { BUCKETS, commonFields, scopeFields } from './query-fields';

/**
 * Views of service reliability over the shown range:
 * - `availability`: one number for each service, for stat panels and alerts;
 * - `ranking`: a table from least to most reliable;
 * - `overTime`: availability in each bucket, a line for each service;
 * - `heat`: the same with a row for each service, least reliable first, for a status history;
 * - `outages`: a table of the outages with the most user minutes lost;
 * - `downNow`: one row that says in words which services are down at the range's end, for a wall.
 */
export const RELIABILITY_VIEWS = ['availability', 'ranking', 'overTime', 'heat', 'outages', 'downNow'] as const;
export type ReliabilityView = (typeof RELIABILITY_VIEWS)[number];

/** The views that are tables; the others have numbers, which alert rules can use. */
export const RELIABILITY_TABLES = ['ranking', 'outages', 'downNow'] as const satisfies readonly ReliabilityView[];

/** Rows of the outage table where nothing else is asked: the specification's ten. */
export const DEFAULT_OUTAGES = 10;

/** Names in `downNow` where nothing else is asked. */
export const DEFAULT_DOWN_NAMES = 3;

/** What a missing field means. */
export const RELIABILITY_DEFAULTS = { view: 'ranking', bucket: 'auto' } as const;

/** The fields of a `reliability` query. */
const reliabilityObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('reliability'),
  view: z.enum(RELIABILITY_VIEWS).default(RELIABILITY_DEFAULTS.view),
  /** For `overTime` and `heat`; `auto` in a heat is a day. */
  bucket: z.enum(BUCKETS).default(RELIABILITY_DEFAULTS.bucket),
  /** Most services or outages, the worst first; where it is missing, 10 outages, 3 names of what is down, or all services. */
  limit: z.number().int().min(1).max(1000).optional(),
  ...pageFields,
});

/** The `reliability` query: only the ranking turns pages. */
export const reliabilityQuerySchema = reliabilityObject.superRefine(({ view, pageRows }, context) => {
  if (pageRows !== undefined && view !== 'ranking') {
    context.addIssue({ code: 'custom', path: ['pageRows'], message: 'applies to the ranking only; leave it out' });
  }
});

/** What is saved: fields with a default may be missing. */
export type ReliabilityQueryInput = z.input<typeof reliabilityQuerySchema>;
/** What the backend works with. */
export type ReliabilityQuery = z.output<typeof reliabilityQuerySchema>;
