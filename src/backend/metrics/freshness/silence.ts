import { SHORTEST_GAP_HOURS } from '../../../model/record-sources';
import type { RecordSource, UsualGaps } from '../../../model/record-sources';
import type { Freshness } from './source-freshness';

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

/** Nothing is known from here on, or was up to here. */
export interface Silence {
  readonly feed: Feed;
  /**
   * The newest record of those that would tell, in milliseconds since the epoch; null where there never was one, and where
   * the moment lies before all of them.
   */
  readonly sinceMs: number | null;
  /** From when on something is known, where the moment lies before that, in milliseconds since the epoch; else null. */
  readonly untilMs: number | null;
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
function usualGapSeconds(set: number | null, gapSeconds: number | null): number {
  return set === null ? Math.max(SHORTEST_GAP_HOURS * HOUR_SECONDS, gapSeconds ?? 0) : set * HOUR_SECONDS;
}

/** The earliest of moments of which some are not known; null where none is. */
function earliestOf(moments: ReadonlyArray<number | null>): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** When the first record of a feed is from, in milliseconds since the epoch; null where it never had one. */
function oldestRecordMs({ freshness }: Hearing, feed: Feed): number | null {
  return earliestOf([freshness[feed].oldestMs, freshness[BESIDE[feed]].oldestMs]);
}

/**
 * From when on the records of a feed tell something, in milliseconds since the epoch: the first of them, or earlier since
 * when a service is monitored. Null where neither is.
 */
export function beginningMs(hearing: Hearing, feed: Feed): number | null {
  return earliestOf([oldestRecordMs(hearing, feed), hearing.freshness[feed].watchedMs]);
}

/**
 * How long a feed may be without a record of a source, in seconds. A sync has its own rhythm; of incidents and downtime
 * the feed's own gap counts, or where it has none that of the other, or else how long they were watched before the first.
 */
function gapIn(hearing: Hearing, feed: Feed, source: RecordSource): number {
  const { freshness, usualGaps } = hearing;
  if (source === 'sync') {
    return usualGapSeconds(usualGaps.sync, freshness.sync.gapSeconds);
  }
  const others = feed === 'changes' ? null : (freshness[BESIDE[feed]].gapSeconds ?? watchedSeconds(hearing, feed));
  return usualGapSeconds(usualGaps[feed], freshness[feed].gapSeconds ?? others);
}

function watchedSeconds(hearing: Hearing, feed: Feed): number | null {
  const oldestMs = oldestRecordMs(hearing, feed);
  const { watchedMs } = hearing.freshness[feed];
  return oldestMs === null || watchedMs === null ? null : (oldestMs - watchedMs) / 1000;
}

/**
 * The silence at a moment, in milliseconds since the epoch: it lies before anything is known, or every source that would
 * tell had its newest record longer ago than is usual. Between the first and the newest record there is none, since what
 * came later tells of before. A service that is monitored and had no outage yet has no gap that could be too long.
 */
export function silenceAt(hearing: Hearing, feed: Feed, atMs: number): Silence | null {
  const { freshness } = hearing;
  const firstMs = beginningMs(hearing, feed);
  const isBefore = firstMs !== null && atMs <= firstMs;
  const newestMs = newestRecordMs(hearing, feed);
  const isAlive = (source: RecordSource): boolean => {
    const { newestMs: lastMs } = freshness[source];
    return lastMs !== null && atMs - lastMs <= gapIn(hearing, feed, source) * 1000;
  };
  const isWatched = newestMs === null && firstMs !== null;
  if (!isBefore && (isWatched || isAlive(feed) || isAlive(BESIDE[feed]))) {
    return null;
  }
  return {
    feed,
    sinceMs: isBefore ? null : newestMs,
    untilMs: isBefore ? firstMs : null,
    usualGapSeconds: gapIn(hearing, feed, feed),
    atMs,
  };
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
