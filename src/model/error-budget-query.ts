import { z } from 'zod';

import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO, LOOKBACKS } from './error-budget-measures';
import { FOR_TABLES_ONLY, pageFields } from './pages';
import { SHAPES, commonFields, names, scopeFields } from './query-fields';

/**
 * Beside the state of SLOs in the usual shapes: `incidents`, a table of the incidents that spent the
 * budget of the window that ends with the range, and `edits`, a table of the SLOs' edits in the range.
 */
export const ERROR_BUDGET_SHAPES = [...SHAPES, 'incidents', 'edits'] as const;
export type ErrorBudgetShape = (typeof ERROR_BUDGET_SHAPES)[number];

/** What a missing field means. */
export const ERROR_BUDGET_DEFAULTS = {
  measure: 'remainingPercent',
  shape: 'value',
  details: false,
  wholeUnits: false,
} as const;

/**
 * The fields of an `errorBudget` query: the state of SLOs at the range's end as one number each or as a table,
 * or a measure over time. All enabled SLOs in scope, each with labels service, team and slo.
 */
export const errorBudgetObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('errorBudget'),
  measure: z.enum(ERROR_BUDGET_MEASURES).default(ERROR_BUDGET_DEFAULTS.measure),
  /** Only for measures of burning and for those of its alerts, moot for others; where it is missing, the measure's default. */
  lookback: z.enum(LOOKBACKS).optional(),
  /** A table on a panel shows every measure; in an alert rule it holds the chosen one. */
  shape: z.enum(ERROR_BUDGET_SHAPES).default(ERROR_BUDGET_DEFAULTS.shape),
  /** Names of SLOs; empty means all. */
  slos: names,
  /**
   * Whether each number also bears what happened as labels: incidents, the last deployment before them, and the SLO's
   * runbook. They are for the texts of an alert rule; its condition needs a query without, since labels tell alerts apart. Only for values.
   */
  details: z.boolean().default(ERROR_BUDGET_DEFAULTS.details),
  /** As of a `dora` query, for measures that are durations. Only for series. */
  wholeUnits: z.boolean().default(ERROR_BUDGET_DEFAULTS.wholeUnits),
  ...pageFields,
});

/** The `errorBudget` query once validated: every default filled in. */
export const errorBudgetQuerySchema = errorBudgetObject
  .superRefine(({ measure, lookback, shape, details, wholeUnits, pageRows }, context) => {
    if (pageRows !== undefined && shape !== 'table') {
      context.addIssue({ code: 'custom', path: ['pageRows'], message: FOR_TABLES_ONLY });
    }
    if (details && shape !== 'value') {
      context.addIssue({ code: 'custom', path: ['details'], message: 'applies to values only; leave it out' });
    }
    if (wholeUnits && shape !== 'series') {
      context.addIssue({ code: 'custom', path: ['wholeUnits'], message: 'applies to series only; leave it out' });
    }
    const { lookbacks, label } = ERROR_BUDGET_MEASURE_INFO[measure];
    const isMoot = lookback === undefined || lookbacks.length === 0;
    if (!isMoot && !lookbacks.includes(lookback)) {
      const message = `must be one of ${lookbacks.join(', ')} for ${label}`;
      context.addIssue({ code: 'custom', path: ['lookback'], message });
    }
  })
  .transform(({ lookback, ...query }) => {
    const { lookbacks } = ERROR_BUDGET_MEASURE_INFO[query.measure];
    const [implied = null] = lookbacks;
    /** null where the measure has no look-back. */
    return { ...query, lookback: implied === null ? null : (lookback ?? implied) };
  });

/** What is saved: fields with a default may be missing. */
export type ErrorBudgetQueryInput = z.input<typeof errorBudgetObject>;
/** What the backend works with. */
export type ErrorBudgetQuery = z.output<typeof errorBudgetQuerySchema>;
