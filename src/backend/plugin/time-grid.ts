import type { TimeRange } from '../metrics/time-range';

/**
 * Screens that show the same up to now ask for the same: each has its own clock, and its ranges differ by milliseconds.
 * On one grid they are one query.
 */

/** How far apart the moments are that are shown as now. */
export const GRID_MS = 10_000;

/** How long answers as of them are kept: screens whose clocks are behind ask for a moment when the next has begun. */
export const KEEP_MS = GRID_MS + 5_000;

/** A range that ends no longer ago than this ends now: its query was under way, or waited with others. */
const LIVE_MS = 60_000;

/** What a query is answered for. */
export interface Moment {
  readonly range: TimeRange;
  readonly nowMs: number;
  /** Whether it is shown up to now, and so on the grid. */
  readonly isLive: boolean;
}

/** Whole seconds, so that queries that come at once ask the same. */
const SECOND_MS = 1000;

const floorTo = (stepMs: number, ms: number) => Math.floor(ms / stepMs) * stepMs;

/**
 * A range that ends now, or later, begins and ends on the grid: up to ten seconds before what was asked for. Any other
 * range is taken as it is, and so is that of an alert rule, whose answer rests on the last second.
 *
 * @param nowMs now, to the millisecond
 */
export function momentOf(range: TimeRange, nowMs: number, fromAlert: boolean): Moment {
  const gridded = { fromMs: floorTo(GRID_MS, range.fromMs), toMs: floorTo(GRID_MS, range.toMs) };
  if (fromAlert || range.toMs <= nowMs - LIVE_MS || gridded.fromMs >= gridded.toMs) {
    return { range, nowMs: floorTo(SECOND_MS, nowMs), isLive: false };
  }
  return { range: gridded, nowMs: floorTo(GRID_MS, nowMs), isLive: true };
}
