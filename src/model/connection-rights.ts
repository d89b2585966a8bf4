import { z } from 'zod';

/** `GET connection-rights`: what the database lets the data source's user do, whatever the settings allow. */
export const connectionRightsSchema = z.object({
  /** Whether it may read the schema. */
  reads: z.boolean(),
  /** Whether it may write SLOs; null where it may not even read. */
  writesSlos: z.boolean().nullable(),
  /** Whether it may override the change gate and release changes; null where it may not even read. */
  overridesGate: z.boolean().nullable(),
  /** Whether it may write down what is published; null where it may not even read. */
  publishes: z.boolean().nullable(),
});
export type ConnectionRights = z.infer<typeof connectionRightsSchema>;
