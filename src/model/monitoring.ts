import { z } from 'zod';

import { MAX_SERVICE_CHARACTERS, enteredText } from './plain-text';

/** Since when the downtime of a service is known, as its resource call takes and answers it. */

const TIME = 'must be a past time in UTC such as 2026-05-01T00:00:00Z, or null where nobody knows';

/**
 * What `PUT service-monitoring` takes. Before that time there is neither downtime nor availability, and error budgets whose
 * window reaches further back are smaller.
 */
export const monitoringSchema = z.strictObject({
  /** The service's exact name. */
  service: enteredText("a service's name", MAX_SERVICE_CHARACTERS),
  /** ISO 8601, UTC; null where nobody says, so that all the time counts. */
  monitoredSince: z.iso
    .datetime({ error: TIME })
    // PostgreSQL has no year 0, and nobody monitored anything before 1970.
    .refine((text) => Date.parse(text) >= 0 && Date.parse(text) <= Date.now(), { error: TIME })
    .nullable(),
});
export type ServiceMonitoring = z.output<typeof monitoringSchema>;

/** What `PUT service-monitoring` answers: what is kept now. */
export const keptMonitoringSchema = z.object({
  /** The service's name. */
  service: z.string(),
  /** ISO 8601, UTC; null where nobody said. */
  monitoredSince: z.string().nullable(),
}) satisfies z.ZodType<ServiceMonitoring>;
