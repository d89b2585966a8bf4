import sql, { empty, join, raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { BURN_RANGES } from '../../../model/burn-alerts';
import type { BurnLimit } from '../../../model/burn-alerts';
import { LOOKBACK_SECONDS, isFixedLookback, lookbackSeconds, tierOf } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import { IS_MARKED, downCte, pieceDowntimes, pieceIncidents } from '../downtime/down-pieces';
import { MEASURED_CTES, MONITORED_FROM, availabilityPercent } from '../downtime/downtime-sql';
import { measuredUs, objectivesCte } from './objectives';
import type { SloScope } from './objectives';
import { RECOVERY_SECONDS } from './recovery-sql';

/**
 * The CTEs behind every error budget number, for each instant of the CTE `instants (at)` that comes
 * before them: `budgets`, a row for each SLO and instant with its downtime and budget, and in
 * `downtimes_us` the downtime of the window, then that of each look-back in the order given.
 */
export function budgetCtes(scope: SloScope, lookbacks: readonly Lookback[]): Sql {
  return sql`${objectivesCte(scope)},
windows as materialized (${windowsOf(lookbacks)}),
${MEASURED_WINDOWS},
downtimes as (${DOWNTIMES_OF_WINDOWS}
),
${budgetsCte()}`;
}

/**
 * The same for a single instant, with `is_marked`, the start of the window, `starts_at`, and `incidents`, those that took the
 * service down in the window, null where it is marked, in `budgets`. Then windows are few, and all of an SLO are quicker read
 * from the pieces of its service at once. Those of services whose pieces may be stale are measured as all others are.
 */
export function currentBudgetCtes(scope: SloScope, lookbacks: readonly Lookback[]): Sql {
  const startsAt = sql`greatest(i.at - make_interval(secs => v.window_days * 86400), ${MONITORED_FROM})`;
  const window = { serviceId: sql`o.service_id`, from: sql`o.starts_at`, to: sql`o.at` };
  const lookbackStarts = lookbacks.map(
    (lookback) => sql`greatest(o.at - make_interval(secs => ${secondsOrOne(lookback)}), o.monitored_since)`
  );
  return sql`${objectivesCte(scope, sql`, ${startsAt} as starts_at, ${IS_MARKED} as is_marked`)},
windows as materialized (${windowsOf(lookbacks)}
  where o.is_marked
),
${MEASURED_WINDOWS},
-- Materialized: of a few SLOs PostgreSQL would look at the pieces of all once more for each of them.
downtimes as materialized (
  select o.item, d.downtimes_us, ${pieceIncidents(window)} as incidents
  from objectives as o
  cross join lateral ${pieceDowntimes({ ...window, starts: [window.from, ...lookbackStarts] })} as d
  where not o.is_marked
  union all
  select w.item, w.downtimes_us, null from (${DOWNTIMES_OF_WINDOWS}
  ) as w
),
${budgetsCte(sql`, d.incidents`)}`;
}

/** Each window, part 0 of its item, and the look-backs that end with it. */
function windowsOf(lookbacks: readonly Lookback[]): Sql {
  return sql`
  select o.item, l.part, o.service_id, greatest(o.at - make_interval(secs => l.seconds), o.monitored_since) as starts_at,
    o.at as ends_at
  from objectives as o
  cross join lateral (values ${join(stretches(lookbacks))}) as l (part, seconds)`;
}

const MEASURED_WINDOWS = sql`${downCte(
  sql`array(select distinct w.service_id from windows as w)`,
  sql`(select min(w.starts_at) from windows as w)`,
  sql`(select max(w.ends_at) from windows as w)`
)},
${MEASURED_CTES}`;

const DOWNTIMES_OF_WINDOWS = sql`
  select m.item, array_agg(m.downtime_us order by m.part) as downtimes_us
  from measured as m
  group by m.item`;

/** @param more further columns of `downtimes as d`, each after a comma */
function budgetsCte(more: Sql = empty): Sql {
  return sql`budgets as (
  select o.*, d.downtimes_us, d.downtimes_us[1] as downtime_us, b.budget_us, b.remaining_us, b.exhausted${more}
  from objectives as o
  join downtimes as d on d.item = o.item
  cross join lateral stackflow.budget_over(o.target_percent, o.window_us, d.downtimes_us[1]) as b
)`;
}

/** The window itself and each look-back, all ending at the instant. */
function stretches(lookbacks: readonly Lookback[]): Sql[] {
  const looks = lookbacks.map((lookback, index) => {
    return sql`(${index + 1}::int, ${secondsOrOne(lookback)})`;
  });
  return [sql`(0, o.window_days * 86400)`, ...looks];
}

/** Of `objectives as o`. A tier that the SLO lacks is measured over a second, and not told. */
function secondsOrOne(lookback: Lookback): Sql {
  return sql`coalesce(${secondsOf(lookback, sql`o.window_days`)}, 1)`;
}

/** Measures that need a look-back, and those of a budget alone. */
export const BURN_MEASURES = [
  'burnRate',
  'burnLimit',
  'burnLookback',
  'timeToExhaustion',
] as const satisfies readonly ErrorBudgetMeasure[];
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
  timeToRecovery: RECOVERY_SECONDS,
  exhausted: sql`b.exhausted::int::float8`,
  targetPercent: sql`b.target_percent::float8`,
  windowDays: sql`b.window_days::float8`,
};

