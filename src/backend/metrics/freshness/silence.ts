import { SHORTEST_GAP_HOURS } from '../../../model/record-sources';
import type { RecordSource, UsualGaps } from '../../../model/record-sources';
import type { Freshness, SourceFreshness } from './source-freshness';

/** Whether that nothing was recorded means that nothing happened. */

/**
 * What a number may rest on the silence of: deployments on changes, failures and open incidents on incidents,
 * availability and budgets on downtime.
 */
export type Feed = 'changes' | 'incidents' | 'downtime';

/**
 * What else tells that a feed works, beside its own records. A sync that succeeds and brings no change tells that there
 * was none. An incident that took nothing down, or a downtime, tells that the other would have been recorded too.
 */
const BESIDE: Readonly<Record<Feed, RecordSource>> = { changes: 'sync', incidents: 'downtime', downtime: 'incidents' };

/** Nothing is known from here on. */
export interface Silence {
  readonly feed: Feed;
  /** The newest record of those that would tell, in milliseconds since the epoch; null where there never was one. */
  readonly sinceMs: number | null;
  /** How long it may be silent, in seconds. */
  readonly usualGapSeconds: number;
  /** The moment looked at, in milliseconds since the epoch. */
  readonly atMs: number;
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
 * How long a feed may be without a record of a source, in seconds. A sync has its own rhythm; of incidents and downtime
 * the feed's own gap counts, or where it has none that of the other.
 */
function gapIn({ freshness, usualGaps }: Hearing, feed: Feed, source: RecordSource): number {
  if (source === 'sync') {
    return usualGapSeconds(usualGaps.sync, freshness.sync);
  }
  const isMeasured = feed === 'changes' || freshness[feed].gapSeconds !== null;
  return usualGapSeconds(usualGaps[feed], freshness[isMeasured ? feed : BESIDE[feed]]);
}

/**
 * The silence that lasts at a moment, in milliseconds since the epoch: every source that would tell had its newest record
 * longer ago than is usual. There is none before the newest record, since what came after it tells of before.
 */
export function silenceAt(hearing: Hearing, feed: Feed, atMs: number): Silence | null {
  const { freshness } = hearing;
  const isAlive = (source: RecordSource): boolean => {
    const { newestMs } = freshness[source];
    return newestMs !== null && atMs - newestMs <= gapIn(hearing, feed, source) * 1000;
  };
  return isAlive(feed) || isAlive(BESIDE[feed])
    ? null
    : { feed, sinceMs: newestRecordMs(hearing, feed), usualGapSeconds: gapIn(hearing, feed, feed), atMs };
}

/** When the newest record of a feed is from, in milliseconds since the epoch; null where it never had one. */
export function newestRecordMs({ freshness }: Hearing, feed: Feed): number | null {
  const known = [freshness[feed], freshness[BESIDE[feed]]]
    .map(({ newestMs }) => newestMs)
    .filter((newestMs) => newestMs !== null);
  return known.length === 0 ? null : Math.max(...known);
}

export function silencesAt(hearing: Hearing, atMs: number): Silences {
  return {
    changes: silenceAt(hearing, 'changes', atMs),
    incidents: silenceAt(hearing, 'incidents', atMs),
    downtime: silenceAt(hearing, 'downtime', atMs),
  };
}
