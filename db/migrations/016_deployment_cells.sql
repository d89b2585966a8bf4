-- Deployments counted by day, kept so that a year is not counted anew by every answer. The definitions of what is
-- counted stay in the statements of the metrics, which answer for every day with a mark: `sre-metrics fold` writes cells by
-- them. Whoever changes what counts adds a mark without a day.
--
-- Changes that stand in several services are in no cell: which of their records counts depends on what is asked.

-- Lead times fall into bins of which each is at most a 32nd longer than the one before: bin n holds those from the nth
-- bound on. 0 holds negative ones.
do $$
begin
  execute format(
    'create or replace function stackflow.lead_time_bin(us bigint)
     returns integer
     language sql immutable parallel safe strict
     return width_bucket(us::double precision, %L::double precision[])',
    (
      select array_agg(b.bound order by b.bound)
      from (
        select 0::double precision as bound
        union
        -- From one second to more than eight years, which is the last bin.
        select 1000000 * (1 + f / 32.0::double precision) * 2 ^ e
        from generate_series(0, 27) as e
        cross join generate_series(0, 31) as f
      ) as b
    )
  );
end
$$;
comment on function stackflow.lead_time_bin is 'The bin of a lead time in microseconds.';

create table if not exists stackflow.deployment_cells (
  level smallint not null,
  block integer not null,
  service_id bigint not null,
  deployments integer not null,
  failed integer not null,
  emergencies integer not null,
  reworked integer not null,
  leads integer not null,
  lead_us numeric not null,
  primary key (level, block, service_id) include (deployments, failed, emergencies, reworked, leads, lead_us)
);
comment on table stackflow.deployment_cells is 'Closed production changes of services by blocks of days of UTC: 1 day at level 0, 8 at level 1, 64 at level 2. Only sre-metrics fold writes them; not to be read of days that have a row in cell_marks.';
comment on column stackflow.deployment_cells.block is 'Days since 1970-01-01, divided by the days of a block.';
comment on column stackflow.deployment_cells.failed is 'Of the deployments, those that failed.';
comment on column stackflow.deployment_cells.reworked is 'Of the deployments, those that are rework.';
comment on column stackflow.deployment_cells.leads is 'Of the deployments that did not fail, those with a lead time that counts.';
comment on column stackflow.deployment_cells.lead_us is 'The sum of these lead times in microseconds.';

create table if not exists stackflow.deployment_quarters (
  starts_at timestamptz primary key,
  deployments integer not null,
  failed integer not null,
  emergencies integer not null,
  reworked integer not null,
  leads integer not null,
  lead_us numeric not null
);
comment on table stackflow.deployment_quarters is 'The same of all services together, by quarters of an hour, at which days begin in every zone.';

create table if not exists stackflow.lead_time_cells (
  level smallint not null,
  block integer not null,
  bin integer not null,
  deployments integer not null,
  primary key (level, block, bin) include (deployments)
);
comment on table stackflow.lead_time_cells is 'Deployments that did not fail by their lead time, of all services together, by the blocks of deployment_cells.';
comment on column stackflow.lead_time_cells.bin is 'As stackflow.lead_time_bin; -1 without a lead time.';

create table if not exists stackflow.failed_deployments (
  deployed_at timestamptz not null,
  change_id bigint not null,
  bin integer not null,
  lead_us bigint,
  primary key (deployed_at, change_id)
);
comment on table stackflow.failed_deployments is 'Deployments that failed, as the cells of their days count them.';
create index if not exists failed_deployments_bin_idx
  on stackflow.failed_deployments (bin, deployed_at) include (lead_us);

create table if not exists stackflow.folded_days (
  day integer primary key,
  folded_at timestamptz not null
);
comment on table stackflow.folded_days is 'When the cells of a day were last written.';

