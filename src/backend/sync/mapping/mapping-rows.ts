import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import type { MappingDefinition } from './definition';
import { RECORD_RULE_COLUMNS, recordRulesOf } from './record-rules';
import type { RecordRulesRow } from './record-rules';

/** The table of mappings, as people write them. */

interface Row extends RecordRulesRow {
  readonly repository: string;
  readonly service: string;
  readonly production_branch: string;
  readonly path_filters: string[];
  readonly production_environments: string[];
  readonly enabled: boolean;
}

/** Every mapping, by repository and service. */
export async function listMappings(client: ClientBase): Promise<readonly MappingDefinition[]> {
  const { rows } = await client.query<Row>(sql`
    select m.repository, s.name as service, m.production_branch, m.path_filters, m.production_environments,
      ${RECORD_RULE_COLUMNS}, m.enabled
    from stackflow.github_repositories as m
    join stackflow.services as s on s.id = m.service_id
    order by lower(m.repository) collate "C", s.name collate "C"
  `);
  return rows.map((row) => ({
    repository: row.repository,
    service: row.service,
    branch: row.production_branch,
    paths: row.path_filters,
    environments: row.production_environments,
    ...recordRulesOf(row),
    enabled: row.enabled,
  }));
}

/**
 * Makes these mappings so. A repository that is known already, by another mapping or by what GitHub
 * sync read of it, is meant by its id at once.
 *
 * @returns GitHub's ids of the repositories, as far as they are known
 */
export async function saveMappings(
  client: ClientBase,
  mappings: readonly MappingDefinition[]
): Promise<readonly number[]> {
  const { rows } = await client.query<{ repository_id: string | null }>(sql`
    insert into stackflow.github_repositories as m (repository, repository_id, service_id, production_branch,
      path_filters, production_environments, deployed_by, tags, record_per, redeploy_hours, revert_days, critical_labels,
      exclude_labels, exclude_authors, exclude_bots, exclude_titles, rework_labels, rework_branches,
      deploy_without_pull_request, enabled)
    select g.repository, coalesce(mapped.id, synced.id), s.id, g.branch, g.paths, g.environments, g."deployedBy", g.tags,
      g."recordPer", g."redeployHours", g."revertDays", g."criticalLabels", g."excludeLabels", g."excludeAuthors", g."excludeBots", g."excludeTitles",
      g."reworkLabels", g."reworkBranches", g."deployWithoutPullRequest", g.enabled
    from json_to_recordset(${asJson(mappings)}::json) as g (repository text, service text, branch text, paths text[],
      environments text[], "deployedBy" text, tags text[], "recordPer" text, "redeployHours" integer, "revertDays" integer,
      "criticalLabels" text[], "excludeLabels" text[], "excludeAuthors" text[], "excludeBots" boolean, "excludeTitles" text[],
      "reworkLabels" text[], "reworkBranches" text[], "deployWithoutPullRequest" text, enabled boolean)
    join stackflow.services as s on s.name = g.service
    left join lateral (
      select o.repository_id as id
      from stackflow.github_repositories as o
      where lower(o.repository) = lower(g.repository) and o.repository_id is not null
      limit 1
    ) as mapped on true
    left join lateral (
      select p.repository_id as id
      from stackflow.github_pull_requests as p
      where lower(p.repository) = lower(g.repository)
      order by p.updated_at desc
      limit 1
    ) as synced on true
    on conflict (lower(repository), service_id) do update set
      production_branch = excluded.production_branch, path_filters = excluded.path_filters,
      production_environments = excluded.production_environments, deployed_by = excluded.deployed_by, tags = excluded.tags,
      record_per = excluded.record_per,
      redeploy_hours = excluded.redeploy_hours,
      revert_days = excluded.revert_days, critical_labels = excluded.critical_labels,
      exclude_labels = excluded.exclude_labels,
      exclude_authors = excluded.exclude_authors, exclude_bots = excluded.exclude_bots,
      exclude_titles = excluded.exclude_titles, rework_labels = excluded.rework_labels,
      rework_branches = excluded.rework_branches,
      deploy_without_pull_request = excluded.deploy_without_pull_request, enabled = excluded.enabled, updated_at = now()
    returning m.repository_id
  `);
  return rows.flatMap(({ repository_id: id }) => (id === null ? [] : Number(id)));
}

/** @returns how many there were */
export async function deleteMappings(client: ClientBase, repository: string, service: string | null): Promise<number> {
  const { rowCount } = await client.query(sql`
    delete from stackflow.github_repositories as m
    using stackflow.services as s
    where s.id = m.service_id and lower(m.repository) = lower(${repository})
      and (${service}::text is null or s.name = ${service})
  `);
  return rowCount ?? 0;
}

/** Which of these services do not exist. */
export async function unknownServices(client: ClientBase, names: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(sql`
    select n.name
    from unnest(${names}::text[]) as n (name)
    where not exists (select from stackflow.services as s where s.name = n.name)
  `);
  return new Set(rows.map(({ name }) => name));
}
