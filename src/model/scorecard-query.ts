import { z } from 'zod';

import { DEFAULT_PRESET, PRESETS } from './performance-levels';
import { GROUPINGS, commonFields, scopeFields } from './query-fields';

/** What a missing field means. */
export const SCORECARD_DEFAULTS = { groupBy: 'service', preset: DEFAULT_PRESET } as const;

/** The `scorecard` query: the four DORA metrics with their levels, a row for each group. */
export const scorecardQuerySchema = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('scorecard'),
  /** One row for all, or one each. */
  groupBy: z.enum(GROUPINGS).default(SCORECARD_DEFAULTS.groupBy),
  preset: z.enum(PRESETS).default(SCORECARD_DEFAULTS.preset),
});

/** What is saved: fields with a default may be missing. */
export type ScorecardQueryInput = z.input<typeof scorecardQuerySchema>;
/** What the backend works with. */
export type ScorecardQuery = z.output<typeof scorecardQuerySchema>;
