import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import { deploymentsOfCommits } from '../facts/deployment-rows';
import type { CommitKey } from '../facts/deployment-rows';
import type { KnownPullRequest } from '../facts/newest';
import { keyOf, keyText } from '../facts/pull-request-rows';
import type { Circumstances } from './derive-record';

interface RevertRow {
  readonly repository_id: string;
  readonly number: string;
  readonly base_branch: string;
}

/** What bears on the records of these merged pull requests. */
export async function circumstancesOf(
  client: ClientBase,
  merged: readonly KnownPullRequest[]
): Promise<(pullRequest: KnownPullRequest) => Circumstances> {
  const deployments = await deploymentsOfCommits(client, merged.flatMap(mergeCommit));
  const reverts = await revertsOf(client, merged);
  return (pullRequest) => {
    const [commit] = mergeCommit(pullRequest);
    const key = keyText(keyOf(pullRequest.newest));
    return {
      deployments: deployments.filter(
        ({ repository, sha }) => commit !== undefined && repository.id === commit.repositoryId && sha === commit.sha
      ),
      revertedOn: reverts.flatMap((row) =>
        keyText({ repositoryId: Number(row.repository_id), number: Number(row.number) }) === key ? row.base_branch : []
      ),
    };
  };
}

/** The commit that merging it made; none for one that is not merged. */
export function mergeCommit({ newest: { repository, state } }: KnownPullRequest): readonly CommitKey[] {
  return state.kind === 'merged' && state.mergeCommitSha !== null
    ? [{ repositoryId: repository.id, sha: state.mergeCommitSha }]
    : [];
}

async function revertsOf(client: ClientBase, merged: readonly KnownPullRequest[]): Promise<readonly RevertRow[]> {
  if (merged.length === 0) {
    return [];
  }
  const keys = merged.map((one) => ({ ...keyOf(one.newest), sha: mergeCommit(one)[0]?.sha ?? null }));
  const { rows } = await client.query<RevertRow>(sql`
    with wanted as (
      select k."repositoryId" as repository_id, k.number, k.sha
      from json_to_recordset(${asJson(keys)}::json) as k ("repositoryId" bigint, number bigint, sha text)
    )
    select w.repository_id, w.number, p.base_branch
    from wanted as w
    join stackflow.github_pull_requests as p on p.repository_id = w.repository_id and p.reverts_number = w.number
    where p.state = 'merged' and p.number <> w.number
    union all
    select w.repository_id, w.number, p.base_branch
    from wanted as w
    join stackflow.github_pull_requests as p on p.repository_id = w.repository_id and p.reverts_sha = w.sha
    where p.state = 'merged' and p.number <> w.number
  `);
  return rows;
}
