-- Downtime and incidents of each service, counted up to the same moments, so that who asks about a year does not read each
-- of its pieces. Only ever a shorter way to what down_pieces and incident_down_pieces say: where there is no total, and from the
-- last one on, they are read themselves. Not to be read where a service has a row in down_marks.

create table if not exists stackflow.down_totals (
  service_id bigint not null,
  at timestamptz not null,
  down_us numeric not null,
  begun integer not null,
  ended integer not null,
  -- Holds all of a row, so that the index alone is read.
  primary key (service_id, at) include (down_us, begun, ended)
);
comment on table stackflow.down_totals is 'Downtime and incidents of each service up to moments 32 days apart. Only stackflow.fold_down_pieces writes them; not to be read where a service has a row in down_marks.';
comment on column stackflow.down_totals.down_us is 'Downtime without maintenance from the first moment of the service in this table up to this one, in microseconds.';
comment on column stackflow.down_totals.begun is 'Incidents whose first piece began before.';
comment on column stackflow.down_totals.ended is 'Incidents whose last piece ended before or just then.';

-- As version 13 has it for tables that are read by indexes alone.
alter table stackflow.down_totals set (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);

create or replace function stackflow.down_total_seconds()
returns integer
language sql immutable parallel safe
as $$ select 32 * 86400 $$;
comment on function stackflow.down_total_seconds is 'How far the moments of down_totals are apart; they count from 1970. Answers are the same whatever it says.';

