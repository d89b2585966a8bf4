-- What the numbers are defined by: the implementation of a change as a stretch of time, and the stretch
-- of a service's life that downtime is known of.

alter table stackflow.services add column if not exists monitored_since timestamptz
  check (isfinite(monitored_since));
comment on column stackflow.services.monitored_since is 'Since when its downtime is known; null where nobody said. Before it there is no availability, rather than 100 %.';

-- Deployments whose implementation began before a range that they ended in.
create index if not exists change_records_rollout_idx
  on stackflow.change_records (deployed_at)
  include (id, implementation_start_at)
  where state = 'closed' and environment = 'production' and change_type = 'deployment'
    and implementation_start_at is not null;
comment on column stackflow.change_records.implementation_start_at is 'When implementation began, where known. From here on a linked P1 or P2 incident makes the deployment failed.';
comment on column stackflow.change_records.implementation_end_at is 'When the change was live. Where it is missing, closed_at stands in. 24 h later no new incident makes it failed any more.';

-- The downtime rule, incident by incident: the time in [window_start, window_end) in which an
-- incident took a service down, overlaps once, maintenance taken out. An open period lasts until the
-- window's end. Before its service was monitored nothing is known, and once it is retired nothing is down
-- any more.
create or replace function stackflow.incident_down_periods(
  service_ids bigint[], window_start timestamptz, window_end timestamptz
)
returns table (service_id bigint, incident_id bigint, down tstzmultirange)
language sql stable parallel safe
as $$
  select d.service_id, d.incident_id,
    case when m.planned is null then d.down else d.down - m.planned end
  from (
    select c.service_id, c.incident_id, range_agg(tstzrange(c.starts_at, c.ends_at)) as down
    from (
      select p.service_id, p.incident_id,
        -- Both pass nulls over.
        greatest(p.started_at, window_start, s.monitored_since) as starts_at,
        least(p.ended_at, s.retired_at, window_end) as ends_at
      from stackflow.incident_downtimes as p
      join stackflow.services as s on s.id = p.service_id
      where p.service_id = any (service_ids)
        and coalesce(p.ended_at, 'infinity'::timestamptz) > window_start
        and p.started_at < window_end
    ) as c
    -- A table from before may hold periods that end before they begin.
    where c.starts_at < c.ends_at
    group by c.service_id, c.incident_id
  ) as d
  left join (
    select w.service_id, range_agg(tstzrange(w.started_at, w.ended_at)) as planned
    from stackflow.maintenance_windows as w
    where w.service_id = any (service_ids) and w.ended_at > window_start and w.started_at < window_end
      and w.ended_at > w.started_at
    group by w.service_id
  ) as m on m.service_id = d.service_id
$$;

-- The error budget of an objective over a window of any length with so much downtime in it: budgets of
-- windows that reach back to before their service was monitored are smaller. Exact: numeric microseconds,
-- never rounded.
create or replace function stackflow.budget_over(target_percent numeric, window_us numeric, downtime_us numeric)
returns table (budget_us numeric, remaining_us numeric, exhausted boolean)
language sql immutable parallel safe
as $$
  select b.budget_us, b.budget_us - downtime_us,
    -- Without any budget it is the first moment of downtime that exhausts it.
    case when b.budget_us = 0 then downtime_us > 0 else b.budget_us - downtime_us <= 0 end
  from (select window_us * (100 - target_percent) / 100 as budget_us) as b
$$;
comment on function stackflow.budget_over is 'Budget over a window and what remains of it in microseconds, and whether it is exhausted.';
comment on function stackflow.error_budget is 'As budget_over, of whole days; kept for plugins older than this schema.';