-- Without any key: a row that is added waits for nobody.
create table if not exists stackflow.cell_marks (
  day integer,
  change_id bigint,
  incident_id bigint,
  marked_at timestamptz not null default now()
);
comment on table stackflow.cell_marks is 'Days whose cells may be stale: a day, that of a change, or those of the changes that an incident is linked to; every day where it names nothing. Rows are only ever added by what changes what is counted, in the same transaction, and taken away by sre-metrics fold.';
comment on column stackflow.cell_marks.day is 'Days since 1970-01-01.';
comment on column stackflow.cell_marks.change_id is 'Looked up when the mark is read: whoever ties a change to something may not see yet when it was deployed.';
create index if not exists cell_marks_first_idx on stackflow.cell_marks (day, marked_at);
create index if not exists cell_marks_tied_idx on stackflow.cell_marks (change_id, incident_id) where day is null;
-- Else rows could not be deleted where a publication has all tables.
alter table stackflow.cell_marks replica identity full;

-- As version 13 has it for tables that are read by indexes alone.
do $$
declare
  name text;
begin
  foreach name in array array['deployment_cells', 'deployment_quarters', 'lead_time_cells', 'failed_deployments'] loop
    execute format(
      'alter table stackflow.%I set (
        autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
        autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
        autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01)', name);
  end loop;
end
$$;

create or replace function stackflow.utc_day(at timestamptz)
returns integer
language sql immutable parallel safe
return floor(extract(epoch from at at time zone 'UTC') / 86400)::integer;
comment on function stackflow.utc_day is 'Days since 1970-01-01 of a finite moment.';

create or replace function stackflow.day_starts_at(day integer)
returns timestamptz
language sql immutable parallel safe
return timestamptz '1970-01-01 00:00:00+00' + make_interval(hours => 24 * day);
comment on function stackflow.day_starts_at is 'When a day of UTC begins.';

create or replace function stackflow.has_cells(deployed_at timestamptz)
returns boolean
language sql immutable parallel safe
return deployed_at >= timestamptz '1800-01-01 00:00:00+00' and deployed_at < timestamptz '2201-01-01 00:00:00+00';
comment on function stackflow.has_cells is 'Whether a moment is one that queries may ask for: no other is counted in cells.';

-- Marks the days in which a statement changed what is counted.
create or replace function stackflow.mark_cells_of_changes()
returns trigger
language plpgsql
-- With its owner's rights: who writes changes need not be able to write marks.
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.cell_marks (day)
    select distinct stackflow.utc_day(n.deployed_at) from added as n
    where n.state = 'closed' and n.environment = 'production' and n.change_type in ('deployment', 'emergency')
      and stackflow.has_cells(n.deployed_at);
  elsif tg_op = 'DELETE' then
    insert into stackflow.cell_marks (day)
    select distinct stackflow.utc_day(o.deployed_at) from removed as o
    where o.state = 'closed' and o.environment = 'production' and o.change_type in ('deployment', 'emergency')
      and stackflow.has_cells(o.deployed_at);
  elsif tg_op = 'UPDATE' then
    insert into stackflow.cell_marks (day)
    with before as (
      select o.id, o.service_id, o.change_type, o.deployment_outcome, o.unplanned, o.created_at,
        o.implementation_start_at, o.implementation_end_at, o.closed_at, o.deployed_at
      from removed as o
      where o.state = 'closed' and o.environment = 'production' and o.change_type in ('deployment', 'emergency')
    ),
    after as (
      select n.id, n.service_id, n.change_type, n.deployment_outcome, n.unplanned, n.created_at,
        n.implementation_start_at, n.implementation_end_at, n.closed_at, n.deployed_at
      from added as n
      where n.state = 'closed' and n.environment = 'production' and n.change_type in ('deployment', 'emergency')
    )
    select distinct stackflow.utc_day(u.deployed_at)
    from ((table after except table before) union all (table before except table after)) as u
    where stackflow.has_cells(u.deployed_at);
  else
    insert into stackflow.cell_marks (day) values (null);
  end if;
  return null;
end
$$;

-- Marks the changes of links, whose days whoever reads the mark looks up: a change may be moved to another at the same moment.
create or replace function stackflow.mark_cells_of_links()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.cell_marks (change_id) select distinct n.change_id from added as n;
  elsif tg_op = 'DELETE' then
    insert into stackflow.cell_marks (change_id) select distinct o.change_id from removed as o;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.cell_marks (change_id)
    with before as (select o.incident_id, o.change_id, o.role from removed as o),
    after as (select n.incident_id, n.change_id, n.role from added as n)
    select distinct u.change_id
    from ((table after except table before) union all (table before except table after)) as u;
  else
    insert into stackflow.cell_marks (day) values (null);
  end if;
  return null;
