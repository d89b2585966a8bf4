import { z } from 'zod';

import { DEFAULT_PRESET, PRESETS } from './performance-levels';
import { GROUPINGS, QUERY_VERSION, commonFields, scopeFields } from './query-fields';

/** The `scorecard` query: the four DORA metrics with their levels, a row for each group. */
export const scorecardQuerySchema = z.strictObject({
  ...commonFields,
  ...scopeFields,
  queryType: z.literal('scorecard'),
  groupBy: z.enum(GROUPINGS).default('service'),
  preset: z.enum(PRESETS).default(DEFAULT_PRESET),
});

/** What is saved: fields with a default may be missing. */
export type ScorecardQueryInput = z.input<typeof scorecardQuerySchema>;
/** What the backend works with. */
export type ScorecardQuery = z.output<typeof scorecardQuerySchema>;

/** What the editor starts a scorecard query with. */
export const DEFAULT_SCORECARD_QUERY = {
  queryType: 'scorecard',
  version: QUERY_VERSION,
  groupBy: 'service',
  preset: DEFAULT_PRESET,
  services: [],
  teams: [],
  tiers: [],
} as const satisfies ScorecardQueryInput;