-- When services were gated within [spells_from, spells_to]: each moment at which an enabled SLO was
-- exhausted, by the versions of the SLO in force then, as disjoint pieces.
--
-- Downtime in a window that ends at t, D(t), changes its slope only where a piece of downtime begins
-- or ends, or leaves the window. So the pieces' ends and the same a window later cut time into
-- stretches on which D is a line of slope -1, 0 or 1. Where the window reaches back to before the service
-- was monitored it is shorter, and the budget is a line too: it grows until the window is whole. So what is
-- lost beyond the budget is a line on each stretch, and where it meets 0 is exact.
create or replace function stackflow.gated_spells(service_ids bigint[], spells_from timestamptz, spells_to timestamptz)
returns table (service_id bigint, spell tstzrange)
language sql stable parallel safe
as $$
  with objectives as materialized (
    select row_number() over () as item, o.service_id, v.window_days * interval '24 hours' as length,
      -- Of time; what of the budget is there from the beginning.
      (100 - v.target_percent) / 100 as allowed_share,
      case when s.monitored_since is null then b.budget_us else 0 end as budget_us,
      s.monitored_since, c.valid_from, c.valid_to
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
      select greatest(v.valid_from, spells_from, s.monitored_since) as valid_from, least(v.valid_to, s.retired_at, spells_to) as valid_to
    ) as c
    cross join lateral stackflow.budget_over(v.target_percent, v.window_days * 86400000000::numeric, 0) as b
    -- An SLO may have been edited after its service was retired.
    where o.service_id = any (service_ids) and c.valid_from < c.valid_to
  ),
  down as materialized (
    select d.service_id, d.period
    from (select array_agg(distinct o.service_id) as ids, max(o.length) as length from objectives as o) as a
    cross join lateral stackflow.down_periods(a.ids, spells_from - a.length, spells_to) as d
  ),
  steps as (
    select o.item, e.at, e.step
    from objectives as o
    join down as d on d.service_id = o.service_id
    cross join lateral (values
      (lower(d.period), 1), (upper(d.period), -1),
      (lower(d.period) + o.length, -1), (upper(d.period) + o.length, 1)
    ) as e (at, step)
    where e.at < o.valid_to
    union all
    select o.item, e.at, e.step
    from objectives as o
    cross join lateral (values
      (o.monitored_since, -o.allowed_share), (o.monitored_since + o.length, o.allowed_share)
    ) as e (at, step)
    where e.at < o.valid_to
  ),
  stretches as (
    select p.item, p.at, lead(p.at) over stretch as next_at,
      sum(p.step) over stretch as slope,
      sum(p.step) over stretch * p.at_us - sum(p.step * p.at_us) over stretch as excess_us
    from (
      select s.item, s.at, sum(s.step) as step, extract(epoch from s.at) * 1000000 as at_us
      from steps as s
      group by s.item, s.at
    ) as p
    window stretch as (partition by p.item order by p.at)
  ),
  exhausted as (
    select o.service_id, case
        -- Without any budget the first moment of downtime exhausts it.
        when o.allowed_share = 0 then
          case when t.excess_us > 0 or t.slope > 0 then tstzrange(t.at, t.ends_at) end
        when t.excess_us >= o.budget_us then
          tstzrange(t.at, case when t.slope < 0
            then least(t.ends_at, t.at + ((t.excess_us - o.budget_us) / -t.slope)::float8 * interval '1 microsecond')
            else t.ends_at end)
        when t.slope > 0 then
          tstzrange(least(t.ends_at, t.at + ((o.budget_us - t.excess_us) / t.slope)::float8 * interval '1 microsecond'), t.ends_at)
      end * tstzrange(o.valid_from, o.valid_to) as spell
    from (select s.*, coalesce(s.next_at, 'infinity') as ends_at from stretches as s) as t
    join objectives as o on o.item = t.item
  )
  select u.service_id, p.spell
  from (select e.service_id, range_agg(e.spell) as spells from exhausted as e group by e.service_id) as u
  cross join lateral unnest(u.spells) as p (spell)
