import { SHORTEST_GAP_HOURS } from '../../../model/record-sources';
import type { RecordSource, UsualGaps } from '../../../model/record-sources';
import type { Freshness, SourceFreshness } from './source-freshness';

/** Whether that nothing was recorded means that nothing happened. */

/** What a number may rest on the silence of. */
export type Feed = 'changes' | 'incidents';

/**
 * Where records of each kind would show. One of them that is alive suffices: a sync that succeeds and brings no change,
 * or an incident that took nothing down, tell that silence is no fault.
 */
const WITNESSES: Readonly<Record<Feed, readonly RecordSource[]>> = {
  changes: ['changes', 'sync'],
  incidents: ['incidents', 'downtime'],
};

/** Nothing is known from here on. */
export interface Silence {
  readonly feed: Feed;
  /** The newest record of those that would tell, in milliseconds since the epoch; null where there never was one. */
  readonly sinceMs: number | null;
  /** How long it may be silent, in seconds: of the source that has the newest record. */
  readonly usualGapSeconds: number;
}

/** For each feed its silence, null while it is alive. */
export type Silences = Readonly<Record<Feed, Silence | null>>;

/** What is known of all feeds, and what is usual. */
export interface Hearing {
  readonly freshness: Freshness;
  readonly usualGaps: UsualGaps;
}

const HOUR_SECONDS = 3600;

/** How long a source may be silent, in seconds: as is set, else by its own past, at least a day. */
export function usualGapSeconds(set: number | null, { gapSeconds }: SourceFreshness): number {
  return set === null ? Math.max(SHORTEST_GAP_HOURS * HOUR_SECONDS, gapSeconds ?? 0) : set * HOUR_SECONDS;
}

/**
 * The silence that lasts at a moment, in milliseconds since the epoch: every source that would tell had its newest record
 * longer ago than is usual for it. There is none before the newest record, since what came after it tells of before.
 */
export function silenceAt({ freshness, usualGaps }: Hearing, feed: Feed, atMs: number): Silence | null {
  const sources = WITNESSES[feed].map((source) => ({
    newestMs: freshness[source].newestMs,
    gapSeconds: usualGapSeconds(usualGaps[source], freshness[source]),
  }));
  if (sources.some(({ newestMs, gapSeconds }) => newestMs !== null && atMs - newestMs <= gapSeconds * 1000)) {
    return null;
  }
  const sinceMs = newestRecordMs({ freshness, usualGaps }, feed);
  const last = sources.find(({ newestMs }) => newestMs === sinceMs);
  return { feed, sinceMs, usualGapSeconds: last?.gapSeconds ?? SHORTEST_GAP_HOURS * HOUR_SECONDS };
}

/** When the newest record of a feed is from, in milliseconds since the epoch; null where it never had one. */
export function newestRecordMs({ freshness }: Hearing, feed: Feed): number | null {
  const known = WITNESSES[feed].map((source) => freshness[source].newestMs).filter((newestMs) => newestMs !== null);
  return known.length === 0 ? null : Math.max(...known);
}

export function silencesAt(hearing: Hearing, atMs: number): Silences {
  return { changes: silenceAt(hearing, 'changes', atMs), incidents: silenceAt(hearing, 'incidents', atMs) };
}
