-- The change gate: whether a service's changes must wait, and what is on record about it. Here are
-- the decision and the tables; what makes other programs' writes wait, db/gate/install.sql, is
-- installed by a command of its own.

-- Overrides: for a time, an Editor lets the changes of a gated service pass.
create table if not exists stackflow.gate_overrides (
  id bigint generated always as identity primary key,
  service_id bigint not null references stackflow.services (id),
  reason text not null check (btrim(reason) <> ''),
  created_by text not null check (btrim(created_by) <> ''),
  created_at timestamptz not null default now(),
  until_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (btrim(ended_by) <> ''),
  db_user text not null default session_user,
  check (until_at > created_at and until_at <= created_at + interval '720 hours'),
  check ((ended_at is null) = (ended_by is null))
);
create index if not exists gate_overrides_service_idx on stackflow.gate_overrides (service_id, until_at);
comment on table stackflow.gate_overrides is 'Who lets the changes of a gated service pass, why and until when. Active in [created_at, until_at), unless ended before.';
comment on column stackflow.gate_overrides.until_at is 'At most 30 days after created_at.';
comment on column stackflow.gate_overrides.ended_at is 'When someone ended it before its time; null where nobody did.';
comment on column stackflow.gate_overrides.db_user is 'Who was signed in to the database when it was made, whatever created_by says.';

-- What the gate holds and held.
create table if not exists stackflow.gate_holds (
  id bigint generated always as identity primary key,
  change_id bigint not null references stackflow.change_records (id) on delete cascade,
  service_id bigint not null references stackflow.services (id),
  held_at timestamptz not null,
  came_from text not null,
  wanted_state text not null,
  reason text not null,
  slo_id bigint references stackflow.slos (id) on delete set null,
  slo text,
  target_percent numeric(7, 4),
  window_days integer,
  budget_us numeric,
  used_us numeric,
  since timestamptz,
  ended_at timestamptz,
  ended_by text,
  end_kind text check (end_kind in ('recovered', 'override', 'critical', 'released', 'withdrawn', 'undecidable', 'uninstalled')),
  end_reason text,
  db_user text,
  spent_at timestamptz,
  check ((ended_at is null) = (end_kind is null))
);
create unique index if not exists gate_holds_open_key on stackflow.gate_holds (change_id) where ended_at is null;
create index if not exists gate_holds_order_idx on stackflow.gate_holds (held_at, id) where ended_at is null;
create index if not exists gate_holds_change_idx on stackflow.gate_holds (change_id);
create index if not exists gate_holds_service_idx on stackflow.gate_holds (service_id, held_at);
comment on table stackflow.gate_holds is 'Changes that the gate put into blocked: from when to when, why, and how it ended. A change has one open hold at most.';
comment on column stackflow.gate_holds.came_from is 'The state before the write that was held; of a new record, the state it was inserted with. It goes back there, but out of closed, cancelled and blocked to wanted_state.';
comment on column stackflow.gate_holds.wanted_state is 'The state that was last asked for.';
comment on column stackflow.gate_holds.slo_id is 'The SLO in most trouble when it was held; the columns after it hold its figures. Null where the gate could not decide.';
comment on column stackflow.gate_holds.since is 'Since when the service had been gated.';
comment on column stackflow.gate_holds.end_kind is 'recovered, override (one came), critical (the change became so), released (by an Editor), withdrawn (its owner put it elsewhere), undecidable (it passed by the policy) or uninstalled (the gate was).';
comment on column stackflow.gate_holds.db_user is 'Who was signed in to the database when an Editor released it.';
comment on column stackflow.gate_holds.spent_at is 'When the change was closed or cancelled after an Editor had released it: from then on the gate holds it again.';
comment on column stackflow.gate_holds.ended_by is 'Who released it; null where nobody had to.';

-- When each service was gated.
create table if not exists stackflow.gate_spells (
  id bigint generated always as identity primary key,
  service_id bigint not null references stackflow.services (id),
  slo_id bigint references stackflow.slos (id) on delete set null,
  slo text not null,
  target_percent numeric(7, 4) not null,
  window_days integer not null,
  budget_us numeric not null,
  used_us numeric not null,
  began_at timestamptz not null,
  ended_at timestamptz check (ended_at >= began_at)
);
create unique index if not exists gate_spells_open_key on stackflow.gate_spells (service_id) where ended_at is null;
create index if not exists gate_spells_service_idx on stackflow.gate_spells (service_id, began_at);
create index if not exists gate_spells_began_idx on stackflow.gate_spells (began_at);
comment on table stackflow.gate_spells is 'History of gated spells, kept by the worker. What was found stays, whatever is corrected later.';
comment on column stackflow.gate_spells.slo is 'The SLO in most trouble when the spell was last looked at; the columns after it hold its figures then.';
comment on column stackflow.gate_spells.ended_at is 'Null while the service is gated.';