$$;

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
  select s.id, coalesce(w.exhausted, false),
    w.slo_id, w.slo, w.target_percent, w.window_days,
    w.budget_us, w.used_us, w.remaining_us,
    -- Asked for only where there is an answer: it costs more than the decision.
    case when w.exhausted then stackflow.gated_since(s.id, at) end,
    case when w.exhausted then format(
      'The error budget of SLO "%s" (%s %% over %s days) is used up: %s of %s minutes.',
      w.slo, trim_scale(w.target_percent), w.window_days,
      trim_scale(round(w.used_us / 60000000, 1)), trim_scale(round(w.budget_us / 60000000, 1))
    ) || case when s.monitored_since > at - w.window_days * interval '24 hours' then format(
      ' The window is shorter, since the service is monitored since %s.',
      to_char(s.monitored_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
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
      -- greatest passes null over.
      select greatest(at - v.window_days * interval '24 hours', s.monitored_since) as starts_at
    ) as l
    cross join lateral (
      select coalesce(sum(extract(epoch from upper(p.period) - lower(p.period)) * 1000000), 0) as used_us
      from stackflow.down_periods(array[o.service_id], l.starts_at, at) as p
    ) as d
    cross join lateral stackflow.budget_over(
      v.target_percent, extract(epoch from at - l.starts_at) * 1000000, d.used_us
    ) as b
    where o.service_id = s.id and v.enabled
    order by
      case when b.budget_us > 0 then b.remaining_us / b.budget_us when b.exhausted then '-Infinity' else 1 end,
      b.remaining_us, o.name collate "C"
    limit 1
  ) as w on (s.retired_at is null or s.retired_at > at) and (s.monitored_since is null or s.monitored_since < at)
  left join lateral (
    select r.id, least(r.until_at, r.ended_at) as until_at
    from stackflow.gate_overrides as r
    where r.service_id = s.id and r.until_at > at and r.created_at <= at and (r.ended_at is null or r.ended_at > at)
    order by r.until_at desc, r.id
    limit 1
  ) as p on true
  where s.id = any (service_ids)
$$;

-- The first instant at which clocks in a zone show a local time or a later one: where a day, week or
-- month begins. Clocks skip hours, or a whole day, and show others twice, so that the local time may have
-- no instant of its own, or two.
create or replace function stackflow.first_instant(local_time timestamp, zone text)
returns timestamptz
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
  -- No zone is further from UTC than this. In between clocks are turned once at most.
  unreached timestamptz := (local_time - interval '16 hours') at time zone 'UTC';
  reached timestamptz := (local_time + interval '16 hours') at time zone 'UTC';
  offset_before interval := (unreached at time zone zone) - (unreached at time zone 'UTC');
  offset_after interval := (reached at time zone zone) - (reached at time zone 'UTC');
  candidate timestamptz := (local_time - offset_before) at time zone 'UTC';
  middle timestamptz;
begin
  if candidate at time zone zone = local_time then
    return candidate;
  end if;
  candidate := (local_time - offset_after) at time zone 'UTC';
  if candidate at time zone zone = local_time then
    return candidate;
  end if;
  -- It was skipped: the moment at which clocks were turned, which is a whole second.
  while reached - unreached > interval '1 second' loop
    middle := date_trunc('second', unreached + (reached - unreached) / 2);
    if (middle at time zone zone) - (middle at time zone 'UTC') = offset_before then
      unreached := middle;
    else
      reached := middle;
    end if;
  end loop;
  return reached;
end
$$;
comment on function stackflow.first_instant is 'The first instant at which clocks in a zone show a local time or a later one.';

-- Where a database takes functions from everybody, those that read still need these.
grant execute on function
  stackflow.budget_over(numeric, numeric, numeric),
  stackflow.first_instant(timestamp, text)
to sre_metrics_reader, sre_metrics_writer;
-- Who sets objectives says since when they can be judged.
grant update (monitored_since) on stackflow.services to sre_metrics_slo_editor;
