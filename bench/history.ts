import type { ClientBase } from 'pg';

import type { BenchOptions } from './options';

/** The instant the made-up history ends at. */
export const END = '2026-10-01T00:00:00Z';

/** Where random numbers start, so that every run makes the same history. */
const SEED = 0.42;

/**
 * Fills an empty, migrated database with a history, inside PostgreSQL: mostly deployments, a few
 * emergencies, other types, environments and open changes; lead times from minutes to weeks; P1 to
 * P4 incidents, half of the severe ones linked to a change of the day before.
 */
export async function makeHistory(
  client: ClientBase,
  { changes, incidents, services, years }: BenchOptions
): Promise<void> {
  await client.query('select setseed($1)', [SEED]);
  await client.query(
    `insert into stackflow.services (name, team, tier)
     select 'service-' || lpad(n::text, 4, '0'), 'team-' || lpad((n % 40)::text, 2, '0'),
       case when n % 5 = 0 then 'critical' else 'standard' end
     from generate_series(1, $1) as n`,
    [services]
  );
  await client.query(
    `insert into stackflow.change_records
       (service_id, title, change_type, state, deployment_outcome, environment, created_at, implementation_end_at, closed_at,
        source, external_id)
     select 1 + floor(random() * $2)::int, 'Change ' || n,
       (array['deployment','deployment','deployment','deployment','deployment','deployment','deployment','deployment',
              'normal','emergency'])[1 + floor(random() * 10)::int],
       case when random() < 0.97 then 'closed' else 'cancelled' end,
       case when random() < 0.03 then 'failed' when random() < 0.9 then 'successful' end,
       case when random() < 0.95 then 'production' else 'staging' end,
       ended_at - interval '1 minute' * exp(random() * 10), ended_at, ended_at + interval '5 minutes', 'github', 'bench#' || n
     from (
       select n, $4::timestamptz - interval '365 days' * $3::int * (1 - n::float8 / $1::int) as ended_at
       from generate_series(1, $1::int) as n
     ) as every_change`,
    [changes, services, years, END]
  );
  await client.query(
    `insert into stackflow.incidents (title, priority, created_at, resolved_at, affected_users, external_id)
     select 'Incident ' || n, (array['P1','P2','P2','P3','P4'])[1 + floor(random() * 5)::int], began_at,
       case when random() < 0.999 then began_at + interval '1 minute' * exp(random() * 7) end, floor(random() * 1000)::int,
       'bench-incident#' || n
     from (
       select n, $3::timestamptz - interval '365 days' * $2::int * (1 - n::float8 / $1::int) as began_at
       from generate_series(1, $1::int) as n
     ) as every_incident`,
    [incidents, years, END]
  );
  await linkIncidents(client, changes / incidents);
  await client.query('vacuum analyze');
}

/**
 * Half of the severe incidents blame a change that ended shortly before: both are numbered evenly
 * through time, so its number follows from the incident's.
 */
async function linkIncidents(client: ClientBase, changesPerIncident: number): Promise<void> {
  await client.query(
    `insert into stackflow.incident_changes (incident_id, change_id, linked_by)
     select i.id, greatest(1, floor(i.id * $1::float8)::bigint - 1 - floor(random() * 200)::int), 'bench'
     from stackflow.incidents as i
     where i.priority in ('P1', 'P2') and random() < 0.5`,
    [changesPerIncident]
  );
  await client.query(
    `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select i.id, c.service_id, i.created_at, greatest(i.created_at, i.resolved_at)
     from stackflow.incidents as i
     join stackflow.incident_changes as l on l.incident_id = i.id
     join stackflow.change_records as c on c.id = l.change_id`
  );
}