-- What the gate decided about writes, other than that nothing stood in their way.
create table if not exists stackflow.gate_decisions (
  id bigint generated always as identity primary key,
  decided_at timestamptz not null,
  change_id bigint not null references stackflow.change_records (id) on delete cascade,
  service_id bigint not null references stackflow.services (id),
  wanted_state text not null,
  outcome text not null check (outcome in ('blocked', 'critical', 'override', 'released', 'undecidable_open', 'undecidable_closed')),
  reason text not null,
  override_id bigint references stackflow.gate_overrides (id)
);
create index if not exists gate_decisions_service_idx on stackflow.gate_decisions (service_id, decided_at);
create index if not exists gate_decisions_change_idx on stackflow.gate_decisions (change_id);
comment on table stackflow.gate_decisions is 'Each decision of the gate about a write to a gated service''s change, or one it could not decide.';
comment on column stackflow.gate_decisions.outcome is 'blocked; passed as critical, by an override or as released by an Editor; undecidable: passed (open) or blocked (closed) by the policy.';

-- How the gate is set.
create table if not exists stackflow.gate_policy (
  only_row boolean primary key default true check (only_row),
  when_undecidable text not null default 'open' check (when_undecidable in ('open', 'closed')),
  updated_at timestamptz not null default now(),
  updated_by text not null default session_user,
  spells_kept_until timestamptz
);
insert into stackflow.gate_policy default values on conflict do nothing;
comment on table stackflow.gate_policy is 'One row: how the change gate is set.';
comment on column stackflow.gate_policy.when_undecidable is 'What becomes of a non-critical change where the decision cannot be computed: open lets it pass, closed blocks it.';
comment on column stackflow.gate_policy.spells_kept_until is 'Up to here gate_spells is complete.';

-- What was decided of rows that are about to be inserted: until they are there, nothing can point at
-- them, and an insert may still turn into an update (on conflict) or nothing. Empty but for the
-- moments between.
create unlogged table if not exists stackflow.gate_pending (
  id bigint generated always as identity primary key,
  change_id bigint not null,
  external_id text,
  wanted_state text not null,
  outcome text not null,
  verdict jsonb not null,
  written_by xid8 not null default pg_current_xact_id()
);
create index if not exists gate_pending_change_idx on stackflow.gate_pending (change_id);
comment on table stackflow.gate_pending is 'What the gate decided of change records that are being inserted at this moment.';

-- Which commit status GitHub was last sent for each pull request.
create table if not exists stackflow.github_statuses (
  repository_id bigint not null,
  number bigint not null,
  head_sha text not null,
  state text not null check (state in ('success', 'failure', 'pending', 'error')),
  description text not null,
  sent_at timestamptz,
  refused_at timestamptz,
  primary key (repository_id, number),
  foreign key (repository_id, number) references stackflow.github_pull_requests (repository_id, number) on delete cascade
);
-- Those that may have to be taken back.
create index if not exists github_statuses_failure_idx
  on stackflow.github_statuses (repository_id, number) where state = 'failure';
comment on column stackflow.github_statuses.sent_at is 'When GitHub took it; null of a failure that may have arrived or not, and of an error.';
comment on column stackflow.github_statuses.refused_at is 'When GitHub did not take the newest one; null where it did.';
comment on column stackflow.github_statuses.state is 'success or failure; error where GitHub took none for this commit, of which description tells why. A failure stays one until GitHub took the success after it.';
comment on table stackflow.github_statuses is 'The commit status stackflow/error-budget as it was last sent for each pull request.';

-- The gate's clock: tests put their own in its place.
create or replace function stackflow.gate_now()
returns timestamptz
language sql volatile parallel safe
as $$ select clock_timestamp() $$;

-- An override is on record: all that may change is that someone ends it, once and now.
create or replace function stackflow.keep_override()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.ended_at is not null
    or to_jsonb(new) - array['ended_at', 'ended_by'] <> to_jsonb(old) - array['ended_at', 'ended_by']
  then
    raise exception 'Override % is on record: it may be ended once, and nothing else of it changes.', old.id
      using errcode = 'check_violation';
  end if;
  if new.ended_at is not null then
    new.ended_at := stackflow.gate_now();
  end if;
  return new;
