-- The stackflow schema: services, changes, incidents, downtime, SLOs.
--
-- An existing StackFlow database keeps its tables and rows: tables are made only where they are
-- missing, and missing columns are added. All times are timestamptz.

create schema if not exists stackflow;

-- Columns without which a table that is there already says nothing, and that nobody could fill for it.
do $$
declare
  missing text;
begin
  select string_agg(format('stackflow.%I lacks %s', lacking.table_name, lacking.columns), '; ' order by lacking.table_name)
  into missing
  from (
    select v.table_name, string_agg(c.name, ', ' order by c.place) as columns
    from (values
      ('services', array['id', 'name']),
      ('change_records', array['id', 'service_id', 'title', 'change_type', 'state', 'created_at']),
      ('incidents', array['id', 'title', 'priority', 'created_at']),
      ('incident_changes', array['incident_id', 'change_id', 'linked_at', 'linked_by']),
      ('incident_downtimes', array['id', 'incident_id', 'service_id', 'started_at', 'ended_at']),
      ('maintenance_windows', array['id', 'service_id', 'started_at', 'ended_at', 'reason']),
      ('slos', array['id', 'service_id', 'name', 'target_percent', 'window_days', 'enabled', 'created_at', 'created_by',
        'updated_at', 'updated_by']),
      ('slo_history', array['id', 'slo_id', 'changed_at', 'changed_by', 'before', 'after'])
    ) as v (table_name, columns)
    cross join unnest(v.columns) with ordinality as c (name, place)
    where to_regclass(format('stackflow.%I', v.table_name)) is not null and not exists (
      select from pg_attribute as a
      where a.attrelid = to_regclass(format('stackflow.%I', v.table_name)) and a.attname = c.name
        and a.attnum > 0 and not a.attisdropped
    )
    group by v.table_name
  ) as lacking;
  if missing is not null then
    raise exception '%', missing
      using errcode = 'undefined_column', hint = 'Add what is missing, or rename the table, then migrate again.';
  end if;
end
$$;

create table if not exists stackflow.services (
  id bigint generated always as identity primary key,
  name text not null unique check (btrim(name) <> ''),
  team text check (btrim(team) <> ''),
  tier text not null default 'standard' check (tier in ('critical', 'standard')),
  retired_at timestamptz,
  created_at timestamptz not null default now()
);
alter table stackflow.services
  add column if not exists team text check (btrim(team) <> ''),
  add column if not exists tier text not null default 'standard' check (tier in ('critical', 'standard')),
  add column if not exists retired_at timestamptz;

comment on table stackflow.services is 'Configuration items (CI) that changes, downtime and SLOs belong to.';
comment on column stackflow.services.name is 'The service''s unique name, as people know it.';
comment on column stackflow.services.team is 'The owning team; null where nobody said.';
comment on column stackflow.services.tier is 'critical or standard.';
comment on column stackflow.services.retired_at is 'When the service was retired; null while in use. Its history stays.';

create table if not exists stackflow.change_records (
  id bigint generated always as identity primary key,
  service_id bigint not null references stackflow.services (id),
  title text not null,
  change_type text not null check (change_type in ('deployment', 'standard', 'normal', 'emergency')),
  criticality text not null default 'non_critical' check (criticality in ('critical', 'non_critical')),
  state text not null check (state in ('draft', 'scheduled', 'implementing', 'closed', 'cancelled', 'blocked')),
  deployment_outcome text check (deployment_outcome in ('successful', 'failed', 'rolled_back')),
  environment text not null default 'production',
  created_at timestamptz not null default now(),
  implementation_start_at timestamptz,
  implementation_end_at timestamptz,
  closed_at timestamptz,
  source text not null default 'manual' check (source in ('manual', 'github')),
  external_id text unique,
  url text,
  updated_at timestamptz not null default now()
);
alter table stackflow.change_records
  add column if not exists criticality text not null default 'non_critical'
    check (criticality in ('critical', 'non_critical')),
  add column if not exists deployment_outcome text
    check (deployment_outcome in ('successful', 'failed', 'rolled_back')),
  add column if not exists environment text not null default 'production',
  add column if not exists implementation_start_at timestamptz,
  add column if not exists implementation_end_at timestamptz,
  add column if not exists closed_at timestamptz,
  add column if not exists source text not null default 'manual' check (source in ('manual', 'github')),
  add column if not exists external_id text,
  add column if not exists url text,
  add column if not exists updated_at timestamptz not null default now();
