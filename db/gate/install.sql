-- Enforces the change gate: a non-critical change of a gated service that would enter scheduled or
-- implementing, or become such a change in one of them, is put into blocked instead, and what was decided
-- is kept. Changes how other programs' writes behave, and so is no migration; `sre-metrics gate install`
-- runs it in one transaction, and again without harm.
--
-- Nothing of a row is touched but its state. No write is refused, unless it would have to wait for longer
-- than its program's own lock_timeout: where the gate cannot decide, its policy applies and a warning
-- says so.

-- What the gate says of a change: null where nothing stands in its way, else the outcome with the
-- reason and figures. A failure to decide is an outcome too.
create or replace function stackflow.judge_change(judged_service_id bigint, judged_criticality text, at timestamptz)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- One plan for each session: to plan costs more than to decide, and no service is special.
set plan_cache_mode = force_generic_plan
as $$
declare
  gate record;
  policy text := 'open';
begin
  select g.gated, g.reason, g.slo_id, g.slo, g.target_percent, g.window_days, g.budget_us, g.used_us, g.override_id
  into gate
  from stackflow.change_gate(array[judged_service_id], at) as g;
  if gate.gated is not true then
    return null;
  end if;
  return jsonb_build_object(
    'outcome', case when judged_criticality = 'critical' then 'critical' when gate.override_id is not null then 'override' else 'blocked' end,
    'reason', gate.reason, 'slo_id', gate.slo_id, 'slo', gate.slo,
    'target_percent', gate.target_percent, 'window_days', gate.window_days,
    'budget_us', gate.budget_us, 'used_us', gate.used_us, 'override_id', gate.override_id,
    -- The worker knows it; to find it anew costs more than the decision.
    'since', coalesce(
      (
        select p.began_at
        from stackflow.gate_spells as p
        cross join stackflow.gate_policy as k
        where p.service_id = judged_service_id and p.ended_at is null
          and k.spells_kept_until > at - interval '5 minutes'
      ),
      stackflow.gated_since(judged_service_id, at)
    )
  );
exception
  -- These end the transaction whatever is done about them, or are what its program asked for.
  when serialization_failure or deadlock_detected or lock_not_available then
    raise;
  when others then
    raise warning 'The change gate could not decide about service %: %', judged_service_id, sqlerrm;
    if judged_criticality = 'critical' then
      return null;
    end if;
    begin
      select p.when_undecidable into policy from stackflow.gate_policy as p;
    exception
      when others then null;
    end;
    policy := coalesce(policy, 'open');
    return jsonb_build_object('outcome', 'undecidable_' || policy,
      'reason', format('The gate could not decide, and its policy is %s: %s', policy, sqlerrm));
end
$$;

