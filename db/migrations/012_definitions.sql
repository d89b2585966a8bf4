-- What the numbers are defined by: the implementation of a change as a stretch of time, and the stretch
-- of a service's life that downtime is known of.

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
-- window's end. Once its service is retired nothing is down any more.
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
        greatest(p.started_at, window_start) as starts_at,
        -- least passes nulls over.
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
