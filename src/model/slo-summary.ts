import { z } from 'zod';

/**
 * `GET slos/{service}`, with `?name=` where the service has several SLOs: the state now. The first
 * six fields are the specification's, with exactly its names.
 */
export const sloSummaryResponseSchema = z.object({
  /** The SLO, and the state of its error budget. */
  slo: z.object({
    /** The service's name. */
    service: z.string(),
    /** Availability that it aims at, in percent. */
    slo_target_percent: z.number(),
    /** Length of the rolling window in days of 24 hours. */
    measurement_window_days: z.number(),
    /** Availability over the window that ends now, in percent. */
    current_availability_percent: z.number(),
    /** Below 0 once more than the budget is used. */
    error_budget_remaining_minutes: z.number(),
    /** Over 100 once more than the budget is used; null for a target of 100 %. */
    error_budget_used_percent: z.number().nullable(),
    /** The SLO's own name. */
    name: z.string(),
    /** Null for a target of 100 %. */
    error_budget_remaining_percent: z.number().nullable(),
    /** How many days of the window were measured: fewer where it reaches back to before the service was monitored. */
    measured_window_days: z.number(),
    /** Whether no minute of the budget remains. */
    exhausted: z.boolean(),
    /** Web address of what to do when its alerts fire; null where there is none. */
    runbook_url: z.string().nullable(),
    /** ISO 8601, UTC: the moment the window ends at. */
    measured_at: z.string(),
    /** Whether incidents or downtime were recorded as lately as is usual; if not, what is left may be less. */
    fresh: z.boolean(),
    /** ISO 8601, UTC: of the newest incident or downtime; null where none was ever recorded. */
    newest_record_at: z.string().nullable(),
  }),
});
export type SloSummaryResponse = z.infer<typeof sloSummaryResponseSchema>;
