import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from './as-json';
import type { DeploymentFacts } from './facts';

interface DeploymentRow {
  readonly repository_id: string;
  readonly deployment_id: string;
  readonly repository: string;
  readonly sha: string;
  readonly environment: string;
  readonly state: string;
  readonly state_at: Date;
  readonly url: string | null;
  readonly run_id: string | null;
}

export async function loadDeployments(
  client: ClientBase,
  requested: readonly DeploymentFacts[]
): Promise<readonly DeploymentFacts[]> {
  const keys = requested.map(({ repository, deploymentId }) => ({ repositoryId: repository.id, deploymentId }));
  const { rows } = await client.query<DeploymentRow>(sql`
    select d.*
    from json_to_recordset(${asJson(keys)}::json) as k ("repositoryId" bigint, "deploymentId" bigint)
    join stackflow.github_deployments as d
      on d.repository_id = k."repositoryId" and d.deployment_id = k."deploymentId"
  `);
  return rows.map(factsOf);
}

export async function saveDeployments(client: ClientBase, all: readonly DeploymentFacts[]): Promise<void> {
  const rows = all.map(({ repository, ...facts }) => ({ ...facts, id: repository.id, fullName: repository.fullName }));
  await client.query(sql`
    insert into stackflow.github_deployments
      (repository_id, deployment_id, repository, sha, environment, state, state_at, url, run_id)
    select d.id, d."deploymentId", d."fullName", d.sha, d.environment, d.state, d."stateAt", d.url, d."runId"
    from json_to_recordset(${asJson(rows)}::json) as d (id bigint, "deploymentId" bigint, "fullName" text, sha text,
      environment text, state text, "stateAt" timestamptz, url text, "runId" bigint)
    on conflict (repository_id, deployment_id) do update set
      repository = excluded.repository, sha = excluded.sha, environment = excluded.environment,
      state = excluded.state, state_at = excluded.state_at, url = excluded.url, run_id = excluded.run_id,
      stored_at = now()
  `);
}

function factsOf(row: DeploymentRow): DeploymentFacts {
  return {
    kind: 'deployment',
    repository: { id: Number(row.repository_id), fullName: row.repository },
    deploymentId: Number(row.deployment_id),
    sha: row.sha,
    environment: row.environment,
    state: row.state,
    stateAt: row.state_at,
    url: row.url,
    runId: row.run_id === null ? null : Number(row.run_id),
  };
}
