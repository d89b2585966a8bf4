/**
 * Ten days of January 2026, small enough to know every number by heart: queries_test.go says what
 * they add up to. In the order they are loaded.
 */
export const FIXTURE = {
  services: `name,team,tier
checkout,payments,critical
search,discovery,standard
idle,discovery,standard
`,
  // d2 fails by the incident linked to it, d3 by its outcome.
  changes: `external_id,service,change_type,deployment_outcome,created_at,implementation_end_at,closed_at
d1,checkout,deployment,successful,2026-01-02T08:00:00Z,2026-01-02T10:00:00Z,2026-01-02T10:00:00Z
d2,checkout,deployment,successful,2026-01-03T08:00:00Z,2026-01-03T12:00:00Z,2026-01-03T12:00:00Z
d3,checkout,deployment,failed,2026-01-04T00:00:00Z,2026-01-04T06:00:00Z,2026-01-04T06:00:00Z
d4,search,deployment,successful,2026-01-05T00:00:00Z,2026-01-05T06:00:00Z,2026-01-05T06:00:00Z
e1,search,emergency,successful,2026-01-06T00:00:00Z,2026-01-06T06:00:00Z,2026-01-06T06:00:00Z
`,
  // i3 is not severe enough to count, i4 is still open.
  incidents: `external_id,priority,created_at,resolved_at,changes
i1,P1,2026-01-03T13:00:00Z,2026-01-03T15:00:00Z,d2
i2,P2,2026-01-07T00:00:00Z,2026-01-07T04:00:00Z,
i3,P3,2026-01-07T00:00:00Z,2026-01-08T04:00:00Z,
i4,P1,2026-01-08T00:00:00Z,,
`,
} as const;

/**
 * What no import file holds: the first incident's two hours of downtime, and SLOs. kinds_test.go says
 * what they add up to. The records of today and of a year before lie in no range that is asked about: by them the sources are
 * alive, and were before.
 */
export const FIXTURE_SQL = `
insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
select i.id, s.id, i.created_at, i.resolved_at
from stackflow.incidents as i, stackflow.services as s
where i.external_id = 'i1' and s.name = 'checkout';
insert into stackflow.slos (service_id, name, target_percent, window_days)
select id, 'monthly', 99, 30 from stackflow.services where name in ('checkout', 'search');
insert into stackflow.change_records (service_id, title, change_type, state, created_at, implementation_end_at, closed_at)
select s.id, t.title, 'deployment', 'closed', t.at, t.at, t.at
from (values ('Of today', now()), ('Of a year before', timestamptz '2025-01-01')) as t (title, at), stackflow.services as s
where s.name = 'checkout';
with others as (
  insert into stackflow.incidents (title, priority, created_at, resolved_at)
  values ('Of today', 'P2', now(), now()), ('Of a year before', 'P2', '2025-01-01', '2025-01-01')
  returning id, created_at
)
insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
select o.id, s.id, o.created_at, o.created_at from others as o, stackflow.services as s
where s.name = 'checkout' or s.name = 'search' and o.created_at < '2026-01-01';
insert into stackflow.job_status (job, last_succeeded_at, stale_after) values ('github-sync', now(), interval '1 hour');
`;