-- Keeps a decision, and the hold that follows from it; where the change is held already, its newest wish.
create or replace function stackflow.keep_gate_decision(
  decided_change_id bigint, decided_service_id bigint, state_before text, state_wanted text, verdict jsonb, at timestamptz
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Who asks again and again for the same is told the same, and that is on record already.
  if verdict ->> 'outcome' in ('blocked', 'undecidable_closed') and exists (
    select
    from stackflow.gate_holds as h
    join stackflow.gate_decisions as d on d.change_id = h.change_id and d.decided_at >= h.held_at
    where h.change_id = decided_change_id and h.ended_at is null and h.wanted_state = state_wanted
      and d.wanted_state = state_wanted and d.outcome = verdict ->> 'outcome'
  ) then
    return;
  end if;
  insert into stackflow.gate_decisions
    (decided_at, change_id, service_id, wanted_state, outcome, reason, override_id)
  values (at, decided_change_id, decided_service_id, state_wanted, verdict ->> 'outcome', verdict ->> 'reason',
    case when verdict ->> 'outcome' = 'override' then (verdict ->> 'override_id')::bigint end);
  if verdict ->> 'outcome' in ('blocked', 'undecidable_closed') then
    insert into stackflow.gate_holds
      (change_id, service_id, held_at, came_from, wanted_state, reason,
        slo_id, slo, target_percent, window_days, budget_us, used_us, since)
    values (decided_change_id, decided_service_id, at, state_before, state_wanted, verdict ->> 'reason',
      (verdict ->> 'slo_id')::bigint, verdict ->> 'slo', (verdict ->> 'target_percent')::numeric,
      (verdict ->> 'window_days')::integer, (verdict ->> 'budget_us')::numeric, (verdict ->> 'used_us')::numeric,
      (verdict ->> 'since')::timestamptz)
    on conflict (change_id) where ended_at is null
    do update set wanted_state = excluded.wanted_state, service_id = excluded.service_id;
  end if;
end
$$;

-- Before an insert. What is decided waits in gate_pending until the row is there.
create or replace function stackflow.gate_new_change()
returns trigger
language plpgsql
-- With its owner's rights: who writes changes need not know of the gate's tables.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  verdict jsonb;
begin
  verdict := stackflow.judge_change(new.service_id, new.criticality, stackflow.gate_now());
  if verdict is null then
    return new;
  end if;
  -- An insert that finds its row there becomes an update (on conflict), which is judged for itself.
  if exists (select from stackflow.change_records as c where c.id = new.id or c.external_id = new.external_id) then
    return new;
  end if;
  insert into stackflow.gate_pending (change_id, external_id, wanted_state, outcome, verdict)
  values (new.id, new.external_id, new.state, verdict ->> 'outcome', verdict);
  if verdict ->> 'outcome' in ('blocked', 'undecidable_closed') then
    new.state := 'blocked';
  end if;
  return new;
exception
  when serialization_failure or deadlock_detected or lock_not_available then
    raise;
  when others then
    -- Held without a record of it, it would never be released.
    raise warning 'The change gate could not hold change %, which passes: %', new.id, sqlerrm;
    return new;
end
$$;

-- After an insert that came true.
create or replace function stackflow.keep_new_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted text;
  verdict jsonb;
begin
  delete from stackflow.gate_pending as p
  where p.change_id = new.id and p.written_by = pg_current_xact_id()
  returning p.wanted_state, p.verdict into wanted, verdict;
  if found then
    perform stackflow.keep_gate_decision(new.id, new.service_id, wanted, wanted, verdict, stackflow.gate_now());
  end if;
  return null;
exception
  when serialization_failure or deadlock_detected or lock_not_available then
    raise;
  when others then
    raise warning 'The change gate could not keep what it decided about change %: %', new.id, sqlerrm;
    -- Held without a record of it, it would never be released.
    if new.state = 'blocked' and wanted is not null then
      update stackflow.change_records as c set state = wanted where c.id = new.id;
    end if;
    return null;
end
$$;

-- Before an update that changes the state from or to one that the gate watches, or the service or
-- criticality of a change under way: what passed for another reason is judged for the new one. Closed and
-- cancelled end what an Editor's release permits.
create or replace function stackflow.gate_changed_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  at timestamptz;
  wanted text := new.state;
  is_other boolean := (new.service_id, new.criticality) is distinct from (old.service_id, old.criticality);
  pending_state text;
  verdict jsonb;
  outcome text;
begin
  at := stackflow.gate_now();
  if new.state = 'blocked' then
    -- Either its owner blocks it, or this is an insert that was held and then found its row after all.
    delete from stackflow.gate_pending as p
    where (p.change_id = new.id or p.external_id = new.external_id) and p.written_by = pg_current_xact_id()
      and p.outcome in ('blocked', 'undecidable_closed')
    returning p.wanted_state into pending_state;
    if not found then
      -- Its hold goes with a change that waits, so that a release is one for the service it has then.
      update stackflow.gate_holds as h
      set service_id = new.service_id
      where h.change_id = new.id and h.ended_at is null and h.service_id <> new.service_id;
      return new;
    end if;
    wanted := pending_state;
    new.state := wanted;
    if new.state = old.state and not is_other then
      return new;
    end if;
  end if;
  if new.state in ('scheduled', 'implementing') then
    verdict := stackflow.judge_change(new.service_id, new.criticality, at);
    outcome := verdict ->> 'outcome';
    -- What an Editor released passes until it is closed, for the service it was released for.
    if outcome in ('blocked', 'undecidable_closed') and exists (
      select from stackflow.gate_holds as h
      where h.change_id = new.id and h.service_id = new.service_id and h.end_kind = 'released' and h.spent_at is null
    ) then
      outcome := 'released';
      verdict := verdict || '{"outcome": "released"}';
    end if;
    if outcome in ('blocked', 'undecidable_closed') then
      new.state := 'blocked';
    end if;
    if verdict is not null then
      perform stackflow.keep_gate_decision(new.id, new.service_id, old.state, wanted, verdict, at);
    end if;
  end if;
  if new.state in ('closed', 'cancelled') then
    update stackflow.gate_holds as h
    set spent_at = at
    where h.change_id = new.id and h.end_kind = 'released' and h.spent_at is null;
  end if;
  if old.state = 'blocked' and new.state <> 'blocked' then
    update stackflow.gate_holds as h
    set ended_at = at,
      end_kind = case
        when new.state not in ('scheduled', 'implementing') then 'withdrawn'
        when outcome is null then 'recovered'
        when outcome = 'undecidable_open' then 'undecidable'
        else outcome
      end
    where h.change_id = new.id and h.ended_at is null;
  end if;
  return new;
exception
  when serialization_failure or deadlock_detected or lock_not_available then
    raise;
  when others then
    raise warning 'The change gate could not hold change %, which passes: %', new.id, sqlerrm;
    new.state := wanted;
    return new;
end
$$;

-- Triggers fire by name: the gate looks at a row as it is after all others.
create or replace trigger zz_sre_metrics_gate_insert before insert on stackflow.change_records
  for each row when (new.state in ('scheduled', 'implementing'))
  execute function stackflow.gate_new_change();
create or replace trigger zz_sre_metrics_gate_inserted after insert on stackflow.change_records
  for each row when (new.state in ('scheduled', 'implementing', 'blocked'))
  execute function stackflow.keep_new_change();
create or replace trigger zz_sre_metrics_gate_update before update on stackflow.change_records
  for each row when (
    new.state is distinct from old.state
    and (new.state in ('scheduled', 'implementing', 'blocked', 'closed', 'cancelled') or old.state = 'blocked')
    or new.state in ('scheduled', 'implementing', 'blocked')
    and (new.service_id, new.criticality) is distinct from (old.service_id, old.criticality)
  )
  execute function stackflow.gate_changed_change();

-- What was closed while nobody watched.
update stackflow.gate_holds as h
set spent_at = stackflow.gate_now()
from stackflow.change_records as c
where c.id = h.change_id and c.state in ('closed', 'cancelled') and h.end_kind = 'released' and h.spent_at is null;

-- Who owns the gate's tables acts for every writer, whoever installed this.
do $$
declare
  owner_name text := (select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'stackflow.gate_holds'::regclass);
begin
  if owner_name <> current_user then
    execute format('alter function stackflow.judge_change(bigint, text, timestamptz) owner to %I', owner_name);
    execute format('alter function stackflow.keep_gate_decision(bigint, bigint, text, text, jsonb, timestamptz) owner to %I', owner_name);
    execute format('alter function stackflow.gate_new_change() owner to %I', owner_name);
    execute format('alter function stackflow.keep_new_change() owner to %I', owner_name);
    execute format('alter function stackflow.gate_changed_change() owner to %I', owner_name);
  end if;
end
$$;
-- Triggers run whoever may not call these.
revoke execute on function
  stackflow.judge_change(bigint, text, timestamptz),
  stackflow.keep_gate_decision(bigint, bigint, text, text, jsonb, timestamptz),
  stackflow.gate_new_change(),
  stackflow.keep_new_change(),
  stackflow.gate_changed_change()
from public;
