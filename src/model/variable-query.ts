import { z } from 'zod';

/** The query behind a dashboard variable: which names its list holds. */

export const VARIABLE_KINDS = ['services', 'teams', 'tiers', 'slos'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

/** Names or variables, since one variable may narrow another. */
const references = z.array(z.string()).catch([]);

const variableQuerySchema = z.object({
  kind: z.enum(VARIABLE_KINDS).catch('services'),
  /** Narrows SLOs to those of these services; empty means all. */
  services: references,
  /** Narrows services and SLOs to those of these teams; empty means all. */
  teams: references,
  /** Narrows services and SLOs to these tiers; empty means all. */
  tiers: references,
});
export type VariableQuery = z.output<typeof variableQuerySchema>;

/**
 * Reads a saved variable query. Never throws: what cannot be read becomes its default, all services.
 *
 * @param saved the saved object, or the bare kind as in `teams`, which older dashboards hold
 */
export function parseVariableQuery(saved: unknown): VariableQuery {
  const candidate = typeof saved === 'object' && saved !== null ? saved : { kind: saved };
  return variableQuerySchema.parse(candidate);
}
