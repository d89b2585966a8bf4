import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { durationUs } from '../../aurora/duration-us';
import { MONITORED_FROM, microseconds } from './downtime-sql';

/**
 * Downtime of services by the pieces that are kept of it. What counts as downtime is the database's functions
 * `stackflow.down_periods` and `stackflow.incident_down_periods`, which the change gate uses too: they answer for every
 * service whose pieces may be stale. So the rows are those that the functions give, whatever is folded.
 */

/**
 * A table expression `(service_id, period tstzrange)`: disjoint pieces of downtime of the services, each moment once,
 * clipped to `[from, to)`, maintenance left out. The rows of `stackflow.down_periods`.
 *
 * @param serviceIds an expression of type `bigint[]`
 */
export function downPieces(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`(
  select a.service_id, p.period
  from ${askedServices(serviceIds, from, to)} as a
  -- Service by service, by an index.
  cross join lateral (
    select tstzrange(greatest(p.started_at, a.starts_at), least(p.ended_at, a.ends_at)) as period
    from stackflow.down_pieces as p
    where p.service_id = a.service_id and p.ended_at > a.starts_at and p.started_at < a.ends_at
    offset 0
  ) as p
  where a.starts_at < a.ends_at
  union all
  select d.service_id, d.period
  from ${markedServices(serviceIds, from, to)} as m
  cross join lateral stackflow.down_periods(m.service_ids, m.starts_at, m.ends_at) as d
)`;
}

/**
 * A table expression `(service_id, incident_id, down tstzmultirange, us numeric)`: the same of each incident, which may
 * overlap, and how long it was in microseconds. `down` may be empty, and `us` is null then. The rows of
 * `stackflow.incident_down_periods`, but for those with an empty `down`.
 *
 * @param serviceIds an expression of type `bigint[]`
 */
export function incidentDownPieces(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`(
  select a.service_id, p.incident_id, p.down, coalesce(p.us, ${lengthOf(sql`p.down`)}) as us
  from ${askedServices(serviceIds, from, to)} as a
  cross join lateral (
    select p.incident_id,
      case when c.is_whole then p.down else p.down * tstzmultirange(tstzrange(a.starts_at, a.ends_at)) end as down,
      case when c.is_whole then p.us end as us
    from stackflow.incident_down_pieces as p
    cross join lateral (select p.started_at >= a.starts_at and p.ended_at <= a.ends_at as is_whole) as c
    where p.service_id = a.service_id and p.ended_at > a.starts_at and p.started_at < a.ends_at
    offset 0
  ) as p
  where a.starts_at < a.ends_at
  union all
  select d.service_id, d.incident_id, d.down, ${lengthOf(sql`d.down`)} as us
  from ${markedServices(serviceIds, from, to)} as m
  cross join lateral stackflow.incident_down_periods(m.service_ids, m.starts_at, m.ends_at) as d
)`;
}

/** A stretch of one service's time in which it was monitored and in use, as expressions. */
export interface Stretch {
  readonly serviceId: Sql;
  readonly from: Sql;
  readonly to: Sql;
}

/**
 * A table expression `(downtimes_us numeric[], is_down boolean)`, one row: the downtime of a service that is not marked in several
 * such stretches, which end together, in whole microseconds and in the order of `starts`; and whether it is down up to their end.
 */
export function pieceDowntimes({
  serviceId,
  starts,
  to,
}: Omit<Stretch, 'from'> & { readonly starts: readonly Sql[] }): Sql {
  const downtimes = starts.map((from) => {
    const length = durationUs(sql`greatest(p.started_at, ${from})`, sql`least(p.ended_at, ${to})`);
    return sql`coalesce(sum(${length}) filter (where p.ended_at > ${from}), 0)`;
  });
  return sql`(
    select array[${join(downtimes)}] as downtimes_us, coalesce(max(p.ended_at) >= ${to}, false) as is_down
    from stackflow.down_pieces as p
    where p.service_id = ${serviceId} and p.ended_at > least(${join(starts)}) and p.started_at < ${to}
  )`;
}

/** Those of a stretch's incidents that are not counted otherwise: that end after a moment in it, and begin no sooner than another. */
export interface UncountedIncidents {
  readonly endAfter: Sql;
  readonly beginFrom: Sql;
}

/**
 * How many incidents took a service that is not marked down in such a stretch, other than during maintenance: a float8 expression.
 *
 * @param uncounted where the others are counted, and with them those that begin before the stretch and end after it: of these the
 * ones are taken off again that are not down in it
 */
export function pieceIncidents({ serviceId, from, to }: Stretch, uncounted?: UncountedIncidents): Sql {
  const goesBeyond = sql`p.started_at < ${from} and p.ended_at > ${to}`;
  const isCounted = uncounted === undefined ? sql`true` : sql`p.started_at >= ${uncounted.beginFrom}`;
  return sql`(
      -- Of those that begin or end in it the index tells all.
      select (count(*) filter (where ${isCounted}) - case when bool_or(${goesBeyond}) then (
        -- Between the first of its pieces and the last it may have been up all the time.
        select count(*)
        from stackflow.incident_down_pieces as p
        where p.service_id = ${serviceId} and ${goesBeyond} and not p.down && tstzrange(${from}, ${to})
      ) else 0 end)::float8
      from stackflow.incident_down_pieces as p
      where p.service_id = ${serviceId} and p.ended_at > ${uncounted?.endAfter ?? from} and p.started_at < ${to}
    )`;
}

/** The same of a service that is marked. */
export function definedIncidents({ serviceId, from, to }: Stretch): Sql {
  return sql`(
      select count(*)::float8
      from stackflow.incident_down_periods(array[${serviceId}], ${from}, ${to}) as d
      where not isempty(d.down)
    )`;
}

/**
 * The CTE `down (service_id, period tstzrange)`: disjoint pieces of downtime of the services, each
 * moment once, clipped to `[from, to)`, maintenance left out.
 *
 * @param serviceIds an expression of type `bigint[]`
 */
export function downCte(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`down as materialized (
  select d.service_id, d.period
  from ${downPieces(serviceIds, from, to)} as d
)`;
}

/** Whether the pieces of a service, alias `s`, may be stale. */
export const IS_MARKED = sql`exists (select from stackflow.down_marks as m where m.service_id = s.id)`;

/** The services whose pieces are right, and the part of `[from, to)` in which each was monitored and in use. */
function askedServices(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`(
    select s.id as service_id, greatest(${from}, ${MONITORED_FROM}) as starts_at, least(${to}, s.retired_at) as ends_at
    from stackflow.services as s
    where s.id = any (${serviceIds}) and not ${IS_MARKED}
    offset 0
  )`;
}

/**
 * What the functions are given of the other services, as the columns of a row: of a subselect among its parameters
 * PostgreSQL would not inline one. No row where nothing is marked.
 */
function markedServices(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`(
    select array_agg(s.id) as service_ids, ${from} as starts_at, ${to} as ends_at
    from stackflow.services as s
    where s.id = any (${serviceIds}) and ${IS_MARKED}
    having count(*) > 0
  )`;
}

/** Numeric microseconds of a multirange; null where it is empty. */
function lengthOf(down: Sql): Sql {
  return sql`(select sum(${microseconds(sql`lower(u.piece)`, sql`upper(u.piece)`)}) from unnest(${down}) as u (piece))`;
}
