import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { availabilityPercent } from '../downtime/downtime-sql';

/** The SLO that a decision, hold or gated period names, with its budget at that moment. Nothing is clamped. */
export interface GateFigures {
  readonly slo: string;
  /** Availability in percent. */
  readonly targetPercent: number;
  readonly windowDays: number;
  /** How much of the window was measured: less where it reaches back to before the service was monitored. */
  readonly measuredDays: number;
  readonly budgetMinutes: number;
  readonly usedMinutes: number;
  readonly remainingMinutes: number;
  /** Null for a target of 100 %, which leaves no budget to be a share of. */
  readonly usedPercent: number | null;
  /** Null for a target of 100 %. */
  readonly remainingPercent: number | null;
  /** Over the window. */
  readonly availabilityPercent: number;
}

/** A row that holds `figureColumns`. */
export interface FiguresRow {
  readonly slo: string | null;
  readonly target_percent: number;
  readonly window_days: number;
  readonly measured_days: number;
  readonly budget_minutes: number;
  readonly used_minutes: number;
  readonly remaining_minutes: number;
  readonly used_percent: number | null;
  readonly remaining_percent: number | null;
  readonly availability: number;
}

/**
 * Columns of a `FiguresRow`, of a source that has an SLO's name, target, window, and microseconds.
 *
 * @param windowUs how much of the window was measured, in numeric microseconds: less than all of it where it reaches
 *   back to before the service was monitored. By default what the budget tells, which with a target of 100 % is nothing
 */
export function figureColumns(
  source: Sql,
  windowUs = sql`coalesce(
    ${source}.budget_us * 100 / nullif(100 - ${source}.target_percent, 0), ${source}.window_days * 86400000000)`
): Sql {
  return sql`${source}.slo, ${source}.target_percent::float8 as target_percent, ${source}.window_days,
  (${windowUs} / 86400000000)::float8 as measured_days,
  (${source}.budget_us / 60000000)::float8 as budget_minutes,
  (${source}.used_us / 60000000)::float8 as used_minutes,
  ((${source}.budget_us - ${source}.used_us) / 60000000)::float8 as remaining_minutes,
  (100 * ${source}.used_us / nullif(${source}.budget_us, 0))::float8 as used_percent,
  (100 * (${source}.budget_us - ${source}.used_us) / nullif(${source}.budget_us, 0))::float8 as remaining_percent,
  ${availabilityPercent(sql`${source}.used_us`, windowUs)} as availability`;
}

/** @returns null where no SLO is named */
export function figuresOf(row: FiguresRow): GateFigures | null {
  return row.slo === null
    ? null
    : {
        slo: row.slo,
        targetPercent: row.target_percent,
        windowDays: row.window_days,
        measuredDays: row.measured_days,
        budgetMinutes: row.budget_minutes,
        usedMinutes: row.used_minutes,
        remainingMinutes: row.remaining_minutes,
        usedPercent: row.used_percent,
        remainingPercent: row.remaining_percent,
        availabilityPercent: row.availability,
      };
}
