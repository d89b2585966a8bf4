import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import type { KnownPullRequest } from '../facts/newest';
import { keyOf, keyText } from '../facts/pull-request-rows';

/** A merged pull request that reverts another. */
export interface MergedRevert {
  /** The branch that it was merged into. */
  readonly branch: string;
  readonly mergedMs: number;
}

interface RevertRow {
  readonly repository_id: string;
  readonly number: string;
  readonly base_branch: string;
  readonly merged_ms: number;
}

// GitHub's button calls a revert by the title of what it reverts.
const NAMES_THE_TITLE = raw(`strpos(lower(r.title), '"' || lower(btrim(o.title)) || '"') > 0 and btrim(o.title) <> ''`);

/** The merged pull requests that revert these, by `keyText`. */
export async function revertsOf(
  client: ClientBase,
  merged: readonly KnownPullRequest[]
): Promise<ReadonlyMap<string, readonly MergedRevert[]>> {
  if (merged.length === 0) {
    return new Map();
  }
  const keys = merged.map(({ newest }) => ({
    ...keyOf(newest),
    title: newest.title,
    sha: newest.state.kind === 'merged' ? newest.state.mergeCommitSha : null,
  }));
  const { rows } = await client.query<RevertRow>(sql`
      with o as (
        select k."repositoryId" as repository_id, k.number, k.sha, k.title
        from json_to_recordset(${asJson(keys)}::json) as k ("repositoryId" bigint, number bigint, sha text, title text)
      ), found as (
        select o.repository_id, o.number, r.number as by_number
        from o
        join stackflow.github_pull_requests as r on r.repository_id = o.repository_id and r.reverts_number = o.number
        union
        select o.repository_id, o.number, r.number
        from o
        join stackflow.github_pull_requests as r on r.repository_id = o.repository_id and r.reverts_sha = o.sha
        union
        select o.repository_id, o.number, r.number
        from o
        join stackflow.github_pull_requests as r
          on r.repository_id = o.repository_id and r.branch_reverts_number = o.number
        where ${NAMES_THE_TITLE}
      )
      select f.repository_id, f.number, r.base_branch, extract(epoch from r.ended_at)::float8 * 1000 as merged_ms
      from found as f
      join stackflow.github_pull_requests as r on r.repository_id = f.repository_id and r.number = f.by_number
      where r.state = 'merged' and r.number <> f.number
      order by r.ended_at, r.number`);
  const byKey = new Map<string, MergedRevert[]>();
  for (const row of rows) {
    const key = keyText({ repositoryId: Number(row.repository_id), number: Number(row.number) });
    byKey.set(key, [...(byKey.get(key) ?? []), { branch: row.base_branch, mergedMs: row.merged_ms }]);
  }
  return byKey;
}

/** Which of these revert what their branch says, as their title says it too; by `keyText`. */
export async function revertsByBranchAndTitle(
  client: ClientBase,
  merged: readonly KnownPullRequest[]
): Promise<ReadonlySet<string>> {
  const byBranch = merged.filter(({ newest }) => newest.branchRevertsNumber !== null);
  if (byBranch.length === 0) {
    return new Set();
  }
  const keys = byBranch.map(({ newest }) => ({
    ...keyOf(newest),
    title: newest.title,
    reverts: newest.branchRevertsNumber,
  }));
  const { rows } = await client.query<{ repository_id: string; number: string }>(sql`
      select r."repositoryId" as repository_id, r.number
      from json_to_recordset(${asJson(keys)}::json) as r ("repositoryId" bigint, number bigint, title text, reverts bigint)
      join stackflow.github_pull_requests as o
        on o.repository_id = r."repositoryId" and o.number = r.reverts and o.number <> r.number
      where ${NAMES_THE_TITLE}`);
  return new Set(rows.map((row) => keyText({ repositoryId: Number(row.repository_id), number: Number(row.number) })));
}
