-- Error budgets: the downtime rule and the budget's arithmetic as functions, so that queries and
-- the change gate use one definition; SLO edits that cannot be forgotten; who may edit SLOs; and
-- how fresh background jobs are.

-- Periods by when they end: a window reads what ends in it or later, whatever came before. An open
-- period ends at infinity.
create index if not exists incident_downtimes_ended_idx
  on stackflow.incident_downtimes (service_id, coalesce(ended_at, 'infinity'::timestamptz))
  include (started_at, ended_at, incident_id);

create index if not exists maintenance_windows_ended_idx
  on stackflow.maintenance_windows (service_id, ended_at)
  include (started_at);

-- The downtime rule, incident by incident: the time in [window_start, window_end) in which an
-- incident took a service down, overlaps once, maintenance taken out. An open period lasts until the
-- window's end.
create or replace function stackflow.incident_down_periods(
  service_ids bigint[], window_start timestamptz, window_end timestamptz
)
returns table (service_id bigint, incident_id bigint, down tstzmultirange)
language sql stable parallel safe
as $$
  select d.service_id, d.incident_id,
    case when m.planned is null then d.down else d.down - m.planned end
  from (
    select p.service_id, p.incident_id,
      range_agg(tstzrange(
        greatest(p.started_at, window_start),
        least(coalesce(p.ended_at, 'infinity'::timestamptz), window_end)
      )) as down
    from stackflow.incident_downtimes as p
    where p.service_id = any (service_ids)
      and coalesce(p.ended_at, 'infinity'::timestamptz) > window_start
      and p.started_at < window_end
      -- A table from before may hold periods that end before they begin.
      and coalesce(p.ended_at, 'infinity'::timestamptz) > p.started_at
    group by p.service_id, p.incident_id
  ) as d
  left join (
    select w.service_id, range_agg(tstzrange(w.started_at, w.ended_at)) as planned
    from stackflow.maintenance_windows as w
    where w.service_id = any (service_ids) and w.ended_at > window_start and w.started_at < window_end
      and w.ended_at > w.started_at
    group by w.service_id
  ) as m on m.service_id = d.service_id
$$;
comment on function stackflow.incident_down_periods is 'When each incident took a service down in a window: clipped, without maintenance.';

-- A service's downtime: that of all its incidents as disjoint pieces, so that each moment counts once.
create or replace function stackflow.down_periods(
  service_ids bigint[], window_start timestamptz, window_end timestamptz
)
returns table (service_id bigint, period tstzrange)
language sql stable parallel safe
as $$
  select u.service_id, p.period
  from (
    select d.service_id, range_agg(d.down) as down
    from stackflow.incident_down_periods(service_ids, window_start, window_end) as d
    group by d.service_id
  ) as u
  cross join lateral unnest(u.down) as p (period)
$$;
comment on function stackflow.down_periods is 'Downtime of services in a window as disjoint pieces.';

-- The error budget of an objective with so much downtime in its window; everything follows from
-- these. Exact: numeric microseconds, never rounded.
create or replace function stackflow.error_budget(target_percent numeric, window_days integer, downtime_us numeric)
returns table (window_us numeric, budget_us numeric, remaining_us numeric, exhausted boolean)
language sql immutable parallel safe
as $$
  select b.window_us, b.budget_us, b.budget_us - downtime_us,
    -- Without any budget it is the first moment of downtime that exhausts it.
    case when b.budget_us = 0 then downtime_us > 0 else b.budget_us - downtime_us <= 0 end
  from (
    select window_days * 86400000000::numeric as window_us,
      window_days * 86400000000::numeric * (100 - target_percent) / 100 as budget_us
  ) as b
$$;
comment on function stackflow.error_budget is 'Window, budget and what remains of it in microseconds, and whether it is exhausted.';

-- Every edit is kept by the database itself, whoever makes it.
create or replace function stackflow.keep_slo_history()
returns trigger
language plpgsql
-- With its owner's rights: who may edit an SLO need not be able to write, or forge, its history.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  was jsonb;
  is_now jsonb;
begin
  if tg_op = 'UPDATE' then
    was := jsonb_build_object('service', (select s.name from stackflow.services as s where s.id = old.service_id),
      'name', old.name, 'target_percent', old.target_percent, 'window_days', old.window_days, 'enabled', old.enabled);
  end if;
  is_now := jsonb_build_object('service', (select s.name from stackflow.services as s where s.id = new.service_id),
    'name', new.name, 'target_percent', new.target_percent, 'window_days', new.window_days, 'enabled', new.enabled);
  if was is distinct from is_now then
    insert into stackflow.slo_history (slo_id, changed_at, changed_by, before, after)
    values (new.id, new.updated_at, new.updated_by, was, is_now);
  end if;
  return null;
end
$$;

-- Marks an edit that says who made it. Fires before stamp_slo, by its name, which takes the mark off.
create or replace function stackflow.name_slo_editor()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.updated_at := 'infinity';
  return new;
end
$$;

create or replace function stackflow.stamp_slo()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    new.updated_by := coalesce(new.updated_by, new.created_by, session_user);
    new.created_by := coalesce(new.created_by, new.updated_by);
  elsif (old.service_id, old.name, old.target_percent, old.window_days, old.enabled)
    is not distinct from (new.service_id, new.name, new.target_percent, new.window_days, new.enabled)
  then
    new.updated_at := old.updated_at;
    new.updated_by := old.updated_by;
    return new;
  elsif new.updated_by is null or new.updated_at is distinct from 'infinity' then
    -- An edit that names nobody is the database user's, not that of whoever edited last.
    new.updated_by := session_user;
  end if;
  -- The clock and not the transaction's start: two edits in one transaction have an order.
  new.updated_at := clock_timestamp();
  return new;
