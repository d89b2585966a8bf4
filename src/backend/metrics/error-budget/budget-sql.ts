import sql, { join, raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { LOOKBACK_SECONDS } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import { MEASURED_CTES, availabilityPercent, downCte } from '../downtime/downtime-sql';
import { objectivesCte } from './objectives';
import type { SloScope } from './objectives';

/**
 * The CTEs behind every error budget number, for each instant of the CTE `asked (at)` that comes
 * before them: `budgets`, a row for each SLO and instant with its downtime and budget, and in
 * `downtimes_us` the downtime of the window, then that of each look-back in the order given.
 */
export function budgetCtes(scope: SloScope, lookbacks: readonly Lookback[]): Sql {
  return sql`${objectivesCte(scope)},
windows as materialized (
  select o.item, l.part, o.service_id, o.at - make_interval(secs => l.seconds) as starts_at, o.at as ends_at
  from objectives as o
  cross join lateral (values ${join(stretches(lookbacks))}) as l (part, seconds)
),
${downCte(
  sql`array(select distinct w.service_id from windows as w)`,
  sql`(select min(w.starts_at) from windows as w)`,
  sql`(select max(w.ends_at) from windows as w)`
)},
${MEASURED_CTES},
downtimes as (
  select m.item, array_agg(m.downtime_us order by m.part) as downtimes_us
  from measured as m
  group by m.item
),
budgets as (
  select o.*, d.downtimes_us, d.downtimes_us[1] as downtime_us, b.window_us, b.budget_us, b.remaining_us, b.exhausted
  from objectives as o
  join downtimes as d on d.item = o.item
  cross join lateral stackflow.error_budget(o.target_percent, o.window_days, d.downtimes_us[1]) as b
)`;
}

/** The window itself and each look-back, all ending at the instant. */
function stretches(lookbacks: readonly Lookback[]): Sql[] {
  const looks = lookbacks.map((lookback, index) => sql`(${index + 1}::int, ${LOOKBACK_SECONDS[lookback]}::int)`);
  return [sql`(0, o.window_days * 86400)`, ...looks];
}

/** Measures that need a look-back, and those of a budget alone. */
export const BURN_MEASURES = ['burnRate', 'timeToExhaustion'] as const satisfies readonly ErrorBudgetMeasure[];
export type BurnMeasure = (typeof BURN_MEASURES)[number];
export type BudgetMeasure = Exclude<ErrorBudgetMeasure, BurnMeasure>;

export function isBurnMeasure(measure: ErrorBudgetMeasure): measure is BurnMeasure {
  return BURN_MEASURES.some((burn) => burn === measure);
}

/** Each measure as an expression over `budgets as b`, in the unit that `model/error-budget-measures` names. */
export const BUDGET_EXPRESSIONS: Readonly<Record<BudgetMeasure, Sql>> = {
  remainingPercent: sql`(100 * b.remaining_us / nullif(b.budget_us, 0))::float8`,
  remainingMinutes: sql`(b.remaining_us / 60000000)::float8`,
  usedPercent: sql`(100 * b.downtime_us / nullif(b.budget_us, 0))::float8`,
  usedMinutes: sql`(b.downtime_us / 60000000)::float8`,
  availability: availabilityPercent(sql`b.downtime_us`, sql`b.window_us`),
  exhausted: sql`b.exhausted::int::float8`,
  targetPercent: sql`b.target_percent::float8`,
  windowDays: sql`b.window_days::float8`,
};

/** Every measure of a budget alone, as columns with its name. */
export const BUDGET_COLUMNS: Sql = join(
  Object.entries(BUDGET_EXPRESSIONS).map(([measure, expression]) => sql`${expression} as ${raw(`"${measure}"`)}`),
  ',\n  '
);

/**
 * The same for a look-back, as an expression over `budgets as b`.
 *
 * Burn rate: (downtime in L ÷ L) ÷ (1 − target), as in Google's SRE workbook, "Alerting on SLOs".
 * Time to exhaustion: what remains, at the speed of the look-back.
 *
 * @param index the look-back's place in the list that `budgetCtes` was given, from 0
 */
export function burnExpression(measure: BurnMeasure, lookback: Lookback, index: number): Sql {
  const downtimeUs = sql`b.downtimes_us[${index + 2}::int]`;
  const lengthUs = sql`(${LOOKBACK_SECONDS[lookback]}::numeric * 1000000)`;
  switch (measure) {
    case 'burnRate':
      return sql`(${downtimeUs} / ${lengthUs} / nullif((100 - b.target_percent) / 100, 0))::float8`;
    case 'timeToExhaustion':
      return sql`(case when b.exhausted then 0 else b.remaining_us / 1000000 * ${lengthUs} / nullif(${downtimeUs}, 0) end)::float8`;
  }
}
