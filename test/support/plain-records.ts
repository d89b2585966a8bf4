import type { ClientBase } from 'pg';

import type { PlainChange, PlainIncident, PlainRecords } from './brute-force';

/** All records of a database as they lie in its tables, for the plain definitions of `brute-force`. */
export async function plainRecordsOf(client: ClientBase): Promise<PlainRecords> {
  const { rows: changes } = await client.query<PlainChange>(`
    select c.id::text as key, c.service_id::text as service, c.change_type as type, c.deployment_outcome as outcome,
      (select g.repository_id || ' ' || g.subject from stackflow.github_changes as g where g.change_id = c.id) as subject,
      c.unplanned, extract(epoch from c.implementation_start_at)::float8 * 1000 as "implementationStartAtMs",
      extract(epoch from c.created_at)::float8 * 1000 as "createdAtMs",
      extract(epoch from c.implementation_end_at)::float8 * 1000 as "implementationEndAtMs",
      -- Without an end it has no duration, and no duration is compared.
      coalesce(extract(epoch from c.closed_at)::float8 * 1000, 'NaN') as "closedAtMs"
    from stackflow.change_records as c
    where c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')`);
  const { rows: incidents } = await client.query<PlainIncident>(`
    select i.id::text as key, case when i.priority in ('P1', 'P2') then i.priority else 'P3' end as priority,
      extract(epoch from i.created_at)::float8 * 1000 as "createdAtMs",
      extract(epoch from i.resolved_at)::float8 * 1000 as "resolvedAtMs",
      array(select l.change_id::text from stackflow.incident_changes as l where l.incident_id = i.id and l.role = 'cause')
        as changes,
      array(select l.change_id::text from stackflow.incident_changes as l where l.incident_id = i.id and l.role = 'fix')
        as fixes
    from stackflow.incidents as i`);
  return { changes, incidents };
}
