import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { LOOKBACK_SECONDS } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import { MEASURED_CTES, availabilityPercent, downCte } from '../downtime/downtime-sql';
import { objectivesCte } from './objectives';
import type { SloScope } from './objectives';

/**
 * The CTEs behind every error budget number, for each instant of the CTE `asked (at)` that comes
 * before them: `budgets`, a row for each SLO and instant with its downtime and budget, and
 * `burning`, a row for each of those and look-back.
 */
export function budgetCtes(scope: SloScope, lookbacks: readonly Lookback[]): Sql {
  return sql`${objectivesCte(scope)},
looks as (${looks(lookbacks)}),
stretches as materialized (
  select o.at, o.slo_id, o.service_id, null::text as lookback, o.window_days * 86400 as seconds from objectives as o
  union all
  select o.at, o.slo_id, o.service_id, l.lookback, l.seconds from objectives as o cross join looks as l
),
windows as materialized (
  select distinct t.service_id, t.at - make_interval(secs => t.seconds) as starts_at, t.at as ends_at
  from stretches as t
),
${downCte(
  sql`array(select distinct w.service_id from windows as w)`,
  sql`(select min(w.starts_at) from windows as w)`,
  sql`(select max(w.ends_at) from windows as w)`
)},
${MEASURED_CTES},
budgets as (
  select o.*, m.downtime_us, b.window_us, b.budget_us, b.remaining_us, b.exhausted
  from objectives as o
  join measured as m on m.service_id = o.service_id and m.ends_at = o.at
    and m.starts_at = o.at - make_interval(secs => o.window_days * 86400)
  cross join lateral stackflow.error_budget(o.target_percent, o.window_days, m.downtime_us) as b
),
burning as (
  select t.at, t.slo_id, t.lookback, t.seconds, m.downtime_us
  from stretches as t
  join measured as m on m.service_id = t.service_id and m.ends_at = t.at
    and m.starts_at = t.at - make_interval(secs => t.seconds)
  where t.lookback is not null
)`;
}

function looks(lookbacks: readonly Lookback[]): Sql {
  if (lookbacks.length === 0) {
    return sql`select null::text as lookback, null::int as seconds where false`;
  }
  const rows = lookbacks.map((lookback) => sql`(${lookback}::text, ${LOOKBACK_SECONDS[lookback]}::int)`);
  return sql`select l.lookback, l.seconds from (values ${join(rows)}) as l (lookback, seconds)`;
}

/** Measures of a budget alone, and those that need a look-back too. */
export type BurnMeasure = 'burnRate' | 'timeToExhaustion';
export type BudgetMeasure = Exclude<ErrorBudgetMeasure, BurnMeasure>;

export function isBurnMeasure(measure: ErrorBudgetMeasure): measure is BurnMeasure {
  return measure === 'burnRate' || measure === 'timeToExhaustion';
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

/**
 * The same over `budgets as b` joined to `burning as r`.
 *
 * Burn rate: (downtime in L ÷ L) ÷ (1 − target), as in Google's SRE workbook, "Alerting on SLOs".
 * Time to exhaustion: what remains, at the speed of the look-back.
 */
export const BURN_EXPRESSIONS: Readonly<Record<BurnMeasure, Sql>> = {
  burnRate: sql`(r.downtime_us / (r.seconds * 1000000::numeric) / nullif((100 - b.target_percent) / 100, 0))::float8`,
  timeToExhaustion: sql`(case when b.exhausted then 0 else b.remaining_us / 1000000 * (r.seconds * 1000000::numeric) / nullif(r.downtime_us, 0) end)::float8`,
};
