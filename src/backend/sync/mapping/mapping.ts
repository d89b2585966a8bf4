import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { RECORD_RULE_COLUMNS, recordRulesOf } from './record-rules';
import type { RecordRulesRow } from './record-rules';

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

interface Row extends RecordRulesRow {
  readonly id: string;
  readonly repository: string;
  readonly repository_id: string;
  readonly service_id: string;
  readonly service: string;
  readonly production_branch: string;
  readonly path_filters: string[];
  readonly production_environments: string[];
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
      m.production_environments, ${RECORD_RULE_COLUMNS},
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
    productionEnvironments: row.deployed_by === 'deployment' ? row.production_environments : [],
    ...recordRulesOf(row),
    isOnly: row.only,
  };
}
