import sql from 'sql-template-tag';
import { z } from 'zod';

import type { SloItem } from '../../../model/resources';
import type { SloDefinition } from '../../../model/slo';

/** Columns of an `SloRow`, of the SLO `o` and its service `s`. */
export const SLO_COLUMNS = sql`o.id::text as id, (extract(epoch from o.updated_at) * 1000000)::bigint::text as revision,
  s.name as service, s.team, o.name, o.target_percent::float8 as target_percent, o.window_days, o.enabled, o.runbook_url,
  to_char(o.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at, o.updated_by`;

/** One SLO as it is now. */
export interface SloRow {
  readonly id: string;
  /** When it was last edited, in microseconds since 1970: no two edits of an SLO share one. */
  readonly revision: string;
  readonly service: string;
  readonly team: string | null;
  readonly name: string;
  readonly target_percent: number;
  readonly window_days: number;
  readonly enabled: boolean;
  readonly runbook_url: string | null;
  readonly updated_at: string;
  readonly updated_by: string | null;
}

export function itemOf(row: SloRow): SloItem {
  return {
    id: row.id,
    revision: row.revision,
    definition: definitionOf(row),
    team: row.team,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

/** What the history keeps of an SLO, and what a row holds of it. */
const stateSchema = z.object({
  service: z.string(),
  name: z.string(),
  target_percent: z.number(),
  window_days: z.number(),
  enabled: z.boolean(),
  // History from before runbooks lacks it.
  runbook_url: z.string().nullable().default(null),
});

type SloState = z.output<typeof stateSchema>;

export function definitionOf(state: SloState): SloDefinition {
  const {
    service,
    name,
    target_percent: targetPercent,
    window_days: windowDays,
    enabled,
    runbook_url: runbookUrl,
  } = state;
  return { service, name, targetPercent, windowDays, enabled, runbookUrl };
}

/** Null for what no version of ours has written. */
export function storedDefinition(stored: unknown): SloDefinition | null {
  const parsed = stateSchema.safeParse(stored);
  return parsed.success ? definitionOf(parsed.data) : null;
}

/** Whether two definitions demand the same of the same SLO. */
export function isSame(one: SloDefinition, other: SloDefinition): boolean {
  return (
    one.service === other.service &&
    one.name === other.name &&
    one.targetPercent === other.targetPercent &&
    one.windowDays === other.windowDays &&
    one.enabled === other.enabled &&
    one.runbookUrl === other.runbookUrl
  );
}
