import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

/** What of a repository is deployed as which service. */
export interface Mapping {
  readonly id: number;
  /** `owner/name` when it was mapped. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly serviceId: number;
  readonly service: string;
  /** Glob of branches; merging into one deploys. */
  readonly productionBranch: string;
  /** Globs of changed files that concern the service; empty: all do. */
  readonly pathFilters: readonly string[];
  /** What deploys; `deployment` means the environments' deployments. */
  readonly deployedBy: 'merge' | 'deployment' | 'release' | 'tag';
  /** Globs of tags that count; empty: all do. */
  readonly tags: readonly string[];
  /** What a record is of where rollouts deploy. */
  readonly recordPer: 'pullRequest' | 'deployment';
  /** Names of GitHub environments; empty unless deployments to them deploy. */
  readonly productionEnvironments: readonly string[];
  /** Hours within which a later deployment makes a failed one good. */
  readonly redeployHours: number;
  /** Days within which a revert counts against what it reverts. */
  readonly revertDays: number;
  readonly criticalLabels: readonly string[];
  readonly excludeLabels: readonly string[];
  /** Globs of authors' names. */
  readonly excludeAuthors: readonly string[];
  readonly excludeBots: boolean;
  /** Globs of titles. */
  readonly excludeTitles: readonly string[];
  readonly reworkLabels: readonly string[];
  /** Globs of the branches that are merged. */
  readonly reworkBranches: readonly string[];
  /** What a push without a pull request is. */
  readonly deployWithoutPullRequest: 'record' | 'count' | 'ignore';
  /** Whether the repository is mapped to no other service. */
  readonly isOnly: boolean;
}

/**
 * Whether pushes without a pull request are records. Which files they change is not known, so that they
 * concern no service of a mapping that looks at files.
 */
export function makesRecordsOfPushes({ deployWithoutPullRequest, pathFilters }: Mapping): boolean {
  return deployWithoutPullRequest === 'record' && pathFilters.length === 0;
}

export function isDeployedByMerge({ deployedBy, productionEnvironments }: Mapping): boolean {
  return deployedBy === 'merge' || (deployedBy === 'deployment' && productionEnvironments.length === 0);
}

interface Row {
  readonly id: string;
  readonly repository: string;
  readonly repository_id: string;
  readonly service_id: string;
  readonly service: string;
  readonly production_branch: string;
  readonly path_filters: string[];
  readonly production_environments: string[];
  readonly deployed_by: Mapping['deployedBy'];
  readonly tags: string[];
  readonly record_per: Mapping['recordPer'];
  readonly redeploy_hours: number;
  readonly revert_days: number;
  readonly critical_labels: string[];
  readonly exclude_labels: string[];
  readonly exclude_authors: string[];
  readonly exclude_bots: boolean;
  readonly exclude_titles: string[];
  readonly rework_labels: string[];
  readonly rework_branches: string[];
  readonly deploy_without_pull_request: Mapping['deployWithoutPullRequest'];
  readonly only: boolean;
}

/**
 * Enabled mappings by the repository's id, in the order they were made. Of two to the same service, as
 * of a repository that was mapped again by its new name, the later holds.
 */
export async function mappingsOf(
  client: ClientBase | Pool,
  repositoryIds: readonly number[]
): Promise<ReadonlyMap<number, readonly Mapping[]>> {
  const { rows } = await client.query<Row>(sql`
    select m.id, m.repository, m.repository_id, m.service_id, s.name as service, m.production_branch, m.path_filters,
      m.production_environments, m.deployed_by, m.tags, m.record_per, m.redeploy_hours, m.revert_days, m.critical_labels,
      m.exclude_labels, m.exclude_authors, m.exclude_bots, m.exclude_titles, m.rework_labels, m.rework_branches,
      m.deploy_without_pull_request,
      not exists (
        select from stackflow.github_repositories as o
        where o.repository_id = m.repository_id and o.service_id <> m.service_id
      ) as only
    from (
      select distinct on (g.repository_id, g.service_id) g.*
      from stackflow.github_repositories as g
      where g.enabled and g.repository_id = any (${repositoryIds}::bigint[])
      order by g.repository_id, g.service_id, g.id desc
    ) as m
    join stackflow.services as s on s.id = m.service_id
    order by m.id
  `);
  const byRepository = new Map<number, Mapping[]>();
  for (const mapping of rows.map(mappingOf)) {
    byRepository.set(mapping.repositoryId, [...(byRepository.get(mapping.repositoryId) ?? []), mapping]);
  }
  return byRepository;
}

function mappingOf(row: Row): Mapping {
  return {
    id: Number(row.id),
    repository: row.repository,
    repositoryId: Number(row.repository_id),
    serviceId: Number(row.service_id),
    service: row.service,
    productionBranch: row.production_branch,
    pathFilters: row.path_filters,
    deployedBy: row.deployed_by,
    tags: row.tags,
    recordPer: row.record_per,
    productionEnvironments: row.deployed_by === 'deployment' ? row.production_environments : [],
    redeployHours: row.redeploy_hours,
    revertDays: row.revert_days,
    criticalLabels: row.critical_labels,
    excludeLabels: row.exclude_labels,
    excludeAuthors: row.exclude_authors,
    excludeBots: row.exclude_bots,
    excludeTitles: row.exclude_titles,
    reworkLabels: row.rework_labels,
    reworkBranches: row.rework_branches,
    deployWithoutPullRequest: row.deploy_without_pull_request,
    isOnly: row.only,
  };
}
