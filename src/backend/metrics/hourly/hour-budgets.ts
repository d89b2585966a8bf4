import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { BUDGET_EXPRESSIONS, budgetCtes } from '../error-budget/budget-sql';
import { HOUR_MS } from './due-hours';

/** The state of one SLO at the end of an hour. */
export interface HourBudget {
  /** Start of the hour. */
  readonly hourMs: number;
  readonly service: string;
  readonly slo: string;
  readonly availabilityPercent: number;
  readonly remainingMinutes: number;
  /** Null for a target of 100 %. */
  readonly remainingPercent: number | null;
}

interface Row {
  readonly hour_ms: number;
  readonly service: string;
  readonly slo: string;
  readonly availability: number;
  readonly remaining_minutes: number;
  readonly remaining_percent: number | null;
}

const EVERYTHING = { services: [], teams: [], tiers: [], slos: [] } as const;

/**
 * One statement for every SLO that was enabled at the end of each hour.
 *
 * @param hoursMs starts of hours
 */
export function hourBudgetsStatement(hoursMs: readonly number[]): Statement {
  const ends = hoursMs.map((ms) => new Date(ms + HOUR_MS));
  return statementOf(sql`with instants (at) as (select unnest(${ends}::timestamptz[])),
${budgetCtes(EVERYTHING, [])}
select extract(epoch from b.at - interval '1 hour')::float8 * 1000 as hour_ms, b.service, b.slo,
  ${BUDGET_EXPRESSIONS.availability} as availability,
  ${BUDGET_EXPRESSIONS.remainingMinutes} as remaining_minutes,
  ${BUDGET_EXPRESSIONS.remainingPercent} as remaining_percent
from budgets as b
order by b.at, b.service collate "C", b.slo collate "C"`);
}

/**
 * Error budgets by hour.
 *
 * @throws Failure as `Reader.run` does
 */
export async function hourBudgets(
  reader: Reader,
  hoursMs: readonly number[],
  signal: AbortSignal
): Promise<readonly HourBudget[]> {
  if (hoursMs.length === 0) {
    return [];
  }
  const rows = await reader.run<Row>(hourBudgetsStatement(hoursMs), signal);
  return rows.map((row) => ({
    hourMs: row.hour_ms,
    service: row.service,
    slo: row.slo,
    availabilityPercent: row.availability,
    remainingMinutes: row.remaining_minutes,
    remainingPercent: row.remaining_percent,
  }));
}
