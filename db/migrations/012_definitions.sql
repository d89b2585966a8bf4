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
grant execute on function stackflow.first_instant(timestamp, text) to sre_metrics_reader, sre_metrics_writer;
