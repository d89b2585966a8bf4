import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { globMatcher } from '../mapping/glob';
import { makesRecordsOfPushes } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';

/** Environments whose deployments count, in lower case. */
function environmentsOf(mappings: readonly Mapping[]): readonly string[] {
  return [...new Set(mappings.flatMap((one) => one.productionEnvironments.map((name) => name.toLowerCase())))];
}

/**
 * Commits of which it is not known what they hold though that matters: those that were rolled out to production
 * and that no merge or push into a production branch made, and those of pushes that are to be records.
 *
 * @param sha only this one; null: all
 */
export async function unknownCommits(
  client: ClientBase | Pool,
  repositoryId: number,
  mappings: readonly Mapping[],
  sha: string | null
): Promise<readonly string[]> {
  const environments = environmentsOf(mappings);
  const ofPushes = await pushesWithoutCommit(client, repositoryId, mappings, sha);
  const sources = mappings.flatMap(({ deployedBy }) =>
    deployedBy === 'release' || deployedBy === 'tag' ? deployedBy : []
  );
  if (environments.length === 0 && sources.length === 0) {
    return ofPushes;
  }
  const { rows } = await client.query<{ sha: string; branches: string[] }>(sql`
    select r.sha,
      array(
        select p.base_branch
        from stackflow.github_pull_requests as p
        where p.repository_id = ${repositoryId} and p.merge_commit_sha = r.sha
        union all
        select f.content ->> 'branch'
        from stackflow.github_facts as f
        where f.repository_id = ${repositoryId} and f.kind = 'push' and f.shas && array[r.sha]
      ) as branches
    from stackflow.github_rollouts as r
    where r.repository_id = ${repositoryId}
      and (r.source = any (${sources}::text[]) or r.source = 'deployment' and r.environment = any (${environments}::text[]))
      and (${sha}::text is null or r.sha = ${sha}) and r.sha ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'
      and not exists (
        select from stackflow.github_facts as f
        where f.repository_id = ${repositoryId} and f.kind = 'commit' and f.key = r.sha
      )
    group by r.sha
    order by max(r.at) desc, r.sha
  `);
  const isProduction = mappings.map(({ productionBranch }) => globMatcher([productionBranch]));
  const ofRollouts = rows
    .filter(({ branches }) => !branches.some((branch) => isProduction.some((matches) => matches(branch))))
    .map((row) => row.sha);
  return [...new Set([...ofRollouts, ...ofPushes])];
}

/** Commits of pushes that are to be records: when their work began is not known. */
async function pushesWithoutCommit(
  client: ClientBase | Pool,
  repositoryId: number,
  mappings: readonly Mapping[],
  sha: string | null
): Promise<readonly string[]> {
  if (mappings.every((one) => !makesRecordsOfPushes(one))) {
    return [];
  }
  const { rows } = await client.query<{ sha: string }>(sql`
    select f.shas[1] as sha
    from stackflow.github_facts as f
    where f.repository_id = ${repositoryId} and f.kind = 'push' and (${sha}::text is null or f.shas && array[${sha}])
      and not exists (
        select from stackflow.github_facts as c
        where c.repository_id = ${repositoryId} and c.kind = 'commit' and c.key = f.shas[1]
      )
      and not exists (
        select from stackflow.github_pull_requests as p
        where p.repository_id = ${repositoryId} and p.merge_commit_sha = f.shas[1]
      )
    order by f.at desc, 1
  `);
  return rows.map((row) => row.sha);
}

/**
 * Runs whose deployments to production failed: whether they were cancelled is not known. That of one that a later
 * deployment seems to have made good as well: which came first to be known must make no difference.
 *
 * @param sha only of deployments of this commit; null: all
 */
export async function unknownRuns(
  client: ClientBase | Pool,
  repositoryId: number,
  mappings: readonly Mapping[],
  sha: string | null
): Promise<readonly number[]> {
  const environments = environmentsOf(mappings);
  if (environments.length === 0) {
    return [];
  }
  const { rows } = await client.query<{ run_id: string }>(sql`
    select distinct r.run_id
    from stackflow.github_rollouts as r
    where r.repository_id = ${repositoryId} and r.ending = 'failed' and r.run_id is not null
      and r.environment = any (${environments}::text[])
      and (${sha}::text is null or r.sha = ${sha})
      and not exists (
        select from stackflow.github_facts as f
        where f.repository_id = ${repositoryId} and f.kind = 'run' and f.key = r.run_id::text
      )
    order by r.run_id
  `);
  return rows.map((row) => Number(row.run_id));
}
