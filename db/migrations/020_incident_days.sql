-- Severe incidents counted by day, kept so that who asks about a year does not read each of them. The definitions of what is
-- counted stay in the statements of the metrics, which answer for every day with a mark: `sre-metrics fold` writes days by
-- them. Whoever changes what counts adds a mark without a day.

-- In the order in which it is written, as version 15 says.
lock table stackflow.incidents, stackflow.incident_changes in share row exclusive mode;
-- What is altered here and in version 21, in the order in which the status of folds is read.
lock table stackflow.folded_days, stackflow.fold_times in access exclusive mode;

create table if not exists stackflow.incident_days (
  day integer primary key,
  created integer not null,
  linked integer not null,
  resolved integer not null,
  excluded integer not null,
  resolved_us numeric not null
);
comment on table stackflow.incident_days is 'P1 and P2 incidents of all services together by days of UTC. Only sre-metrics fold writes them; not to be read of days that have a row in incident_marks.';
comment on column stackflow.incident_days.day is 'Days since 1970-01-01.';
comment on column stackflow.incident_days.created is 'Those created that day.';
comment on column stackflow.incident_days.linked is 'Of these, those with a link that says that a change may have caused them.';
comment on column stackflow.incident_days.resolved is 'Those resolved that day whose time to resolution counts.';
comment on column stackflow.incident_days.excluded is 'Those resolved that day whose time to resolution does not: it is negative or infinite.';
comment on column stackflow.incident_days.resolved_us is 'The sum of the times to resolution that count, in microseconds.';

create table if not exists stackflow.folded_incident_days (
  day integer primary key,
  folded_at timestamptz not null,
  cells_version smallint not null
);
comment on table stackflow.folded_incident_days is 'When the row of a day in incident_days was last written; one without incidents has none there.';
comment on column stackflow.folded_incident_days.cells_version is 'As that of folded_days: the version of the schema whose tables of days the fold wrote.';

-- Without any key or reference: a row that is added waits for nobody.
create table if not exists stackflow.incident_marks (
  day integer,
  incident_id bigint,
  marked_at timestamptz not null default now()
);
comment on table stackflow.incident_marks is 'Days whose row in incident_days may be stale: the day itself, or that on which an incident was created, or every day where nothing is named. Rows are only ever added by what changes incidents or links, in the same transaction, and taken away by sre-metrics fold.';
comment on column stackflow.incident_marks.incident_id is 'Whoever links an incident may not see yet when it was created.';
create index if not exists incident_marks_first_idx on stackflow.incident_marks (day, marked_at);
create index if not exists incident_marks_tied_idx on stackflow.incident_marks (incident_id) where day is null;
-- Else rows could not be deleted where a publication has all tables.
alter table stackflow.incident_marks replica identity full;

-- Marks the days on which severe incidents were created or resolved that a statement wrote.
create or replace function stackflow.mark_days_of_incidents()
returns trigger
language plpgsql
-- With its owner's rights: who writes incidents need not be able to write marks.
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.incident_marks (day)
    select distinct stackflow.utc_day(t.at)
    from added as n
    cross join lateral (values (n.created_at), (n.resolved_at)) as t (at)
    where n.priority in ('P1', 'P2') and stackflow.has_cells(t.at);
  elsif tg_op = 'DELETE' then
    insert into stackflow.incident_marks (day)
    select distinct stackflow.utc_day(t.at)
    from removed as o
    cross join lateral (values (o.created_at), (o.resolved_at)) as t (at)
    where o.priority in ('P1', 'P2') and stackflow.has_cells(t.at);
  elsif tg_op = 'UPDATE' then
    insert into stackflow.incident_marks (day)
    with before as (
      select o.id, o.created_at, o.resolved_at from removed as o where o.priority in ('P1', 'P2')
    ),
    after as (
      select n.id, n.created_at, n.resolved_at from added as n where n.priority in ('P1', 'P2')
    )
    select distinct stackflow.utc_day(t.at)
    from ((table after except table before) union all (table before except table after)) as u
    cross join lateral (values (u.created_at), (u.resolved_at)) as t (at)
    where stackflow.has_cells(t.at);
  else
    insert into stackflow.incident_marks (day) values (null);
  end if;
  return null;
end
$$;

-- Marks the incidents of links that blame a change, whose days whoever reads the mark looks up: an incident may be moved to
-- another at the same moment.
create or replace function stackflow.mark_days_of_links()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.incident_marks (incident_id)
    select distinct n.incident_id from added as n where n.role = 'cause' and n.incident_id is not null;
  elsif tg_op = 'DELETE' then
    insert into stackflow.incident_marks (incident_id)
    select distinct o.incident_id from removed as o where o.role = 'cause' and o.incident_id is not null;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.incident_marks (incident_id)
    with before as (select o.incident_id from removed as o where o.role = 'cause'),
    after as (select n.incident_id from added as n where n.role = 'cause')
    select u.incident_id
    from ((table after except table before) union all (table before except table after)) as u
    where u.incident_id is not null;
  else
    insert into stackflow.incident_marks (day) values (null);
  end if;
  return null;
end
$$;
revoke execute on function stackflow.mark_days_of_incidents(), stackflow.mark_days_of_links() from public;

do $$
declare
  marked record;
begin
  for marked in
    select * from (values
      ('incidents', 'mark_days_of_incidents'),
      ('incident_changes', 'mark_days_of_links')
    ) as t (name, marks)
  loop
    execute format('create or replace trigger mark_days_inserted after insert on stackflow.%I
      referencing new table as added for each statement execute function stackflow.%I()', marked.name, marked.marks);
    execute format('create or replace trigger mark_days_updated after update on stackflow.%I
      referencing old table as removed new table as added for each statement execute function stackflow.%I()', marked.name, marked.marks);
    execute format('create or replace trigger mark_days_deleted after delete on stackflow.%I
      referencing old table as removed for each statement execute function stackflow.%I()', marked.name, marked.marks);
    execute format('create or replace trigger mark_days_truncated after truncate on stackflow.%I
      for each statement execute function stackflow.%I()', marked.name, marked.marks);
    -- Also of programs that load rows as a replica: without their marks days would be stale unnoticed.
    execute format('alter table stackflow.%I
      enable always trigger mark_days_inserted, enable always trigger mark_days_updated,
      enable always trigger mark_days_deleted, enable always trigger mark_days_truncated', marked.name);
  end loop;
end
$$;

grant select on stackflow.incident_days, stackflow.folded_incident_days, stackflow.incident_marks
to sre_metrics_reader, sre_metrics_writer;
grant insert, delete on stackflow.incident_days, stackflow.folded_incident_days, stackflow.incident_marks
to sre_metrics_writer;

alter table stackflow.fold_times drop constraint if exists fold_times_stored_check;
alter table stackflow.fold_times
  add constraint fold_times_stored_check check (stored in ('downtime', 'gatedPeriods', 'deployments', 'incidents'));

-- The first fold fills all days, beside readers and writers. Triggers are there already: no change is missed.
insert into stackflow.incident_marks (day) values (null);