end
$$;
create or replace trigger gate_overrides_keep before update on stackflow.gate_overrides
  for each row execute function stackflow.keep_override();

-- When services were gated within [spells_from, spells_to]: each moment at which an enabled SLO was
-- exhausted, by the versions of the SLO in force then, as disjoint pieces.
--
-- Downtime in a window that ends at t, D(t), changes its slope only where a piece of downtime begins
-- or ends, or leaves the window. So the pieces' ends and the same a window later cut time into
-- stretches on which D is a line of slope -1, 0 or 1, and where that line meets the budget is exact.
create or replace function stackflow.gated_spells(service_ids bigint[], spells_from timestamptz, spells_to timestamptz)
returns table (service_id bigint, spell tstzrange)
language sql stable parallel safe
as $$
  with objectives as materialized (
    select row_number() over () as item, o.service_id, v.window_days * interval '24 hours' as length, b.budget_us,
      c.valid_from, c.valid_to
    from stackflow.slos as o
    join stackflow.services as s on s.id = o.service_id
    -- SLO by SLO, by an index: the view alone would read the edits of all.
    cross join lateral (
      select e.target_percent, e.window_days, e.valid_from, e.valid_to
      from stackflow.slo_versions as e
      where e.slo_id = o.id and e.enabled and e.valid_from < spells_to and e.valid_to > spells_from
      offset 0
    ) as v
    cross join lateral (
      select greatest(v.valid_from, spells_from) as valid_from, least(v.valid_to, s.retired_at, spells_to) as valid_to
    ) as c
    cross join lateral stackflow.error_budget(v.target_percent, v.window_days, 0) as b
    -- An SLO may have been edited after its service was retired.
    where o.service_id = any (service_ids) and c.valid_from < c.valid_to
  ),
  down as materialized (
    select d.service_id, d.period
    from (select array_agg(distinct o.service_id) as ids, max(o.length) as length from objectives as o) as a
    cross join lateral stackflow.down_periods(a.ids, spells_from - a.length, spells_to) as d
  ),
  steps as (
    select o.item, e.at, sum(e.step) as step
    from objectives as o
    join down as d on d.service_id = o.service_id
    cross join lateral (values
      (lower(d.period), 1), (upper(d.period), -1),
      (lower(d.period) + o.length, -1), (upper(d.period) + o.length, 1)
    ) as e (at, step)
    where e.at < o.valid_to
    group by o.item, e.at
  ),
  stretches as (
    select p.item, p.at, lead(p.at) over stretch as next_at,
      sum(p.step) over stretch as slope,
      sum(p.step) over stretch * p.at_us - sum(p.step * p.at_us) over stretch as downtime_us
    from (select s.*, extract(epoch from s.at) * 1000000 as at_us from steps as s) as p
    window stretch as (partition by p.item order by p.at)
  ),
  exhausted as (
    select o.service_id, case
        -- Without any budget the first moment of downtime exhausts it.
        when o.budget_us = 0 then
          case when t.downtime_us > 0 or t.slope > 0 then tstzrange(t.at, t.ends_at) end
        when t.downtime_us >= o.budget_us then
          tstzrange(t.at, case when t.slope < 0
            then least(t.ends_at, t.at + (t.downtime_us - o.budget_us)::float8 * interval '1 microsecond')
            else t.ends_at end)
        when t.slope > 0 then
          tstzrange(least(t.ends_at, t.at + (o.budget_us - t.downtime_us)::float8 * interval '1 microsecond'), t.ends_at)
      end * tstzrange(o.valid_from, o.valid_to) as spell
    from (select s.*, coalesce(s.next_at, 'infinity') as ends_at from stretches as s) as t
    join objectives as o on o.item = t.item
  )
  select u.service_id, p.spell
  from (select e.service_id, range_agg(e.spell) as spells from exhausted as e group by e.service_id) as u
  cross join lateral unnest(u.spells) as p (spell)
$$;
comment on function stackflow.gated_spells is 'When services were gated within a range, as disjoint pieces in order.';

-- Since when a service that is gated at a moment has been so without a break.
create or replace function stackflow.gated_since(gated_service_id bigint, at timestamptz)
returns timestamptz
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
-- One plan for each session: to plan costs more than to look, and no service is special.
set plan_cache_mode = force_generic_plan
as $$
declare
  began_at timestamptz;
  look_back interval := '32 days';