end
$$;

drop trigger if exists name_slo_editor on stackflow.slos;
create trigger name_slo_editor before update of updated_by on stackflow.slos
  for each row execute function stackflow.name_slo_editor();
drop trigger if exists stamp_slo on stackflow.slos;
create trigger stamp_slo before insert or update on stackflow.slos
  for each row execute function stackflow.stamp_slo();
drop trigger if exists keep_slo_history on stackflow.slos;
create trigger keep_slo_history after insert or update on stackflow.slos
  for each row execute function stackflow.keep_slo_history();

-- The objective in force at a time: an edit holds from when it was made and rewrites nothing before
-- it. Before its first known version an SLO is judged by that version, so that a new SLO shows at
-- once how its service would have done.
create or replace view stackflow.slo_versions as
select s.id as slo_id, s.service_id,
  -- Now it is what the SLO itself says, whatever history lacks.
  case when v.valid_to is null then s.target_percent else v.target_percent end as target_percent,
  case when v.valid_to is null then s.window_days else v.window_days end as window_days,
  case when v.valid_to is null then s.enabled else v.enabled end as enabled,
  case when v.version is null or v.version = 1 then '-infinity'::timestamptz else v.valid_from end as valid_from,
  coalesce(v.valid_to, 'infinity'::timestamptz) as valid_to
from stackflow.slos as s
-- An SLO from before edits were kept has no version and is one.
left join (
  select e.slo_id,
    (e.is_now ->> 'target_percent')::numeric as target_percent,
    (e.is_now ->> 'window_days')::integer as window_days,
    (e.is_now ->> 'enabled')::boolean as enabled,
    e.changed_at as valid_from,
    lead(e.changed_at) over edits as valid_to,
    row_number() over edits as version
  from (
    select h.id, h.slo_id, h.changed_at, h.after as is_now
    from stackflow.slo_history as h
    union all
    -- What an SLO was before the first edit that is known, where its creation is not.
    (
      select distinct on (h.slo_id) 0, h.slo_id, '-infinity'::timestamptz, h.before
      from stackflow.slo_history as h
      order by h.slo_id, h.changed_at, h.id
    )
  ) as e
  -- History from before may be written otherwise.
  where jsonb_typeof(e.is_now -> 'target_percent') = 'number'
    and jsonb_typeof(e.is_now -> 'window_days') = 'number'
    and jsonb_typeof(e.is_now -> 'enabled') = 'boolean'
  window edits as (partition by e.slo_id order by e.changed_at, e.id)
) as v on v.slo_id = s.id;
comment on view stackflow.slo_versions is 'What each SLO demanded from when to when, [valid_from, valid_to).';

-- How fresh what background jobs bring is.
create table if not exists stackflow.job_status (
  job text primary key check (btrim(job) <> ''),
  last_succeeded_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  stale_after interval not null check (stale_after > interval '0'),
  updated_at timestamptz not null default now()
);
comment on table stackflow.job_status is 'Background jobs in use, such as github-sync and cloudwatch-publish: when each last succeeded.';
comment on column stackflow.job_status.stale_after is 'A job that has not succeeded for longer than this is stale.';
comment on column stackflow.job_status.last_error is 'What went wrong when the job last failed; never holds a secret.';

do $$
begin
  if not exists (select from pg_roles where rolname = 'sre_metrics_slo_editor') then
    begin
      create role sre_metrics_slo_editor nologin;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'The role sre_metrics_slo_editor is missing and % may not create roles.', current_user
          using errcode = 'insufficient_privilege',
                hint = 'Let an administrator run: create role sre_metrics_slo_editor nologin;';
    end;
  end if;
end
$$;

-- The editor's role beside the reader's: it adds the right to write SLOs and nothing else.
grant usage on schema stackflow to sre_metrics_slo_editor;
grant select on stackflow.services, stackflow.slos, stackflow.slo_history to sre_metrics_slo_editor;
grant insert, update on stackflow.slos to sre_metrics_slo_editor;
grant select on stackflow.slo_versions, stackflow.job_status to sre_metrics_reader, sre_metrics_writer;
grant insert, update on stackflow.job_status to sre_metrics_writer;
-- The triggers alone write history.
revoke insert, update on stackflow.slo_history from sre_metrics_writer;
-- Where a database takes functions from everybody, those that read still need these.
grant execute on function
  stackflow.incident_down_periods(bigint[], timestamptz, timestamptz),
  stackflow.down_periods(bigint[], timestamptz, timestamptz),
  stackflow.error_budget(numeric, integer, numeric)
to sre_metrics_reader, sre_metrics_writer;

do $$
declare
  serial_sequence text := pg_get_serial_sequence('stackflow.slos', 'id');
begin
  -- An identity column needs no grant, but a table from before may count by a serial one.
  if serial_sequence is not null then
    execute format('grant usage on sequence %s to sre_metrics_slo_editor', serial_sequence);
  end if;
end
$$;

-- Periods are found by their end now.
drop index if exists stackflow.incident_downtimes_service_idx;
drop index if exists stackflow.maintenance_windows_service_idx;
