import { z } from 'zod';

/** Where records come from, as far as one can tell whether each still brings any. */

/**
 * - `changes`: closed production changes, placed at `deployed_at`;
 * - `incidents`: P1 and P2 incidents, placed at their creation;
 * - `sync`: GitHub sync, by its last success;
 * - `downtime`: downtime of services, placed at its start.
 */
export const RECORD_SOURCES = ['changes', 'incidents', 'sync', 'downtime'] as const;
export type RecordSource = (typeof RECORD_SOURCES)[number];

/** No usual gap is shorter, in hours, unless a setting says so: nights and holidays are no silence. */
export const SHORTEST_GAP_HOURS = 24;
export const MAX_GAP_HOURS = 24 * 366;

const gapHours = z.coerce.number().int().min(1).max(MAX_GAP_HOURS).optional();

/** `jsonData` about how long each source may be silent. Blank: the 99th percentile of its own gaps, at least a day. */
export const usualGapFields = {
  /** Hours without a closed production change that are usual; default: by the gaps there were, at least 24. */
  changesGapHours: gapHours,
  /** Hours without a new P1 or P2 incident that are usual; default: by the gaps there were, at least 24. */
  incidentsGapHours: gapHours,
  /** Hours without a successful GitHub sync that are usual; default: after which the job is stale, at least 24. */
  syncGapHours: gapHours,
  /** Hours without a new downtime that are usual; default: by the gaps there were, at least 24. */
  downtimeGapHours: gapHours,
} as const;

/** The gaps that somebody has set, in hours; null where nobody has. */
export type UsualGaps = Readonly<Record<RecordSource, number | null>>;

/** The settings' gaps by source. */
export function usualGapsOf(json: z.output<z.ZodObject<typeof usualGapFields>>): UsualGaps {
  return {
    changes: json.changesGapHours ?? null,
    incidents: json.incidentsGapHours ?? null,
    sync: json.syncGapHours ?? null,
    downtime: json.downtimeGapHours ?? null,
  };
}
