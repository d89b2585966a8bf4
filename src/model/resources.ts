import { z } from 'zod';

import { TIERS } from './query';

/** What the resource calls answer: the contract between the backend's routes and the editors. */

/** `GET services`: every configuration item, by name. Filters: `team`, `tier`, both repeatable. */
export const serviceSchema = z.object({
  name: z.string(),
  team: z.string().nullable(),
  tier: z.enum(TIERS),
  /** True once the service is retired; its history stays. */
  retired: z.boolean(),
});
export const servicesResponseSchema = z.array(serviceSchema);
export type ServiceItem = z.infer<typeof serviceSchema>;

/** `GET teams`: every team that owns a service, by name, with how many it owns. */
export const teamSchema = z.object({ name: z.string(), services: z.number().int() });
export const teamsResponseSchema = z.array(teamSchema);
export type TeamItem = z.infer<typeof teamSchema>;

/** `GET schema`: which schema version is installed and needed (an older one is an error), and what the tables hold. */
export const schemaResponseSchema = z.object({
  installedVersion: z.number().int(),
  requiredVersion: z.number().int(),
  status: z.enum(['current', 'newer']),
  tables: z.array(
    z.object({
      name: z.string(),
      comment: z.string().nullable(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().nullable() })),
    })
  ),
});
export type SchemaResponse = z.infer<typeof schemaResponseSchema>;

/** What every failed resource call answers, beside its HTTP status. */
export interface ResourceError {
  /** What happened, to what, and what to do. */
  readonly message: string;
}
