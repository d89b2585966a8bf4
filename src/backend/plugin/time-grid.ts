import type { QueryType } from '../../model/query-kinds';
import { DAY_MS } from '../metrics/time-range';
import type { TimeRange } from '../metrics/time-range';

/**
 * Screens that show the same up to now ask for the same: each has its own clock, and its ranges differ by milliseconds.
 * On one grid they are one query.
 */

/** How far apart the moments are that are shown as now. Each step divides a minute: clocks on a screen tell minutes. */
export const GRID_MS = 10_000;

/** The same of numbers over so long that their last seconds hardly tell. */
export const LONG_GRID_MS = 30_000;

/** DORA metrics, and the records behind them: a list goes with its number. */
const KINDS_OVER_LONG: readonly QueryType[] = ['dora', 'scorecard', 'records'];

/** Thirty days, of which a change of clocks may take an hour. */
const LONG_MS = 30 * DAY_MS - 3600_000;

/** Answers are kept for longer than a step: screens whose clocks are behind ask for a moment when the next has begun. */
const CLOCKS_MS = 5_000;

/** A range that ends no longer ago than this ends now: its query was under way, or waited with others. */
const LIVE_MS = 60_000;

/** What a query is answered for. */
export interface Moment {
  readonly range: TimeRange;
  readonly nowMs: number;
  /** How long its answer is kept where it is shown up to now, and so on the grid; else null. */
  readonly keepMs: number | null;
}

/** What a query asks for, as far as its moment goes. */
export interface Asked {
  readonly queryType: QueryType;
  readonly range: TimeRange;
  readonly fromAlert: boolean;
}

/** Whole seconds, so that queries that come at once ask the same. */
const SECOND_MS = 1000;

const floorTo = (stepMs: number, ms: number) => Math.floor(ms / stepMs) * stepMs;

/**
 * A range that ends now, or later, begins and ends on the grid: up to a step before what was asked for. Any other
 * range is taken as it is, and so is that of an alert rule, whose answer rests on the last second.
 *
 * @param nowMs now, to the millisecond
 */
export function momentOf({ queryType, range, fromAlert }: Asked, nowMs: number): Moment {
  const isLong = KINDS_OVER_LONG.includes(queryType) && range.toMs - range.fromMs >= LONG_MS;
  const stepMs = isLong ? LONG_GRID_MS : GRID_MS;
  const gridded = { fromMs: floorTo(stepMs, range.fromMs), toMs: floorTo(stepMs, range.toMs) };
  if (fromAlert || range.toMs <= nowMs - LIVE_MS || gridded.fromMs >= gridded.toMs) {
    return { range, nowMs: floorTo(SECOND_MS, nowMs), keepMs: null };
  }
  return { range: gridded, nowMs: floorTo(stepMs, nowMs), keepMs: stepMs + CLOCKS_MS };
}
