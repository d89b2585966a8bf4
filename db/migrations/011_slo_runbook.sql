-- What notifications of an SLO's alerts say: the address of its runbook, and the last deployment before an outage.

alter table stackflow.slos add column if not exists runbook_url text;
comment on column stackflow.slos.runbook_url is 'Web address of what to do when its alerts fire; null where there is none.';

-- Notifications link it, so it must be an address of the web. A column from before may hold other texts, and no SLO that
-- does could be edited.
alter table stackflow.slos drop constraint if exists slos_runbook_url_check;
update stackflow.slos set runbook_url = null where runbook_url !~* '^https?://[^ \t\r\n]+$';
alter table stackflow.slos add constraint slos_runbook_url_check
  check (runbook_url ~* '^https?://[^ \t\r\n]+$');

-- Notifications name a service's last deployment before its outage.
create index if not exists change_records_service_deployed_idx
  on stackflow.change_records (service_id, deployed_at, id)
  where state = 'closed' and environment = 'production' and change_type = 'deployment';

-- A runbook is part of an SLO: its edits are kept like all others. It demands nothing, so
-- slo_versions knows nothing of it.
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
      'name', old.name, 'target_percent', old.target_percent, 'window_days', old.window_days, 'enabled', old.enabled,
      'runbook_url', old.runbook_url);
  end if;
  is_now := jsonb_build_object('service', (select s.name from stackflow.services as s where s.id = new.service_id),
    'name', new.name, 'target_percent', new.target_percent, 'window_days', new.window_days, 'enabled', new.enabled,
    'runbook_url', new.runbook_url);
  if was is distinct from is_now then
    insert into stackflow.slo_history (slo_id, changed_at, changed_by, before, after)
    values (new.id, new.updated_at, new.updated_by, was, is_now);
  end if;
  return null;
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
  elsif (old.service_id, old.name, old.target_percent, old.window_days, old.enabled, old.runbook_url)
    is not distinct from
    (new.service_id, new.name, new.target_percent, new.window_days, new.enabled, new.runbook_url)
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