end
$$;

-- The same of changes that are known to stand in several services, or no more.
create or replace function stackflow.mark_cells_of_subjects()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.cell_marks (change_id) select distinct n.change_id from added as n where n.change_id is not null;
  elsif tg_op = 'DELETE' then
    insert into stackflow.cell_marks (change_id) select distinct o.change_id from removed as o where o.change_id is not null;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.cell_marks (change_id)
    with before as (select o.change_id, o.repository_id, o.subject, o.service_id, o.shared from removed as o),
    after as (select n.change_id, n.repository_id, n.subject, n.service_id, n.shared from added as n)
    select distinct u.change_id
    from ((table after except table before) union all (table before except table after)) as u
    where u.change_id is not null;
  else
    insert into stackflow.cell_marks (day) values (null);
  end if;
  return null;
end
$$;

-- The same of the changes that incidents are linked to, by the incident: a link may be made at the same moment.
create or replace function stackflow.mark_cells_of_incidents()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' then
    insert into stackflow.cell_marks (incident_id) select o.id from removed as o;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.cell_marks (incident_id)
    with before as (select o.id, o.priority, o.created_at from removed as o),
    after as (select n.id, n.priority, n.created_at from added as n)
    select distinct u.id
    from ((table after except table before) union all (table before except table after)) as u;
  else
    insert into stackflow.cell_marks (day) values (null);
  end if;
  return null;
end
$$;
revoke execute on function
  stackflow.mark_cells_of_changes(), stackflow.mark_cells_of_links(), stackflow.mark_cells_of_subjects(),
  stackflow.mark_cells_of_incidents() from public;

do $$
declare
  marked record;
begin
  for marked in
    select * from (values
      ('change_records', 'mark_cells_of_changes', true),
      ('incidents', 'mark_cells_of_incidents', false),
      ('incident_changes', 'mark_cells_of_links', true),
      ('github_changes', 'mark_cells_of_subjects', true)
    ) as t (name, marks, by_insert)
  loop
    if marked.by_insert then
      execute format('create or replace trigger mark_cells_inserted after insert on stackflow.%I
        referencing new table as added for each statement execute function stackflow.%I()', marked.name, marked.marks);
      execute format('alter table stackflow.%I enable always trigger mark_cells_inserted', marked.name);
    end if;
    execute format('create or replace trigger mark_cells_updated after update on stackflow.%I
      referencing old table as removed new table as added for each statement execute function stackflow.%I()', marked.name, marked.marks);
    execute format('create or replace trigger mark_cells_deleted after delete on stackflow.%I
      referencing old table as removed for each statement execute function stackflow.%I()', marked.name, marked.marks);
    execute format('create or replace trigger mark_cells_truncated after truncate on stackflow.%I
      for each statement execute function stackflow.%I()', marked.name, marked.marks);
    -- Also of programs that load rows as a replica: without their marks cells would be stale unnoticed.
    execute format('alter table stackflow.%I
      enable always trigger mark_cells_updated, enable always trigger mark_cells_deleted,
      enable always trigger mark_cells_truncated', marked.name);
  end loop;
end
$$;

grant select on
  stackflow.deployment_cells, stackflow.deployment_quarters, stackflow.lead_time_cells, stackflow.failed_deployments,
  stackflow.folded_days, stackflow.cell_marks
to sre_metrics_reader, sre_metrics_writer;
grant insert, delete on
  stackflow.deployment_cells, stackflow.deployment_quarters, stackflow.lead_time_cells, stackflow.failed_deployments,
  stackflow.folded_days
to sre_metrics_writer;
grant insert, delete on stackflow.cell_marks to sre_metrics_writer;

-- Cells rest on it, whoever writes.
alter table stackflow.github_changes enable always trigger github_changes_shared;

-- The first fold fills all days, beside readers and writers. Triggers are there already: no change is missed.
insert into stackflow.cell_marks (day) values (null);
