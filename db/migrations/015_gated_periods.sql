-- When services are gated, kept so that it is not computed anew by every answer: since when one is gated is read, and not
-- searched. stackflow.change_gate and stackflow.gated_spells stay the definition. Gated periods are what it gives over all
-- time, the future included: an outage that is open is taken to last, as the definition takes it at every later moment.
-- A service with a mark is answered by the definition, as is one that was not folded as it is monitored and in use now.
-- Whoever changes the definition takes every row of gate_folds away.

-- All that this and the next versions add triggers to, in the order in which it is written: who writes would else meet half of
-- the locks, and one of the two would be cut off.
lock table stackflow.incidents, stackflow.change_records, stackflow.github_changes, stackflow.incident_changes,
  stackflow.incident_downtimes, stackflow.down_marks, stackflow.slos, stackflow.slo_history
in share row exclusive mode;

create table if not exists stackflow.gated_periods (
  service_id bigint not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  -- Found by their end. Holds all of a row, so that the index alone is read.
  primary key (service_id, ended_at, began_at)
);
comment on table stackflow.gated_periods is 'When services are gated by what is known now, as disjoint periods from the year 1 on. Only stackflow.fold_gated_periods writes them; gate_spells is the record of what was found at its time.';
comment on column stackflow.gated_periods.ended_at is 'When it will end if nothing else happens; infinity where it will not.';

create table if not exists stackflow.gate_folds (
  service_id bigint primary key,
  monitored_since timestamptz,
  retired_at timestamptz
);
comment on table stackflow.gate_folds is 'Services whose gated periods are stored. Those of another service are not, nor of one that is monitored or retired otherwise by now.';
comment on column stackflow.gate_folds.monitored_since is 'Since when it was monitored, as its periods have it; null also where that lay in the future.';
comment on column stackflow.gate_folds.retired_at is 'When it was retired, as its periods have it.';

-- Without any key or reference: a row that is added waits for nobody.
create table if not exists stackflow.gate_marks (
  service_id bigint not null,
  marked_at timestamptz not null default now()
);
comment on table stackflow.gate_marks is 'Services whose gated periods may be stale, beside those in down_marks. Rows are only ever added by what changes SLOs or takes marks of downtime away, in the same transaction, and taken away by stackflow.fold_gated_periods.';
-- Else rows could not be deleted where a publication has all tables.
alter table stackflow.gate_marks replica identity full;
create index if not exists gate_marks_first_idx on stackflow.gate_marks (service_id, marked_at);

-- As version 13 has it for tables that are read by indexes alone.
alter table stackflow.gated_periods set (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);

create or replace function stackflow.mark_gated_periods()
returns trigger
language plpgsql
-- With its owner's rights: who writes SLOs need not be able to write marks.
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into stackflow.gate_marks (service_id)
    select distinct n.service_id from added as n where n.service_id is not null;
  elsif tg_op = 'DELETE' then
    insert into stackflow.gate_marks (service_id)
    select distinct o.service_id from removed as o where o.service_id is not null;
  elsif tg_op = 'UPDATE' then
    insert into stackflow.gate_marks (service_id)
    select u.service_id
    from (select n.service_id from added as n union select o.service_id from removed as o) as u
    where u.service_id is not null;
  else
    -- Truncated, maybe with the services, whose numbers may be given anew.
    insert into stackflow.gate_marks (service_id) select f.service_id from stackflow.gate_folds as f;
  end if;
  return null;
end
$$;

-- The same of edits of SLOs that are on record. Whose SLO is gone is marked by that.
create or replace function stackflow.mark_edited_slos()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  ids bigint[];
begin
  if tg_op = 'INSERT' then
    select array_agg(n.slo_id) into ids from added as n;
  elsif tg_op = 'DELETE' then
    select array_agg(o.slo_id) into ids from removed as o;
  else
    select array_agg(u.slo_id) into ids
    from (select n.slo_id from added as n union all select o.slo_id from removed as o) as u;
  end if;
  insert into stackflow.gate_marks (service_id)
  select distinct s.service_id from stackflow.slos as s where s.id = any (ids);
  return null;
end
$$;

do $$
declare
  name text;
  marker text;
