import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { badRequest } from '../../../model/failure';
import { FACTS_VERSION } from './pass';
import type { Scope } from './pass';

/** A mapped repository, whichever services it holds and by however many of its names it is mapped. */
export interface SyncTarget {
  /** `owner/name` as the mapping calls it, the latest where there are several. */
  readonly repository: string;
  /** GitHub's id; null until the repository was found once. */
  readonly repositoryId: number | null;
  readonly scope: Scope;
}

interface Row {
  readonly repository: string;
  readonly names: string[];
  readonly repository_id: string | null;
  readonly with_paths: boolean;
  readonly environments: string[];
  readonly named_by: Scope['names'];
}

/**
 * The repositories to sync, the longest not synced first, so that none waits for ever where time or
 * the rate limit does not suffice for all.
 *
 * @param repositories `owner/name`; null: all that are enabled
 * @throws Failure that names a wanted repository without an enabled mapping
 */
export async function syncTargets(pool: Pool, repositories: readonly string[] | null): Promise<readonly SyncTarget[]> {
  const { rows } = await pool.query<Row>(sql`
    select (array_agg(m.repository order by m.id desc))[1] as repository,
      array_agg(lower(m.repository)) as names,
      max(m.repository_id) as repository_id,
      bool_or(cardinality(m.path_filters) > 0) as with_paths,
      coalesce(
        array_agg(distinct e.environment order by e.environment) filter (where e.environment is not null), '{}'
      ) as environments,
      coalesce(
        array_agg(distinct m.deployed_by order by m.deployed_by) filter (where m.deployed_by in ('release', 'tag')), '{}'
      ) as named_by
    from stackflow.github_repositories as m
    left join lateral unnest(m.production_environments) as e (environment) on m.deployed_by = 'deployment'
    left join stackflow.github_sync_state as s on s.repository_id = m.repository_id
    where m.enabled
    group by coalesce(m.repository_id::text, lower(m.repository))
    order by max(s.last_succeeded_at) nulls first, 1
  `);
  return repositories === null ? rows.map(targetOf) : repositories.map((name) => find(rows, name));
}

function targetOf({
  repository,
  repository_id: id,
  with_paths: withPaths,
  environments,
  named_by: names,
}: Row): SyncTarget {
  return {
    repository,
    repositoryId: id === null ? null : Number(id),
    scope: { version: FACTS_VERSION, withPaths, environments, names },
  };
}

function find(rows: readonly Row[], name: string): SyncTarget {
  const row = rows.find(({ names }) => names.includes(name.toLowerCase()));
  if (row === undefined) {
    throw badRequest(
      `The repository "${name}" is not mapped to a service, or its mapping is disabled.`,
      'See: sre-metrics github repositories --help'
    );
  }
  return targetOf(row);
}
