import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { HIDDEN_RUN } from '../facts/facts';
import { globMatcher } from '../mapping/glob';
import { makesRecordsOfPushes } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';

/**
 * Whether a commit need not be asked for: what it holds is known. One that GitHub did not have is asked for again
 * for a day, since not all of GitHub's servers have at once what was pushed.
 */
const IS_ANSWERED = sql`(cardinality(f.shas) > 0 or f.stored_at < now() - interval '1 day')`;

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
        where f.repository_id = ${repositoryId} and f.kind = 'commit' and f.key = r.sha and ${IS_ANSWERED}
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
    select p.shas[1] as sha
    from stackflow.github_facts as p
    where p.repository_id = ${repositoryId} and p.kind = 'push' and (${sha}::text is null or p.shas && array[${sha}])
      and not exists (
        select from stackflow.github_facts as f
        where f.repository_id = ${repositoryId} and f.kind = 'commit' and f.key = p.shas[1] and ${IS_ANSWERED}
      )
      and not exists (
        select from stackflow.github_pull_requests as m
        where m.repository_id = ${repositoryId} and m.merge_commit_sha = p.shas[1]
      )
    order by p.at desc, 1
  `);
  return rows.map((row) => row.sha);
}

/** Runs of which it is not known how they ended, the newest first. */
export interface UnknownRuns {
  readonly neverAsked: readonly number[];
  /** Those that could not be seen. */
  readonly hidden: readonly number[];
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
): Promise<UnknownRuns> {
  const environments = environmentsOf(mappings);
  if (environments.length === 0) {
    return { neverAsked: [], hidden: [] };
  }
  const { rows } = await client.query<{ run_id: string; is_hidden: boolean }>(sql`
    select r.run_id, bool_or(f.key is not null) as is_hidden
    from stackflow.github_rollouts as r
    left join stackflow.github_facts as f
      on f.repository_id = ${repositoryId} and f.kind = 'run' and f.key = r.run_id::text
    where r.repository_id = ${repositoryId} and r.ending = 'failed' and r.run_id is not null
      and r.environment = any (${environments}::text[])
      and (${sha}::text is null or r.sha = ${sha})
      and coalesce(f.content ->> 'conclusion' = ${HIDDEN_RUN}, true)
    group by r.run_id
    order by r.run_id desc
  `);
  const ids = (isHidden: boolean) => rows.filter((row) => row.is_hidden === isHidden).map((row) => Number(row.run_id));
  return { neverAsked: ids(false), hidden: ids(true) };
}
