import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from './as-json';
import type { PullRequestKey } from './pull-request-rows';

/** A commit of a repository. */
export interface CommitKey {
  readonly repositoryId: number;
  readonly sha: string;
}

/** A pull request that others may claim to revert by their branch: whether they do depends on its title. */
export interface ClaimedKey {
  readonly repositoryId: number;
  readonly claimed: number;
}

/**
 * What a fact bears on beside itself: a pull request by its number or by the commit that merging it made,
 * and those that claim to revert one.
 */
export type Touch = PullRequestKey | CommitKey | ClaimedKey;

/** The pull requests that are meant, as far as they are known: they may be many, each with all its changed files. */
export async function affectedPullRequests(
  client: ClientBase,
  touches: readonly Touch[]
): Promise<readonly PullRequestKey[]> {
  if (touches.length === 0) {
    return [];
  }
  const { rows } = await client.query<{ repository_id: string; number: string }>(sql`
    with touched as (
      select t."repositoryId" as repository_id, t.number, t.sha, t.claimed
      from json_to_recordset(${asJson(touches)}::json)
        as t ("repositoryId" bigint, number bigint, sha text, claimed bigint)
    ), keys as (
      select t.repository_id, t.number from touched as t where t.number is not null
      union
      select p.repository_id, p.number
      from touched as t
      join stackflow.github_pull_requests as p on p.repository_id = t.repository_id and p.merge_commit_sha = t.sha
      union
      select p.repository_id, p.number
      from touched as t
      join stackflow.github_pull_requests as p
        on p.repository_id = t.repository_id and p.branch_reverts_number = t.claimed
    )
    select p.repository_id, p.number
    from keys as k
    join stackflow.github_pull_requests as p on p.repository_id = k.repository_id and p.number = k.number
  `);
  return rows.map(({ repository_id: id, number }) => ({ repositoryId: Number(id), number: Number(number) }));
}
