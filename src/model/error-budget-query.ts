import { z } from 'zod';

import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO, LOOKBACKS } from './error-budget-measures';
import { QUERY_VERSION, SHAPES, commonFields, names, scopeFields } from './query-fields';

/**
 * Beside the state of SLOs in the usual shapes: `incidents`, a table of the incidents that spent the
 * budget of the window that ends with the range, and `edits`, a table of the SLOs' edits in the range.
 */
export const ERROR_BUDGET_SHAPES = [...SHAPES, 'incidents', 'edits'] as const;
export type ErrorBudgetShape = (typeof ERROR_BUDGET_SHAPES)[number];

/**
 * The `errorBudget` query: the state of SLOs at the range's end as one number each or as a table,
 * or a measure over time. All enabled SLOs in scope, each with labels service, team and slo.
 */
const errorBudgetObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  queryType: z.literal('errorBudget'),
  measure: z.enum(ERROR_BUDGET_MEASURES).default('remainingPercent'),
  /** Only for burn rate and time to exhaustion; where it is missing, the measure's default. */
  lookback: z.enum(LOOKBACKS).optional(),
  /** A table on a panel shows every measure; in an alert rule it holds the chosen one. */
  shape: z.enum(ERROR_BUDGET_SHAPES).default('value'),
  /** Names of SLOs; empty means all. */
  slos: names,
});

/** The `errorBudget` query once validated: every default filled in. */
export const errorBudgetQuerySchema = errorBudgetObject
  .superRefine(({ measure, lookback }, context) => {
    const { lookbacks, label } = ERROR_BUDGET_MEASURE_INFO[measure];
    if (lookback !== undefined && !lookbacks.includes(lookback)) {
      const message =
        lookbacks.length === 0
          ? `does not apply to ${label}; leave it out`
          : `must be one of ${lookbacks.join(', ')} for ${label}`;
      context.addIssue({ code: 'custom', path: ['lookback'], message });
    }
  })
  .transform(({ lookback, ...query }) => ({
    ...query,
    /** null where the measure has no look-back. */
    lookback: lookback ?? ERROR_BUDGET_MEASURE_INFO[query.measure].lookbacks[0] ?? null,
  }));

/** What is saved: fields with a default may be missing. */
export type ErrorBudgetQueryInput = z.input<typeof errorBudgetObject>;
/** What the backend works with. */
export type ErrorBudgetQuery = z.output<typeof errorBudgetQuerySchema>;

/** What the editor starts an error budget query with. */
export const DEFAULT_ERROR_BUDGET_QUERY = {
  queryType: 'errorBudget',
  version: QUERY_VERSION,
  measure: 'remainingPercent',
  shape: 'value',
  services: [],
  teams: [],
  tiers: [],
  slos: [],
} as const satisfies ErrorBudgetQueryInput;
