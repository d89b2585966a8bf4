import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { durationUs } from '../../aurora/duration-us';
import { pieceDowntimes, pieceIncidents } from './down-pieces';
import type { Stretch } from './down-pieces';

/** In shorter ranges the pieces are quicker read themselves: totals are 32 days apart, and take several looks for each service. */
export const LEAST_DAYS_BY_TOTALS = 128;

/**
 * A table expression `(us numeric, is_down boolean, incidents float8)`, one row: of a service that is not marked its downtime in
 * such a stretch, in whole microseconds, whether it is down up to its end, and how many incidents took it down, other than during
 * maintenance. As `pieceDowntimes` and `pieceIncidents` have it, of which only the pieces before the first total in the stretch
 * and after the last are read.
 */
export function longDowntime({ serviceId, from, to }: Stretch): Sql {
  const firstAt = sql`b.first_at`;
  return sql`(
    select b.us + h.us + t.downtimes_us[1] as us, t.is_down,
      b.incidents + h.incidents + ${pieceIncidents({ serviceId, from, to }, { endAfter: sql`b.last_at`, beginFrom: sql`b.counted_before` })} as incidents
    from ${betweenTotals({ serviceId, from, to })} as b
    cross join lateral (
      select coalesce(sum(${durationUs(sql`greatest(p.started_at, ${from})`, sql`p.ended_at`)}), 0)
        + coalesce(${acrossFirst({ serviceId, from }, firstAt)}, 0) as us,
        (
          select count(*)
          from stackflow.incident_down_pieces as p
          where p.service_id = ${serviceId} and p.ended_at > ${from} and p.ended_at <= ${firstAt}
        )::float8 as incidents
      from stackflow.down_pieces as p
      where p.service_id = ${serviceId} and p.ended_at > ${from} and p.ended_at <= ${firstAt}
    ) as h
    cross join lateral ${pieceDowntimes({ serviceId, starts: [sql`b.last_at`], to })} as t
  )`;
}

/**
 * What is counted between the first total in the stretch and the last. Where there are not two, nothing is, and the rest, from the
 * last on, is the whole stretch.
 */
function betweenTotals({ serviceId, from, to }: Stretch): Sql {
  return sql`(
      select
        case when u.is_used then f.at else ${from} end as first_at,
        case when u.is_used then l.at else ${from} end as last_at,
        case when u.is_used then l.at else '-infinity' end as counted_before,
        case when u.is_used then l.down_us - f.down_us else 0 end as us,
        -- Whoever ended by the first began before it.
        case when u.is_used then l.begun - f.ended else 0 end::float8 as incidents
      from (values (null)) as one
      left join lateral (
        select t.at, t.down_us, t.ended
        from stackflow.down_totals as t
        where t.service_id = ${serviceId} and t.at >= ${from}
        order by t.at
        limit 1
      ) as f on true
      left join lateral (
        select t.at, t.down_us, t.begun
        from stackflow.down_totals as t
        where t.service_id = ${serviceId} and t.at < ${to}
        order by t.at desc
        limit 1
      ) as l on true
      cross join lateral (select coalesce(f.at < l.at, false) as is_used) as u
    )`;
}

/** Microseconds of the piece that goes on across the first total, from the start of the stretch up to it; null where there is none. */
function acrossFirst({ serviceId, from }: Omit<Stretch, 'to'>, firstAt: Sql): Sql {
  return sql`(
          select ${durationUs(sql`greatest(p.started_at, ${from})`, firstAt)}
          from (
            select p.started_at
            from stackflow.down_pieces as p
            where p.service_id = ${serviceId} and p.ended_at > ${firstAt}
            order by p.ended_at
            limit 1
          ) as p
          where p.started_at < ${firstAt}
        )`;
}
