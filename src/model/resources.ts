import { z } from 'zod';

import { TIERS } from './query-fields';
import { keptSloSchema } from './slo';

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

/**
 * One SLO as it is kept. `id` is a decimal text, since bigints do not fit a JSON number; `revision`
 * changes with every edit, and an edit must name the one it was made from.
 */
export const sloItemSchema = z.object({
  id: z.string(),
  revision: z.string(),
  definition: keptSloSchema,
  team: z.string().nullable(),
  /** ISO 8601, UTC. */
  updatedAt: z.string(),
  updatedBy: z.string().nullable(),
});
export type SloItem = z.infer<typeof sloItemSchema>;

/** Whether the caller may write; if not, `reason` says why, and what to do. */
export const writableSchema = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true) }),
  z.object({ allowed: z.literal(false), reason: z.string() }),
]);
export type Writable = z.infer<typeof writableSchema>;

/**
 * `GET slo-definitions`: every SLO, disabled ones too, by service and name, and whether the caller
 * may write. `POST slo-definitions` takes a definition and answers 201 with the item;
 * `PUT slo-definitions/{id}` takes `{ revision, definition }` and answers with the item. 409 without
 * a field: somebody else was faster; with one: the name is taken. 403: the setting or the role forbids it.
 */
export const sloDefinitionsResponseSchema = z.object({
  slos: z.array(sloItemSchema),
  writable: writableSchema,
});
export type SloDefinitionsResponse = z.infer<typeof sloDefinitionsResponseSchema>;

/** The body of `PUT slo-definitions/{id}`; the service of an SLO cannot be changed. */
export const sloEditSchema = z.strictObject({ revision: z.string(), definition: z.unknown() });
export type SloEdit = z.infer<typeof sloEditSchema>;

/**
 * `GET slo-definitions/{id}/history`: every edit, newest first. `before` is null for the creation;
 * either is null where what was kept is no SLO.
 */
export const sloHistoryResponseSchema = z.array(
  z.object({
    /** ISO 8601, UTC. */
    changedAt: z.string(),
    changedBy: z.string().nullable(),
    before: keptSloSchema.nullable(),
    after: keptSloSchema.nullable(),
  })
);
export type SloHistory = z.infer<typeof sloHistoryResponseSchema>;

/** What every failed resource call answers, beside its HTTP status. */
export interface ResourceError {
  /** What happened, to what, and what to do. */
  readonly message: string;
  /** The field of the request's body that is wrong, where one is. */
  readonly field?: string;
}