begin
  for name, marker in values ('slos', 'mark_gated_periods'), ('slo_history', 'mark_edited_slos') loop
    execute format('create or replace trigger mark_gate_inserted after insert on stackflow.%I
      referencing new table as added for each statement execute function stackflow.%I()', name, marker);
    execute format('create or replace trigger mark_gate_updated after update on stackflow.%I
      referencing old table as removed new table as added for each statement execute function stackflow.%I()', name, marker);
    execute format('create or replace trigger mark_gate_deleted after delete on stackflow.%I
      referencing old table as removed for each statement execute function stackflow.%I()', name, marker);
    execute format('create or replace trigger mark_gate_truncated after truncate on stackflow.%I
      for each statement execute function stackflow.mark_gated_periods()', name);
    -- Also of programs that load rows as a replica: without their marks periods would be stale unnoticed.
    execute format('alter table stackflow.%I
      enable always trigger mark_gate_inserted, enable always trigger mark_gate_updated,
      enable always trigger mark_gate_deleted, enable always trigger mark_gate_truncated', name);
  end loop;
end
$$;

-- A service that has a mark of downtime is left to the definition. Where its pieces are put right that mark turns into one
-- of the gate's, so that who writes downtime writes one mark.
create or replace trigger mark_gate_deleted after delete on stackflow.down_marks
  referencing old table as removed for each statement execute function stackflow.mark_gated_periods();
alter table stackflow.down_marks enable always trigger mark_gate_deleted;

-- Takes the marks that it sees of some services, those marked longest ago first, and puts their gated periods right, and
-- those of some that were not folded as they are now. A mark of a transaction that commits later stays, whether its rows
-- were seen or not.
create or replace function stackflow.fold_gated_periods(most integer)
returns integer
language plpgsql
-- With its owner's rights: nobody else may write periods.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  ids bigint[];
begin
  -- As in fold_down_pieces: there the definition answers for all. It does for tables of downtime by their marks.
  if exists (
    select from pg_class as c
    where c.oid in ('stackflow.slos'::regclass, 'stackflow.slo_history'::regclass)
      and (c.relkind <> 'r' or c.relrowsecurity or exists (select from pg_inherits as i where i.inhparent = c.oid))
  ) then
    delete from stackflow.gate_folds;
    delete from stackflow.gate_marks;
    return 0;
  end if;

  if not pg_try_advisory_xact_lock(hashtextextended('sre-metrics fold', 0)) then
    return null;
  end if;

  with chosen as materialized (
    (select o.service_id from stackflow.gate_marks as o group by o.service_id order by min(o.marked_at) limit most)
    union
    (
      select s.id
      from stackflow.services as s
      left join stackflow.gate_folds as f on f.service_id = s.id
      where f.service_id is null
        or (f.monitored_since, f.retired_at) is distinct from (stackflow.monitored_from(s.monitored_since), s.retired_at)
      order by s.id
      limit most
    )
  ),
  taken as (
    delete from stackflow.gate_marks as m where m.service_id in (select c.service_id from chosen as c)
  )
  select array_agg(c.service_id) into ids from chosen as c;

  -- One statement of its own, which sees all that the marks taken stand for, and services as the periods have them.
  with fresh as materialized (
    select g.service_id, lower(g.spell) as began_at, upper(g.spell) as ended_at
    from stackflow.gated_spells(ids, '0001-01-01 00:00:00+00', 'infinity') as g
  ),
  gone as (
    delete from stackflow.gated_periods as p
    where p.service_id = any (ids) and not exists (
      select from fresh as f
      where f.service_id = p.service_id and f.ended_at = p.ended_at and f.began_at = p.began_at
    )
  ),
  unknown as (
    delete from stackflow.gate_folds as f
    where f.service_id = any (ids) and not exists (select from stackflow.services as s where s.id = f.service_id)
  ),
  folded as (
    insert into stackflow.gate_folds as f (service_id, monitored_since, retired_at)
    select s.id, stackflow.monitored_from(s.monitored_since), s.retired_at
    from stackflow.services as s
    where s.id = any (ids)
    on conflict (service_id) do update
      set monitored_since = excluded.monitored_since, retired_at = excluded.retired_at
      where (f.monitored_since, f.retired_at) is distinct from (excluded.monitored_since, excluded.retired_at)
  )
  insert into stackflow.gated_periods (service_id, began_at, ended_at)
  select f.service_id, f.began_at, f.ended_at from fresh as f
  on conflict do nothing;

  return coalesce(cardinality(ids), 0);
end
$$;
comment on function stackflow.fold_gated_periods is 'Puts the gated periods of so many services right that are marked, and of so many that were not folded as they are now; returns of how many, null where another is at it.';

-- Which of some services are answered by what is stored, at a moment, and which by the definition.
create or replace function stackflow.stored_gates(service_ids bigint[], at timestamptz)
returns table (stored_ids bigint[], other_ids bigint[])
language sql stable parallel safe
as $$
  select array_agg(g.id) filter (where g.is_stored), array_agg(g.id) filter (where not g.is_stored)
  from (
    select s.id,
      -- As far as gated_since looks back, at most.
      at >= '0100-01-01 00:00:00+00' and at < 'infinity'
      and exists (
        select from stackflow.gate_folds as f
        where f.service_id = s.id
          and (f.monitored_since, f.retired_at) is not distinct from (stackflow.monitored_from(s.monitored_since), s.retired_at)
      )
      and not exists (select from stackflow.down_marks as m where m.service_id = s.id)
      and not exists (select from stackflow.gate_marks as m where m.service_id = s.id) as is_stored
    from stackflow.services as s
    where s.id = any (service_ids)
    -- Looked at once, for both lists.
    offset 0
  ) as g
$$;

-- The decision, by the functions that define downtime and gated periods, or by what is stored of both.
create or replace function stackflow.decide_gate(service_ids bigint[], at timestamptz, by_stored boolean)
returns table (
  service_id bigint, gated boolean,
  slo_id bigint, slo text, target_percent numeric, window_days integer,
  budget_us numeric, used_us numeric, remaining_us numeric,
  since timestamptz, reason text,
  override_id bigint, override_until timestamptz
)
language sql stable parallel safe
as $$
  select s.id, coalesce(w.exhausted, false),
    w.slo_id, w.slo, w.target_percent, w.window_days,
    w.budget_us, w.used_us, w.remaining_us,
    -- Asked for only where there is an answer: it costs more than the decision.
    case when w.exhausted then
      case when by_stored then coalesce(
        (
          select greatest(g.began_at, at - interval '32768 days')
          from stackflow.gated_periods as g
          -- The last moment of a period belongs to it: nothing is left of the budget yet.
          where g.service_id = s.id and g.ended_at >= at and g.began_at < at
          order by g.ended_at
          limit 1
        ),
        at
      )
      else stackflow.gated_since(s.id, at) end
    end,
    case when w.exhausted then format(
      'The error budget of SLO "%s" (%s %% over %s) is used up: %s of %s minutes.',
      w.slo, trim_scale(w.target_percent), case w.window_days when 1 then '1 day' else w.window_days || ' days' end,
      trim_scale(round(w.used_us / 60000000, 1)), trim_scale(round(w.budget_us / 60000000, 1))
    ) || case when stackflow.monitored_from(s.monitored_since) > at - w.window_days * interval '24 hours' then format(
      ' The window is shorter, since the service is monitored since %s.',
      to_char(stackflow.monitored_from(s.monitored_since) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
    ) else '' end end,
    p.id, p.until_at
  from stackflow.services as s
  left join lateral (
    select o.id as slo_id, o.name as slo, v.target_percent, v.window_days,
      b.budget_us, d.used_us, b.remaining_us, b.exhausted
    from stackflow.slos as o
    cross join lateral (
      select o.target_percent, o.window_days, o.enabled where o.updated_at <= at
      union all
      -- Before its last edit an SLO was another; to look that up costs more.
      select e.target_percent, e.window_days, e.enabled
      from stackflow.slo_version_at(o.id, at) as e
      where o.updated_at > at
    ) as v
    cross join lateral (
      -- greatest passes null over. Computed once, as all below: taken apart it would be at each mention.
      select greatest(at - v.window_days * interval '24 hours', stackflow.monitored_from(s.monitored_since)) as starts_at
      offset 0
    ) as l
    cross join lateral (
      select coalesce(
        case when by_stored then (
          select sum(extract(epoch from least(p.ended_at, at) - greatest(p.started_at, l.starts_at)) * 1000000)
          from stackflow.down_pieces as p
          where p.service_id = o.service_id and p.ended_at > l.starts_at and p.started_at < at
        )
        else (
          select sum(extract(epoch from upper(p.period) - lower(p.period)) * 1000000)
          from stackflow.down_periods(array[o.service_id], l.starts_at, at) as p
        ) end,
        0
      ) as used_us
      offset 0
    ) as d
    cross join lateral (
      select g.budget_us, g.remaining_us, g.exhausted
      from stackflow.budget_over(v.target_percent, extract(epoch from at - l.starts_at) * 1000000, d.used_us) as g
      offset 0
    ) as b
    where o.service_id = s.id and v.enabled
    order by
      case when b.budget_us > 0 then b.remaining_us / b.budget_us when b.exhausted then '-Infinity' else 1 end,
      b.remaining_us, o.name collate "C"
    limit 1
  ) as w on (s.retired_at is null or s.retired_at > at)
    and (stackflow.monitored_from(s.monitored_since) is null or stackflow.monitored_from(s.monitored_since) < at)
  left join lateral (
    select r.id, least(r.until_at, r.ended_at) as until_at
    from stackflow.gate_overrides as r
    where r.service_id = s.id and r.until_at > at and r.created_at <= at and (r.ended_at is null or r.ended_at > at)
    order by r.until_at desc, r.id
    limit 1
  ) as p on true
  where s.id = any (service_ids)
$$;
comment on function stackflow.decide_gate is 'What change_gate and stored_change_gate have in common.';

-- The decision, for everybody who asks: a service is gated while an enabled SLO of it is exhausted.
-- One row for each known service. Named is the SLO in most trouble, whether exhausted or not: the
-- least share of its budget remaining; a target of 100 % with downtime first. A service without an
-- SLO, or retired, or not yet monitored, is never gated. An override does not change that the service is gated; it is told
-- beside.
create or replace function stackflow.change_gate(service_ids bigint[], at timestamptz)
returns table (
  service_id bigint, gated boolean,
  slo_id bigint, slo text, target_percent numeric, window_days integer,
  budget_us numeric, used_us numeric, remaining_us numeric,
  since timestamptz, reason text,
  override_id bigint, override_until timestamptz
)
language sql stable parallel safe
as $$
  select g.* from stackflow.decide_gate(service_ids, at, false) as g
$$;

-- Its rows, for who asks about many services: read from what is stored.
create or replace function stackflow.stored_change_gate(service_ids bigint[], at timestamptz)
returns table (
  service_id bigint, gated boolean,
  slo_id bigint, slo text, target_percent numeric, window_days integer,
  budget_us numeric, used_us numeric, remaining_us numeric,
  since timestamptz, reason text,
  override_id bigint, override_until timestamptz
)
language sql stable parallel safe
as $$
  with asked as materialized (
    select a.stored_ids, a.other_ids from stackflow.stored_gates(service_ids, at) as a
  )
  -- Given as columns, not as sub-selects: PostgreSQL takes functions apart for the former only.
  select g.* from asked as a cross join lateral stackflow.decide_gate(a.stored_ids, at, true) as g
  union all
  select g.* from asked as a cross join lateral stackflow.decide_gate(a.other_ids, at, false) as g
$$;
comment on function stackflow.stored_change_gate is 'The rows of change_gate, quicker where gated periods and pieces of downtime are stored.';

-- The rows of gated_spells, likewise.
create or replace function stackflow.stored_gated_spells(
  service_ids bigint[], spells_from timestamptz, spells_to timestamptz
)
returns table (service_id bigint, spell tstzrange)
language sql stable parallel safe
as $$
  with asked as materialized (
    select a.stored_ids, a.other_ids from stackflow.stored_gates(service_ids, spells_from) as a
  )
  select p.service_id, tstzrange(greatest(p.began_at, spells_from), least(p.ended_at, spells_to))
  from asked as a
  join stackflow.gated_periods as p on p.service_id = any (a.stored_ids)
  where p.ended_at > spells_from and p.began_at < spells_to and spells_from < spells_to
  union all
  select g.* from asked as a cross join lateral stackflow.gated_spells(a.other_ids, spells_from, spells_to) as g
$$;
comment on function stackflow.stored_gated_spells is 'The rows of gated_spells, quicker where gated periods are stored.';

-- Lets go what need not wait any more, oldest first: of services that recovered or have an override,
-- and changes that became critical. Many may call it at once; each change is released once, and with
-- its hold's end in one transaction. A change that cannot be written keeps no other waiting.
create or replace function stackflow.release_recovered_changes(
  most integer, after_hold_id bigint default null, at timestamptz default stackflow.gate_now()
)
returns table (hold_id bigint, change_id bigint, service_id bigint, state text, end_kind text, failure text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  held record;
begin
  for held in
    -- Asked by a column and not by a sub-select: PostgreSQL takes the function apart for the former only.
    with holding as materialized (
      select array_agg(distinct c.service_id) as ids
      from stackflow.gate_holds as h
      join stackflow.change_records as c on c.id = h.change_id
      where h.ended_at is null
    ),
    services as materialized (
      select g.service_id, case when not g.gated then 'recovered' when g.override_id is not null then 'override' end as kind
      from holding as o
      cross join lateral stackflow.stored_change_gate(o.ids, at) as g
    )
    select h.id, h.change_id, c.service_id, case when c.criticality = 'critical' then 'critical' else s.kind end as kind
    from stackflow.gate_holds as h
    join stackflow.change_records as c on c.id = h.change_id
    join services as s on s.service_id = c.service_id
    where h.ended_at is null and (c.criticality = 'critical' or s.kind is not null or c.state <> 'blocked')
      and (
        after_hold_id is null
        or (h.held_at, h.id) > (select l.held_at, l.id from stackflow.gate_holds as l where l.id = after_hold_id)
      )
    order by h.held_at, h.id
    limit most
    for no key update of c skip locked
  loop
    hold_id := held.id;
    change_id := held.change_id;
    service_id := held.service_id;
    state := null;
    end_kind := null;
    failure := null;
    begin
      if stackflow.return_held_change(held.id, at, coalesce(held.kind, 'withdrawn'), null, null) then
        select c.state, h.end_kind into state, end_kind
        from stackflow.gate_holds as h
        join stackflow.change_records as c on c.id = h.change_id
        where h.id = held.id;
      end if;
    exception
      -- These end the transaction whatever is done about them.
      when serialization_failure or deadlock_detected then
        raise;
      when others then
        -- A trigger or check of another program.
        failure := sqlerrm;
        raise warning 'The change gate could not release change %: %', held.change_id, sqlerrm;
    end;
    return next;
  end loop;
end
$$;

-- Brings gate_spells up to a moment: every spell since the last time, also of a worker that was away.
create or replace function stackflow.keep_gate_spells(at timestamptz default stackflow.gate_now())
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  kept_until timestamptz;
  changed_ids bigint[];
begin
  -- One at a time; the lock ends with the transaction.
  select coalesce(p.spells_kept_until, at) into strict kept_until from stackflow.gate_policy as p for update;
  if kept_until > at then
    return;
  end if;
  with asked as materialized (
    select array_agg(distinct o.service_id) as ids
    from (select s.service_id from stackflow.slos as s union select p.service_id from stackflow.gate_spells as p where p.ended_at is null) as o
  ),
  lately as materialized (
    select p.service_id, count(*) = 1 and min(lower(p.spell)) <= kept_until and max(upper(p.spell)) >= at as throughout
    from asked as a
    cross join lateral stackflow.stored_gated_spells(a.ids, kept_until, at) as p
    group by p.service_id
  ),
  gates as materialized (
    select g.service_id, g.gated, g.slo_id, g.slo, g.target_percent, g.window_days, g.budget_us, g.used_us
    from asked as a
    cross join lateral stackflow.stored_change_gate(a.ids, at) as g
  ),
  -- Most spells just go on; their figures are those of the worst moment.
  worse as (
    update stackflow.gate_spells as s
    set slo_id = g.slo_id, slo = g.slo, target_percent = g.target_percent,
      window_days = g.window_days, budget_us = g.budget_us, used_us = g.used_us
    from gates as g
    where s.service_id = g.service_id and s.ended_at is null and g.gated
      and (s.slo_id is distinct from g.slo_id or s.budget_us <> g.budget_us or s.used_us < g.used_us)
  )
  select array_agg(g.service_id) into changed_ids
  from gates as g
  left join lately as l on l.service_id = g.service_id
  left join stackflow.gate_spells as o on o.service_id = g.service_id and o.ended_at is null
  where (g.gated or o.id is not null or l.service_id is not null)
    and not (g.gated and o.id is not null and l.throughout is true);
  perform stackflow.keep_spells_of(c.id, kept_until, at) from unnest(changed_ids) as c (id);
  update stackflow.gate_policy set spells_kept_until = at;
end
$$;

revoke execute on function
  stackflow.mark_gated_periods(), stackflow.mark_edited_slos(), stackflow.fold_gated_periods(integer)
from public;
grant execute on function stackflow.fold_gated_periods(integer) to sre_metrics_writer;
grant select on stackflow.gated_periods, stackflow.gate_folds, stackflow.gate_marks
to sre_metrics_reader, sre_metrics_writer;
-- Where a database takes functions from everybody, those that ask still need these.
grant execute on function
  stackflow.stored_gates(bigint[], timestamptz),
  stackflow.decide_gate(bigint[], timestamptz, boolean),
  stackflow.stored_change_gate(bigint[], timestamptz),
  stackflow.stored_gated_spells(bigint[], timestamptz, timestamptz)
to sre_metrics_reader, sre_metrics_writer;
-- Nothing is folded yet, so that the definition answers. The first fold fills all periods, beside readers and writers.