-- The place of a change on the time axis, for every metric. Generated, so that no writer can
-- disagree with it and an index can serve it.
alter table stackflow.change_records
  add column if not exists deployed_at timestamptz
    generated always as (coalesce(implementation_end_at, closed_at)) stored;
-- A column of that name that somebody else fills would silently decide every metric.
do $$
begin
  if exists (
    select from pg_attribute
    where attrelid = 'stackflow.change_records'::regclass and attname = 'deployed_at' and attgenerated = ''
  ) then
    raise exception 'stackflow.change_records has a column deployed_at of its own.'
      using hint = 'Rename it; the metrics need it generated from implementation_end_at and closed_at.';
  end if;
end
$$;

comment on table stackflow.change_records is 'Change Management records. A deployment is a closed change of type deployment in the production environment.';
comment on column stackflow.change_records.service_id is 'The service (CI) that was changed.';
comment on column stackflow.change_records.change_type is 'deployment, standard, normal or emergency.';
comment on column stackflow.change_records.criticality is 'critical changes pass the change gate; non_critical ones wait while an error budget is gone.';
comment on column stackflow.change_records.state is 'draft, scheduled, implementing, closed, cancelled or blocked.';
comment on column stackflow.change_records.deployment_outcome is 'successful, failed or rolled_back; null counts as successful and is a gap in the data.';
comment on column stackflow.change_records.environment is 'Where the change went; only production counts in metrics.';
comment on column stackflow.change_records.created_at is 'When work on the change began: the start of its lead time.';
comment on column stackflow.change_records.implementation_end_at is 'When the change was live. The 24 h in which a linked incident makes it failed begin here.';
comment on column stackflow.change_records.closed_at is 'When the change was closed: the end of its lead time.';
comment on column stackflow.change_records.source is 'manual, or github for records made by GitHub sync.';
comment on column stackflow.change_records.external_id is 'The record''s unique name at its source, for example owner/repo#123.';
comment on column stackflow.change_records.url is 'Link to the record at its source.';
comment on column stackflow.change_records.deployed_at is 'coalesce(implementation_end_at, closed_at): the time a change counts at.';

create table if not exists stackflow.incidents (
  id bigint generated always as identity primary key,
  title text not null,
  priority text not null check (priority in ('P1', 'P2', 'P3', 'P4')),
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  affected_users bigint check (affected_users >= 0),
  external_id text unique,
  url text,
  updated_at timestamptz not null default now()
);
alter table stackflow.incidents
  add column if not exists resolved_at timestamptz,
  add column if not exists affected_users bigint check (affected_users >= 0),
  add column if not exists external_id text,
  add column if not exists url text,
  add column if not exists updated_at timestamptz not null default now();

comment on table stackflow.incidents is 'Incident records. MTTR and the change failure rate look at P1 and P2 only.';
comment on column stackflow.incidents.priority is 'P1 (highest) to P4.';
comment on column stackflow.incidents.resolved_at is 'When service was restored; null while the incident is open.';
comment on column stackflow.incidents.affected_users is 'How many users the incident touched; null where nobody counted.';
comment on column stackflow.incidents.external_id is 'The record''s unique name at its source, so that loading it twice changes nothing.';