begin
  -- Most spells are short, and looking back costs by the length. No record is older than a century.
  while look_back < '40000 days' loop
    select lower(g.spell) into began_at
    from stackflow.gated_spells(array[gated_service_id], at - look_back, at) as g
    -- The last moment of a spell belongs to it: nothing is left of the budget yet.
    where upper(g.spell) >= at
    order by lower(g.spell)
    limit 1;
    exit when began_at is null or began_at > at - look_back;
    look_back := look_back * 4;
  end loop;
  -- A single moment at which the budget is just used up is no spell of any length.
  return coalesce(began_at, at);
end
$$;
comment on function stackflow.gated_since is 'Since when a service that is gated at a moment has been so without a break.';

-- What an SLO demanded at a moment. A function of its own that PostgreSQL does not take apart: who asks
-- about now need not wait until the history of edits is planned.
create or replace function stackflow.slo_version_at(asked_slo_id bigint, at timestamptz)
returns table (target_percent numeric, window_days integer, enabled boolean)
language plpgsql stable parallel safe rows 1
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select e.target_percent, e.window_days, e.enabled
    from stackflow.slo_versions as e
    where e.slo_id = asked_slo_id and e.valid_from <= at and e.valid_to > at;
end
$$;

-- The decision, for everybody who asks: a service is gated while an enabled SLO of it is exhausted.
-- One row for each known service. Named is the SLO in most trouble, whether exhausted or not: the
-- least share of its budget remaining; a target of 100 % with downtime first. A service without an
-- SLO, or retired, is never gated. An override does not change that the service is gated; it is told
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
  select s.id, coalesce(w.exhausted, false),
    w.slo_id, w.slo, w.target_percent, w.window_days,
    w.budget_us, w.used_us, w.remaining_us,
    -- Asked for only where there is an answer: it costs more than the decision.
    case when w.exhausted then stackflow.gated_since(s.id, at) end,
    case when w.exhausted then format(
      'The error budget of SLO "%s" (%s %% over %s days) is used up: %s of %s minutes.',
      w.slo, trim_scale(w.target_percent), w.window_days,
      trim_scale(round(w.used_us / 60000000, 1)), trim_scale(round(w.budget_us / 60000000, 1))
    ) end,
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
      select coalesce(sum(extract(epoch from upper(p.period) - lower(p.period)) * 1000000), 0) as used_us
      from stackflow.down_periods(array[o.service_id], at - v.window_days * interval '24 hours', at) as p
    ) as d
    cross join lateral stackflow.error_budget(v.target_percent, v.window_days, d.used_us) as b
    where o.service_id = s.id and v.enabled
    order by
      case when b.budget_us > 0 then b.remaining_us / b.budget_us when b.exhausted then '-Infinity' else 1 end,
      b.remaining_us, o.name collate "C"
    limit 1
  ) as w on s.retired_at is null or s.retired_at > at
  left join lateral (
    select r.id, least(r.until_at, r.ended_at) as until_at
    from stackflow.gate_overrides as r
    where r.service_id = s.id and r.until_at > at and r.created_at <= at and (r.ended_at is null or r.ended_at > at)
    order by r.until_at desc, r.id
    limit 1
  ) as p on true
  where s.id = any (service_ids)
$$;
comment on function stackflow.change_gate is 'Whether services are gated at a moment, by which SLO with which figures in microseconds, since when, and the override that lets changes pass.';

-- Whether the enforcement of db/gate/install.sql is at work.
create or replace function stackflow.gate_enforced()
returns boolean
language sql stable parallel safe
as $$
  select exists (
    select from pg_catalog.pg_trigger as t
    where t.tgrelid = 'stackflow.change_records'::regclass and t.tgname = 'zz_sre_metrics_gate_update'
      and t.tgenabled in ('O', 'A')
  )
$$;
comment on function stackflow.gate_enforced is 'Whether the change gate is installed on change_records.';

-- Where a change goes that is let go: to where it came from, or to the earlier state that was asked
-- for. Who takes a change out of closed, cancelled or a block of their own has decided that it goes on,
-- and nobody would ask again: it goes where it was wanted.
create or replace function stackflow.state_once_released(came_from text, wanted_state text)
returns text
language sql immutable parallel safe
as $$
  select case
    when came_from = 'implementing' and wanted_state = 'scheduled' then 'scheduled'
    when came_from in ('closed', 'cancelled', 'blocked') then wanted_state
    else came_from
  end