-- Puts the totals of some services right by their pieces, in the transaction that wrote these.
create or replace function stackflow.write_down_totals(service_ids bigint[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  every constant integer := stackflow.down_total_seconds();
begin
  with incidents as materialized (
    select i.service_id, extract(epoch from i.started_at) as begins, extract(epoch from i.ended_at) as ends
    from stackflow.incident_down_pieces as i
    where i.service_id = any (service_ids)
  ),
  pieces as (
    select p.service_id, extract(epoch from p.started_at) as begins, extract(epoch from p.ended_at) as ends
    from stackflow.down_pieces as p
    where p.service_id = any (service_ids)
  ),
  -- Moments by number. None is of use where nothing is known of before or after it; of before 1970 and the future little is.
  spans as materialized (
    select i.service_id, ceil(min(t.at) / every)::integer as first_no, floor(max(t.at) / every)::integer as last_no
    from incidents as i
    cross join lateral (values (i.begins), (i.ends)) as t (at)
    where t.at between 0 and extract(epoch from now())
    group by i.service_id
  ),
  -- What is counted in the total of a moment, and in all that follow.
  counted as (
    select s.service_id, n.no, 0::numeric as down_us, 0 as begun, 0 as ended
    from spans as s
    cross join lateral generate_series(s.first_no, s.last_no) as n (no)
    union all
    -- Each piece up to each moment, from the one before.
    select s.service_id, n.no, (least(p.ends, n.no::numeric * every) - greatest(p.begins, (n.no - 1)::numeric * every)) * 1000000, 0, 0
    from pieces as p
    join spans as s on s.service_id = p.service_id
    cross join lateral generate_series(
      greatest(floor(p.begins / every), s.first_no)::integer + 1, least(ceil(p.ends / every), s.last_no)::integer
    ) as n (no)
    union all
    select s.service_id, least(greatest(floor(i.begins / every) + 1, s.first_no), s.last_no + 1)::integer, 0, 1, 0
    from incidents as i
    join spans as s on s.service_id = i.service_id
    union all
    select s.service_id, least(greatest(ceil(i.ends / every), s.first_no), s.last_no + 1)::integer, 0, 0, 1
    from incidents as i
    join spans as s on s.service_id = i.service_id
  ),
  fresh as materialized (
    select t.service_id, to_timestamp(t.no::double precision * every) as at, t.down_us, t.begun, t.ended
    from (
      select c.service_id, c.no, s.last_no, sum(sum(c.down_us)) over so_far as down_us,
        sum(sum(c.begun)) over so_far as begun, sum(sum(c.ended)) over so_far as ended
      from counted as c
      join spans as s on s.service_id = c.service_id
      group by c.service_id, c.no, s.last_no
      window so_far as (partition by c.service_id order by c.no)
    ) as t
    where t.no <= t.last_no
  ),
  gone as (
    delete from stackflow.down_totals as t
    where t.service_id = any (service_ids) and not exists (
      select from fresh as f where f.service_id = t.service_id and f.at = t.at
    )
  )
  insert into stackflow.down_totals as t (service_id, at, down_us, begun, ended)
  select f.service_id, f.at, f.down_us, f.begun, f.ended
  from fresh as f
  order by f.service_id, f.at
  on conflict (service_id, at) do update
    set down_us = excluded.down_us, begun = excluded.begun, ended = excluded.ended
    where (t.down_us, t.begun, t.ended) is distinct from (excluded.down_us, excluded.begun, excluded.ended);
end
$$;

-- Takes the marks that it sees of some services, those marked longest ago first, and puts their pieces right. A mark of a
-- transaction that commits later stays, whether its rows were seen or not.
create or replace function stackflow.fold_down_pieces(most integer)
returns integer
language plpgsql
-- With its owner's rights: nobody else may write pieces.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  ids bigint[];
begin
  -- Rows of partitions and of tables that inherit change without the triggers, and policies hide rows from some readers
  -- alone: there all services stay marked, and the definition answers.
  if exists (
    select from pg_class as c
    where c.oid in ('stackflow.incident_downtimes'::regclass, 'stackflow.maintenance_windows'::regclass)
      and (c.relkind <> 'r' or c.relrowsecurity or exists (select from pg_inherits as i where i.inhparent = c.oid))
  ) then
    insert into stackflow.down_marks (service_id)
    select s.id from stackflow.services as s
    where not exists (select from stackflow.down_marks as m where m.service_id = s.id);
    return 0;
  end if;

  if not pg_try_advisory_xact_lock(hashtextextended('sre-metrics fold', 0)) then
    return null;
  end if;

  with taken as (
    delete from stackflow.down_marks as m
    where m.service_id in (
      select o.service_id from stackflow.down_marks as o group by o.service_id order by min(o.marked_at) limit most
    )
    returning m.service_id
  )
  select array_agg(distinct t.service_id) into ids from taken as t;

  -- A statement of its own, which sees all that the marks taken stand for.
  with fresh as materialized (
    select d.service_id, d.incident_id, case when m.planned is null then d.down else d.down - m.planned end as down
    from (
      select p.service_id, p.incident_id,
        range_agg(tstzrange(p.started_at, coalesce(p.ended_at, 'infinity'))) as down
      from stackflow.incident_downtimes as p
      where p.service_id = any (ids) and p.started_at < coalesce(p.ended_at, 'infinity')
      group by p.service_id, p.incident_id
    ) as d
    left join (
      select w.service_id, range_agg(tstzrange(w.started_at, w.ended_at)) as planned
      from stackflow.maintenance_windows as w
      where w.service_id = any (ids) and w.started_at < w.ended_at
      group by w.service_id
    ) as m on m.service_id = d.service_id
  ),
  gone as (
    delete from stackflow.incident_down_pieces as i
    where i.service_id = any (ids) and not exists (
      select from fresh as f
      where f.service_id = i.service_id and f.incident_id is not distinct from i.incident_id and not isempty(f.down)
    )
  )
  insert into stackflow.incident_down_pieces as i (service_id, incident_id, started_at, ended_at, down, us)
  select f.service_id, f.incident_id, lower(f.down), upper(f.down), f.down,
    case when isfinite(lower(f.down)) and isfinite(upper(f.down)) then (
      select sum(extract(epoch from upper(u.piece) - lower(u.piece)) * 1000000) from unnest(f.down) as u (piece)
    ) end
  from fresh as f
  where not isempty(f.down)
  -- What is asked for together lies together.
  order by f.service_id, lower(f.down)
  on conflict (service_id, incident_id) do update
    set started_at = excluded.started_at, ended_at = excluded.ended_at, down = excluded.down, us = excluded.us
    where i.down <> excluded.down;

  with fresh as materialized (
    select i.service_id, lower(u.piece) as started_at, upper(u.piece) as ended_at
    from (
      select p.service_id, range_agg(p.down) as down
      from stackflow.incident_down_pieces as p
      where p.service_id = any (ids)
      group by p.service_id
    ) as i
    cross join lateral unnest(i.down) as u (piece)
  ),
  gone as (
    delete from stackflow.down_pieces as p
    where p.service_id = any (ids) and not exists (
      select from fresh as f
      where f.service_id = p.service_id and f.ended_at = p.ended_at and f.started_at = p.started_at
    )
  )
  insert into stackflow.down_pieces (service_id, started_at, ended_at)
  select f.service_id, f.started_at, f.ended_at from fresh as f
  on conflict do nothing;

  perform stackflow.write_down_totals(ids);
  return coalesce(cardinality(ids), 0);
end
$$;
comment on function stackflow.fold_down_pieces is 'Puts the pieces of so many marked services right; returns of how many, null where another is at it.';

revoke execute on function stackflow.write_down_totals(bigint[]) from public;
grant select on stackflow.down_totals to sre_metrics_reader, sre_metrics_writer;

-- The fold keeps its owner, who need not be who migrates now.
do $$
declare
  folder constant regrole := (
    select p.proowner::regrole from pg_proc as p where p.oid = 'stackflow.fold_down_pieces(integer)'::regprocedure
  );
begin
  execute format('grant select, insert, update, delete on stackflow.down_totals to %s', folder);
  execute format('grant execute on function stackflow.write_down_totals(bigint[]), stackflow.down_total_seconds() to %s', folder);
end
$$;

-- The first fold fills totals. Until then there are none, so that one who still folds by the function of before leaves none stale.
insert into stackflow.down_marks (service_id) select s.id from stackflow.services as s;