create table if not exists stackflow.incident_changes (
  incident_id bigint not null references stackflow.incidents (id) on delete cascade,
  change_id bigint not null references stackflow.change_records (id) on delete cascade,
  linked_at timestamptz not null default now(),
  linked_by text,
  primary key (incident_id, change_id)
);
comment on table stackflow.incident_changes is 'Which change an incident is linked to. Links never depend on the range a dashboard shows.';
comment on column stackflow.incident_changes.linked_by is 'Who made the link: a person or a rule.';

create table if not exists stackflow.incident_downtimes (
  id bigint generated always as identity primary key,
  incident_id bigint not null references stackflow.incidents (id) on delete cascade,
  service_id bigint not null references stackflow.services (id),
  started_at timestamptz not null,
  ended_at timestamptz check (ended_at >= started_at),
  unique (incident_id, service_id, started_at)
);
comment on table stackflow.incident_downtimes is 'A period in which an incident took a service down. Periods may overlap; metrics count each minute once.';
comment on column stackflow.incident_downtimes.ended_at is 'Null while the service is down.';

create table if not exists stackflow.maintenance_windows (
  id bigint generated always as identity primary key,
  service_id bigint not null references stackflow.services (id),
  started_at timestamptz not null,
  ended_at timestamptz not null check (ended_at > started_at),
  reason text
);
comment on table stackflow.maintenance_windows is 'Planned downtime of a service: it spends no error budget.';

create table if not exists stackflow.slos (
  id bigint generated always as identity primary key,
  service_id bigint not null references stackflow.services (id),
  name text not null check (btrim(name) <> ''),
  target_percent numeric(7, 4) not null check (target_percent > 0 and target_percent <= 100),
  window_days integer not null check (window_days between 1 and 365),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  unique (service_id, name)
);
comment on table stackflow.slos is 'Service level objectives: availability targets over a rolling window.';
comment on column stackflow.slos.target_percent is 'Availability target in percent, up to four decimals.';
comment on column stackflow.slos.window_days is 'Length of the rolling window in days of 24 hours.';

create table if not exists stackflow.slo_history (
  id bigint generated always as identity primary key,
  slo_id bigint not null references stackflow.slos (id) on delete cascade,
  changed_at timestamptz not null default now(),
  changed_by text,
  before jsonb,
  after jsonb
);
comment on table stackflow.slo_history is 'Every edit of an SLO: who, when, what it was and what it became.';
comment on column stackflow.slo_history.before is 'The SLO before the edit; null for its creation.';

-- A record that is loaded again is known by its key; a table from before may lack it.
do $$
declare
  wanted record;
  column_list text;
begin
  for wanted in
    select v.table_name, v.columns, format('stackflow.%I', v.table_name)::regclass as table_id
    from (values
      ('services', array['name']),
      ('change_records', array['external_id']),
      ('incidents', array['external_id']),
      ('incident_changes', array['incident_id', 'change_id']),
      ('incident_downtimes', array['incident_id', 'service_id', 'started_at']),
      ('slos', array['service_id', 'name'])
    ) as v (table_name, columns)
  loop
    -- Only an immediate unique index over whole columns and all rows can tell a known record.
    continue when exists (
      select from pg_index as i
      where i.indrelid = wanted.table_id and i.indisunique and i.indimmediate and i.indpred is null and i.indexprs is null
        and (
          select array_agg(a.attname::text order by a.attname)
          from pg_attribute as a
          where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
        ) = (select array_agg(c.name order by c.name collate "C") from unnest(wanted.columns) as c (name))
    );
    column_list := array_to_string(wanted.columns, ', ');
    begin
      execute format('create unique index %I on %s (%s)', wanted.table_name || '_sre_metrics_key', wanted.table_id, column_list);
    exception
      when unique_violation then
        raise exception 'Several rows of % have the same %; make them differ, then migrate again', wanted.table_id, column_list
          using errcode = 'unique_violation';
    end;
  end loop;
end
$$;
