import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { downPieces } from '../downtime/down-pieces';
import { microseconds } from '../downtime/downtime-sql';

/** The budget of a whole window: that of a shorter one grows until there is one. */
const wholeBudgetUs = sql`(b.window_days * 86400000000::numeric * (100 - b.target_percent) / 100)`;

const windowStart = sql`b.at - make_interval(secs => b.window_days * 86400)`;

/**
 * Seconds until the budget recovers if nothing goes down from now on, as an expression over `budgets as b`; 0 where it
 * is not exhausted.
 *
 * Downtime leaves the window in the order in which it came. The budget is back once more of it has left than was spent
 * too much; the moment at which that much had passed, a window later. Without any budget all of it must leave.
 * Where the service has been monitored for less than a window, nothing leaves it, but the budget grows.
 */
export const RECOVERY_SECONDS: Sql = sql`(case
    when not b.exhausted then 0
    when b.downtime_us < ${wholeBudgetUs}
      then (b.downtime_us - b.budget_us) * 100 / (100 - b.target_percent) / 1000000
    else (
    select extract(epoch from coalesce(
      min(r.starts_at + make_interval(secs => ((b.downtime_us - ${wholeBudgetUs} - r.before_us) / 1000000)::float8))
        filter (where r.before_us + r.length_us > b.downtime_us - ${wholeBudgetUs}),
      max(r.ends_at)
    ) - (${windowStart}))
    from (
      select p.starts_at, p.ends_at, p.length_us,
        sum(p.length_us) over (order by p.starts_at) - p.length_us as before_us
      from (
        select lower(d.period) as starts_at, upper(d.period) as ends_at,
          ${microseconds(sql`lower(d.period)`, sql`upper(d.period)`)} as length_us
        from ${downPieces(sql`array[b.service_id]`, windowStart, sql`b.at`)} as d
      ) as p
    ) as r
  ) end)::float8`;
