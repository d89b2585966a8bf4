import { z } from 'zod';

import { TIERS } from './query-fields';
import { keptSloSchema } from './slo';

/** What the resource calls answer: the contract between the backend's routes and the editors. */

/** An item of `GET services`: a configuration item. Filters: `team`, `tier`, both repeatable. */
export const serviceSchema = z.object({
  /** The service's name, which no other has. */
  name: z.string(),
  /** The team that owns it; null where none does. */
  team: z.string().nullable(),
  /** How much depends on it. */
  tier: z.enum(TIERS),
  /** True once the service is retired; its history stays. */
  retired: z.boolean(),
  /** Since when its downtime is known, ISO 8601, UTC; null where nobody said. */
  monitoredSince: z.string().nullable(),
});
/** What `GET services` answers, by name. */
export const servicesResponseSchema = z.array(serviceSchema);
export type ServiceItem = z.infer<typeof serviceSchema>;

/** An item of `GET teams`: a team that owns a service. */
export const teamSchema = z.object({
  /** The team's name. */
  name: z.string(),
  /** How many services it owns. */
  services: z.number().int(),
});
/** What `GET teams` answers, by name. */
export const teamsResponseSchema = z.array(teamSchema);
export type TeamItem = z.infer<typeof teamSchema>;

/** `GET schema`: which schema version is installed and needed (an older one is an error), and what the tables hold. */
export const schemaResponseSchema = z.object({
  /** The newest migration that the database has. */
  installedVersion: z.number().int(),
  /** The newest migration that this plugin knows. */
  requiredVersion: z.number().int(),
  /** `newer`: the database has migrations that this plugin does not know, and works all the same. */
  status: z.enum(['current', 'newer']),
  /** Tables and views of the schema, by name. */
  tables: z.array(
    z.object({
      /** The table's name, without its schema. */
      name: z.string(),
      /** What it holds; null where the database does not say. */
      comment: z.string().nullable(),
      /** Its columns, in the table's order. */
      columns: z.array(
        z.object({
          /** The column's name. */
          name: z.string(),
          /** Its type, as PostgreSQL writes it. */
          type: z.string(),
          /** What it holds; null where the database does not say. */
          comment: z.string().nullable(),
        })
      ),
    })
  ),
});
export type SchemaResponse = z.infer<typeof schemaResponseSchema>;

/**
 * One SLO as it is kept. `id` is a decimal text, since bigints do not fit a JSON number; `revision`
 * changes with every edit, and an edit must name the one it was made from.
 */
export const sloItemSchema = z.object({
  /** A decimal text. */
  id: z.string(),
  /** Changes with every edit. */
  revision: z.string(),
  definition: keptSloSchema,
  /** The team that owns the service; null where none does. */
  team: z.string().nullable(),
  /** Since when the service's downtime is known, ISO 8601, UTC; null where nobody said. */
  monitoredSince: z.string().nullable(),
  /** ISO 8601, UTC. */
  updatedAt: z.string(),
  /** Who did: the sign-in name, or `(not shown)` where the caller may not read it; null where it is not known. */
  updatedBy: z.string().nullable(),
});
export type SloItem = z.infer<typeof sloItemSchema>;

/** Whether the caller may write; if not, `reason` says why, and what to do. */
export const writableSchema = z.discriminatedUnion('allowed', [
  z.object({
    /** The caller may write. */
    allowed: z.literal(true),
  }),
  z.object({
    /** The caller may not write. */
    allowed: z.literal(false),
    /** Why not, and what to do. */
    reason: z.string(),
  }),
]);
export type Writable = z.infer<typeof writableSchema>;

/**
 * `GET slo-definitions`: every SLO, disabled ones too, by service and name, and whether the caller
 * may write. `POST slo-definitions` takes a definition and answers 201 with the item;
 * `PUT slo-definitions/{id}` takes `{ revision, definition }` and answers with the item. 409 without
 * a field: somebody else was faster; with one: the name is taken. 403: the setting or the role forbids it.
 */
export const sloDefinitionsResponseSchema = z.object({
  /** By service and name. */
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
    /** Who did, as in `updatedBy` of an SLO. */
    changedBy: z.string().nullable(),
    before: keptSloSchema.nullable(),
    after: keptSloSchema.nullable(),
  })
);
export type SloHistory = z.infer<typeof sloHistoryResponseSchema>;

/** What every failed resource call answers, beside its HTTP status. */
export const resourceErrorSchema = z.object({
  /** What happened, to what, and what to do. */
  message: z.string(),
  /** The field of the request's body that is wrong, where one is. */
  field: z.string().optional(),
});
export type ResourceError = z.infer<typeof resourceErrorSchema>;
