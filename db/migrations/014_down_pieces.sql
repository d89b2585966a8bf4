-- Downtime as it is once overlaps and maintenance are taken out, kept so that it is not computed anew by every answer.
-- stackflow.down_periods and stackflow.incident_down_periods stay the definition. Pieces are what they give over all
-- time, but for the life of a service: from when it is monitored, and when it is retired, is looked up when asked.
-- A service with a mark is answered by the definition. Whoever changes the definition marks every service.

create table if not exists stackflow.down_pieces (
  service_id bigint not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- Found by their end. Holds all of a row, so that the index alone is read.
  primary key (service_id, ended_at, started_at)
);
comment on table stackflow.down_pieces is 'Disjoint pieces of the downtime of services, without maintenance. Only stackflow.fold_down_pieces writes them; not to be read where a service has a row in down_marks.';
comment on column stackflow.down_pieces.ended_at is 'Infinity while the service is down.';

create table if not exists stackflow.incident_down_pieces (
  service_id bigint not null,
  -- Null where a table from before has downtime without an incident.
  incident_id bigint,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  down tstzmultirange not null,
  us numeric,
  unique nulls not distinct (service_id, incident_id)
);
comment on table stackflow.incident_down_pieces is 'The same incident by incident: when each took a service down. Incidents may overlap.';
comment on column stackflow.incident_down_pieces.started_at is 'Where its first piece begins.';
comment on column stackflow.incident_down_pieces.ended_at is 'Where its last piece ends; infinity while the service is down.';
comment on column stackflow.incident_down_pieces.us is 'How long its pieces are together, in microseconds; null where they have no beginning or no end.';
create index if not exists incident_down_pieces_ended_idx
  on stackflow.incident_down_pieces (service_id, ended_at, started_at);

-- Without any key or reference: a row that is added waits for nobody.
create table if not exists stackflow.down_marks (
  service_id bigint not null,
  marked_at timestamptz not null default now()
);
comment on table stackflow.down_marks is 'Services whose pieces may be stale. Rows are only ever added by what changes downtime or maintenance, in the same transaction, and taken away by stackflow.fold_down_pieces.';
-- Else rows could not be deleted where a publication has all tables.
alter table stackflow.down_marks replica identity full;
alter table stackflow.incident_down_pieces replica identity full;
create index if not exists down_marks_service_idx on stackflow.down_marks (service_id);

-- As version 13 has it for tables that are read by indexes alone.
alter table stackflow.down_pieces set (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);

create or replace function stackflow.mark_down_pieces()
returns trigger
language plpgsql
-- With its owner's rights: who writes downtime need not be able to write marks.
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.down_marks (service_id)
    select distinct n.service_id from added as n where n.service_id is not null;
  elsif tg_op = 'DELETE' then
    insert into stackflow.down_marks (service_id)
    select distinct o.service_id from removed as o where o.service_id is not null;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.down_marks (service_id)
    select u.service_id
    from (select n.service_id from added as n union select o.service_id from removed as o) as u
    where u.service_id is not null;
  else
    -- Truncated, maybe with the services, whose numbers may be given anew.
    insert into stackflow.down_marks (service_id)
    select s.id from stackflow.services as s
    union
    select p.service_id from stackflow.down_pieces as p
    union
    select i.service_id from stackflow.incident_down_pieces as i;
  end if;
  return null;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['incident_downtimes', 'maintenance_windows'] loop
    execute format('create or replace trigger mark_down_inserted after insert on stackflow.%I
      referencing new table as added for each statement execute function stackflow.mark_down_pieces()', name);
    execute format('create or replace trigger mark_down_updated after update on stackflow.%I
      referencing old table as removed new table as added for each statement execute function stackflow.mark_down_pieces()', name);
    execute format('create or replace trigger mark_down_deleted after delete on stackflow.%I
      referencing old table as removed for each statement execute function stackflow.mark_down_pieces()', name);
    execute format('create or replace trigger mark_down_truncated after truncate on stackflow.%I
      for each statement execute function stackflow.mark_down_pieces()', name);
    -- Also of programs that load rows as a replica: without their marks pieces would be stale unnoticed.
    execute format('alter table stackflow.%I
      enable always trigger mark_down_inserted, enable always trigger mark_down_updated,
      enable always trigger mark_down_deleted, enable always trigger mark_down_truncated', name);
  end loop;
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

  return coalesce(cardinality(ids), 0);
end
$$;
comment on function stackflow.fold_down_pieces is 'Puts the pieces of so many marked services right; returns of how many, null where another is at it.';

revoke execute on function stackflow.mark_down_pieces(), stackflow.fold_down_pieces(integer) from public;
grant execute on function stackflow.fold_down_pieces(integer) to sre_metrics_writer;
grant select on stackflow.down_pieces, stackflow.incident_down_pieces, stackflow.down_marks
to sre_metrics_reader, sre_metrics_writer;

-- The first fold fills all pieces, beside readers and writers. Triggers are there already: no change is missed.
insert into stackflow.down_marks (service_id) select s.id from stackflow.services as s;