$$;

-- Lets one held change go. The trigger has the last word: where the service was gated anew, the change
-- stays held. The caller has locked the change, which is always locked before its hold.
create or replace function stackflow.return_held_change(hold_id bigint, at timestamptz, kind text, by_whom text, why text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  held stackflow.gate_holds;
  state_now text;
begin
  select * into held from stackflow.gate_holds as h where h.id = hold_id and h.ended_at is null for update;
  if not found then
    -- Another was faster.
    return false;
  end if;
  update stackflow.change_records as c
  set state = stackflow.state_once_released(held.came_from, held.wanted_state), updated_at = at
  where c.id = held.change_id and c.state = 'blocked'
  returning c.state into state_now;
  if state_now = 'blocked' then
    return false;
  end if;
  update stackflow.gate_holds as h
  set ended_at = at, ended_by = by_whom, end_reason = why,
    -- Its owner put it elsewhere while nobody enforced the gate.
    end_kind = case when state_now is null then 'withdrawn' else kind end
  where h.id = hold_id;
  return true;
end
$$;

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
      cross join lateral stackflow.change_gate(o.ids, at) as g
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
comment on function stackflow.release_recovered_changes is 'Tries to release held changes that need not wait any more, oldest first and after a hold where one is given; returns those tried. state and end_kind are null of those that stay held, and failure says why where an error kept them.';

-- An Editor lets one change through although its service is gated: it passes the gate from now on,
-- until it is closed.
create or replace function stackflow.release_change(released_id bigint, by_whom text, why text)
returns text
language plpgsql
-- With its owner's rights: an Editor may release changes and not write them otherwise.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  at timestamptz := stackflow.gate_now();
  held stackflow.gate_holds;
  state_now text;
begin
  if coalesce(btrim(by_whom), '') = '' or coalesce(btrim(why), '') = '' then
    raise exception 'A release needs who and why.' using errcode = 'check_violation';
  end if;
  -- The change before its hold, as every other writer locks them.
  perform from stackflow.change_records as c where c.id = released_id for no key update;
  select * into held from stackflow.gate_holds as h where h.change_id = released_id and h.ended_at is null for update;
  if not found then
    raise exception 'Change % is not held by the gate.', released_id using errcode = 'no_data_found';
  end if;
  -- Ended first: the trigger lets pass what an Editor released.
  update stackflow.gate_holds as h
  set ended_at = at, ended_by = by_whom, end_kind = 'released', end_reason = why, db_user = session_user
  where h.id = held.id;
  update stackflow.change_records as c
  set state = stackflow.state_once_released(held.came_from, held.wanted_state), updated_at = at
  where c.id = released_id and c.state = 'blocked'
  returning c.state into state_now;
  return coalesce(state_now, (select c.state from stackflow.change_records as c where c.id = released_id));
end
$$;
comment on function stackflow.release_change is 'Lets one held change through, by whom and why; returns the state it is in now. no_data_found where it is not held.';

-- Brings the spells of one service up to a moment, from the last one that is known. What was found
-- stays: a correction of older records ends a spell, but makes none overlap.
create or replace function stackflow.keep_spells_of(kept_service_id bigint, kept_until timestamptz, at timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  verdict record;
  spell_now stackflow.gate_spells;
  closed_until timestamptz;
  piece record;
begin
  select * into verdict from stackflow.change_gate(array[kept_service_id], at) as g;
  select * into spell_now from stackflow.gate_spells as s where s.service_id = kept_service_id and s.ended_at is null;
  select coalesce(max(s.ended_at), '-infinity') into closed_until
  from stackflow.gate_spells as s
  where s.service_id = kept_service_id;
  for piece in
    select greatest(lower(p.spell), closed_until) as began_at,
      -- Null for the one that lasts.
      case when not (verdict.gated and upper(p.spell) >= at) then upper(p.spell) end as ended_at
    from stackflow.gated_spells(array[kept_service_id], least(kept_until, spell_now.began_at, verdict.since), at) as p
    where upper(p.spell) > closed_until
    order by lower(p.spell)
  loop
    if spell_now.id is not null then
      update stackflow.gate_spells as s set ended_at = greatest(piece.ended_at, s.began_at)
      where s.id = spell_now.id and piece.ended_at is not null;
      spell_now := null;
    else
      insert into stackflow.gate_spells
        (service_id, slo_id, slo, target_percent, window_days, budget_us, used_us, began_at, ended_at)
      select g.service_id, g.slo_id, g.slo, g.target_percent, g.window_days, g.budget_us, g.used_us,
        piece.began_at, piece.ended_at
      -- Its last moment: by now the SLO may be disabled, or the service retired.
      from stackflow.change_gate(
        array[kept_service_id], coalesce(piece.ended_at - interval '1 microsecond', at)
      ) as g;
    end if;
  end loop;
  if not verdict.gated then
    -- By a correction the spell never was; until now it counted.
    update stackflow.gate_spells as s set ended_at = greatest(at, s.began_at) where s.id = spell_now.id;
  end if;
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
    cross join lateral stackflow.gated_spells(a.ids, kept_until, at) as p
    group by p.service_id
  ),
  gates as materialized (
    select g.service_id, g.gated, g.slo_id, g.slo, g.target_percent, g.window_days, g.budget_us, g.used_us
    from asked as a
    cross join lateral stackflow.change_gate(a.ids, at) as g
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
comment on function stackflow.keep_gate_spells is 'Brings the history of gated spells up to a moment; the worker calls it each minute.';

do $$
begin
  if not exists (select from pg_roles where rolname = 'sre_metrics_gate_editor') then
    begin
      create role sre_metrics_gate_editor nologin;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'The role sre_metrics_gate_editor is missing and % may not create roles.', current_user
          using errcode = 'insufficient_privilege',
                hint = 'Let an administrator run: create role sre_metrics_gate_editor nologin;';
    end;
  end if;
end
$$;

grant select on
  stackflow.gate_overrides,
  stackflow.gate_holds,
  stackflow.gate_spells,
  stackflow.gate_decisions,
  stackflow.gate_policy,
  stackflow.github_statuses
to sre_metrics_reader, sre_metrics_writer;
grant insert, update on
  stackflow.gate_holds,
  stackflow.gate_spells,
  stackflow.gate_policy,
  stackflow.github_statuses
to sre_metrics_writer;
grant select, delete on stackflow.gate_pending to sre_metrics_writer;
grant delete on stackflow.github_statuses to sre_metrics_writer;

-- The editor's role beside the reader's: it adds overrides and releases, and nothing else. When an
-- override began is the clock's to say.
grant usage on schema stackflow to sre_metrics_gate_editor;
grant select on stackflow.services, stackflow.gate_overrides, stackflow.gate_holds to sre_metrics_gate_editor;
grant insert (service_id, reason, created_by, until_at), update (ended_at, ended_by) on stackflow.gate_overrides
to sre_metrics_gate_editor, sre_metrics_writer;

revoke execute on function
  stackflow.return_held_change(bigint, timestamptz, text, text, text),
  stackflow.release_recovered_changes(integer, bigint, timestamptz),
  stackflow.release_change(bigint, text, text),
  stackflow.keep_spells_of(bigint, timestamptz, timestamptz),
  stackflow.keep_gate_spells(timestamptz)
from public;
grant execute on function
  stackflow.return_held_change(bigint, timestamptz, text, text, text),
  stackflow.release_recovered_changes(integer, bigint, timestamptz),
  stackflow.keep_spells_of(bigint, timestamptz, timestamptz),
  stackflow.keep_gate_spells(timestamptz)
to sre_metrics_writer;
grant execute on function stackflow.release_change(bigint, text, text) to sre_metrics_writer, sre_metrics_gate_editor;
-- Where a database takes functions from everybody, those that ask still need these.
grant execute on function
  stackflow.gate_now(),
  stackflow.gated_spells(bigint[], timestamptz, timestamptz),
  stackflow.gated_since(bigint, timestamptz),
  stackflow.slo_version_at(bigint, timestamptz),
  stackflow.change_gate(bigint[], timestamptz),
  stackflow.state_once_released(text, text),
  stackflow.gate_enforced()
to sre_metrics_reader, sre_metrics_writer;

-- A repository that GitHub never showed has no id, and so no row of its own in github_sync_state.
alter table stackflow.github_repositories
  add column if not exists last_failed_at timestamptz,
  add column if not exists last_error text;
comment on column stackflow.github_repositories.last_failed_at is 'When GitHub last did not show the repository; counts while repository_id is null.';
comment on column stackflow.github_repositories.last_error is 'What went wrong then; never holds a secret.';
