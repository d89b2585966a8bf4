import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { Failure, badRequest } from '../../model/failure';
import { externalIdOf } from './deployment-definition';
import type { DeploymentDefinition } from './deployment-definition';

/** What became of a deployment's record. */
export interface RecordedDeployment {
  readonly externalId: string;
  readonly result: 'created' | 'updated' | 'unchanged';
}

interface Row {
  readonly service_id: string | null;
  readonly taken: boolean;
  readonly cancelled: boolean;
  readonly inserted: boolean | null;
}

/**
 * Makes the change record of a deployment, or what it says now where it was told before.
 *
 * @param client signed in as a member of `sre_metrics_writer`
 * @throws Failure for a service that does not exist, for a name that is another record's, and for a deployment that
 *   somebody cancelled; whatever PostgreSQL says
 */
export async function recordDeployment(
  client: ClientBase | Pool,
  deployment: DeploymentDefinition
): Promise<RecordedDeployment> {
  const externalId = externalIdOf(deployment);
  const { service, sha, outcome, committedAt, startedAt = null, environment, unplanned, url = null } = deployment;
  const title = deployment.title ?? `Deployment of ${sha.slice(0, 12)}`;
  const criticality = deployment.critical ? 'critical' : 'non_critical';
  const { rows } = await client.query<Row>(sql`
    with deployed_service as (
      select (select s.id from stackflow.services as s where s.name = ${service}) as service_id
    ), written as (
      insert into stackflow.change_records as c
        (external_id, service_id, title, change_type, criticality, state, deployment_outcome, environment, unplanned,
         created_at, implementation_start_at, implementation_end_at, closed_at, source, url)
      select ${externalId}, a.service_id, ${title}, 'deployment', ${criticality}, 'closed', ${outcome}, ${environment},
        ${unplanned}, ${committedAt}::timestamptz, ${startedAt}::timestamptz, e.ended_at, e.ended_at, 'manual', ${url}
      from deployed_service as a
      cross join lateral (
        -- Told again without a time, it is the time that was told first.
        select coalesce(${deployment.endedAt ?? null}::timestamptz,
          (select o.implementation_end_at from stackflow.change_records as o where o.external_id = ${externalId}),
          date_trunc('milliseconds', now())) as ended_at
      ) as e
      where a.service_id is not null
      on conflict (external_id) do update set
        title = excluded.title, state = excluded.state, criticality = excluded.criticality, deployment_outcome = excluded.deployment_outcome,
        environment = excluded.environment, unplanned = excluded.unplanned, created_at = excluded.created_at,
        implementation_start_at = excluded.implementation_start_at,
        implementation_end_at = excluded.implementation_end_at, closed_at = excluded.closed_at, url = excluded.url,
        updated_at = now()
      where c.service_id = excluded.service_id and c.source = 'manual' and c.change_type = 'deployment'
        and c.state <> 'cancelled'
        and (c.title, c.state, c.criticality, c.deployment_outcome, c.environment, c.unplanned, c.created_at,
            c.implementation_start_at, c.implementation_end_at, c.closed_at, c.url)
          is distinct from
            (excluded.title, excluded.state, excluded.criticality, excluded.deployment_outcome, excluded.environment,
            excluded.unplanned, excluded.created_at, excluded.implementation_start_at,
            excluded.implementation_end_at, excluded.closed_at, excluded.url)
      returning (c.xmax = 0) as inserted
    )
    select a.service_id, (select w.inserted from written as w) as inserted,
      exists (
        select from stackflow.change_records as o
        where o.external_id = ${externalId}
          and (o.service_id <> a.service_id or o.source <> 'manual' or o.change_type <> 'deployment')
      ) as taken,
      exists (
        select from stackflow.change_records as o where o.external_id = ${externalId} and o.state = 'cancelled'
      ) as cancelled
    from deployed_service as a
  `);
  const [row] = rows;
  if (row === undefined || row.service_id === null) {
    throw badRequest(`There is no service "${service}".`, 'Services are known by their exact name.');
  }
  if (row.taken) {
    throw new Failure({
      status: 409,
      source: 'downstream',
      message: `"${externalId}" is the name of another record.`,
      advice: 'Give the deployment an external id of its own.',
    });
  }
  if (row.cancelled) {
    throw new Failure({
      status: 409,
      source: 'downstream',
      message: `The deployment "${externalId}" was cancelled.`,
      advice: 'Somebody says that it never was. If it was, give it another external id.',
    });
  }
  const result = row.inserted === null ? 'unchanged' : row.inserted ? 'created' : 'updated';
  return { externalId, result };
}