/**
 * Every measure of a budget alone, as columns with its name.
 *
 * @param omitted measures that are null, since nobody asked for them
 */
export function budgetColumns(omitted: readonly BudgetMeasure[]): Sql {
  const columns = Object.entries(BUDGET_EXPRESSIONS).map(([measure, expression]) => {
    const value = omitted.some((name) => name === measure) ? sql`null::float8` : expression;
    return sql`${value} as ${raw(`"${measure}"`)}`;
  });
  return join(columns, ',\n  ');
}

/**
 * The same for a look-back, as an expression over `budgets as b`.
 *
 * Burn rate: (downtime in L ÷ L) ÷ (1 − target), as in Google's SRE workbook, "Alerting on SLOs".
 * Time to exhaustion: what remains, at the speed of the look-back. Of a look-back the part counts in which
 * the service was monitored, as of a window.
 *
 * @param index the look-back's place in the list that `budgetCtes` was given, from 0
 */
export function burnExpression(measure: BurnMeasure, lookback: Lookback, index: number): Sql {
  const downtimeUs = sql`b.downtimes_us[${index + 2}::int]`;
  const seconds = secondsOf(lookback, sql`b.window_days`);
  // Not looked at where the seconds are null.
  const lengthUs = measuredUs(seconds, sql`b.monitored_since`, sql`b.at`);
  switch (measure) {
    case 'burnLookback':
      return sql`${seconds}::float8`;
    case 'burnLimit':
      return sql`${byWindow(sql`b.window_days`, lookback, ({ rate }) => rate)}::float8`;
    case 'burnRate':
      // Of most look-backs there is no downtime, and nothing to divide.
      return sql`(case when ${seconds} is null or b.target_percent = 100 then null
        when ${downtimeUs} = 0 then 0
        else ${downtimeUs} / ${lengthUs} / ((100 - b.target_percent) / 100) end)::float8`;
    case 'timeToExhaustion':
      // A look-back may find downtime that has left the window. Where there is no budget, none of it runs out.
      return sql`(case when b.exhausted then 0
        when ${seconds} is not null and b.budget_us > 0 and ${downtimeUs} > 0
        then b.remaining_us / 1000000 * ${lengthUs} / ${downtimeUs} end)::float8`;
  }
}

/** Seconds of a look-back, an int that is null where the SLO lacks the tier. */
export function secondsOf(lookback: Lookback, windowDays: Sql): Sql {
  return isFixedLookback(lookback)
    ? sql`${LOOKBACK_SECONDS[lookback]}::int`
    : sql`(${byWindow(windowDays, lookback, (_, days) => lookbackSeconds(lookback, days))})::int`;
}

/** What an SLO's window makes of a tier, as `burnLimits` has it; null where it lacks the tier. */
function byWindow(
  windowDays: Sql,
  lookback: Lookback,
  pick: (limit: BurnLimit, referenceDays: number) => number | null
): Sql {
  const tier = tierOf(lookback);
  const cases = BURN_RANGES.map(({ toDays, referenceDays, limits }, index) => {
    const limit = limits.find((candidate) => candidate.tier === tier);
    const value = sql`${limit === undefined ? null : pick(limit, referenceDays)}::numeric`;
    return index === BURN_RANGES.length - 1 ? sql`else ${value}` : sql`when ${windowDays} <= ${toDays} then ${value}`;
  });
  return sql`case ${join(cases, ' ')} end`;
}
