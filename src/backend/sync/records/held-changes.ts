import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

/** What a commit holds of one branch. */
export interface HeldChanges {
  readonly branch: string;
  /** When the newest of them was merged or pushed, in ms since the epoch. */
  readonly upToMs: number;
  /** Whether one of them is the commit itself. */
  readonly isOwn: boolean;
}

interface Row {
  readonly sha: string;
  readonly base_branch: string;
  readonly up_to_ms: number;
  readonly is_own: boolean;
}

/**
 * What commits hold: what was merged or pushed as one of them, or as one of those that are known to be in them.
 *
 * A backfill comes before PostgreSQL has counted its tables, which it takes for small then. All commits are therefore
 * read first, and joined at once: where each was looked up in a query of its own, PostgreSQL went through all pull
 * requests of the repository for each.
 *
 * @returns by commit; one of which nothing is known is missing
 */
export async function heldChanges(
  client: ClientBase,
  repositoryId: number,
  shas: readonly string[]
): Promise<ReadonlyMap<string, readonly HeldChanges[]>> {
  if (shas.length === 0) {
    return new Map();
  }
  const { rows } = await client.query<Row>(sql`
    with requested as materialized (
      select s.sha, array[s.sha] as shas
      from unnest(${shas}::text[]) as s (sha)
      union all
      select f.key, f.shas
      from stackflow.github_facts as f
      where f.repository_id = ${repositoryId} and f.kind = 'commit' and f.key = any (${shas}::text[])
    )
    select m.holder as sha, m.base_branch, extract(epoch from max(m.at))::float8 * 1000 as up_to_ms,
      bool_or(m.sha = m.holder) as is_own
    from (
      select q.sha as holder, s.sha, p.base_branch, p.ended_at as at
      from requested as q
      cross join lateral unnest(q.shas) as s (sha)
      join stackflow.github_pull_requests as p on p.repository_id = ${repositoryId} and p.merge_commit_sha = s.sha
      union all
      select q.sha, f.shas[1], f.content ->> 'branch', f.at
      from requested as q
      join stackflow.github_facts as f
        on f.repository_id = ${repositoryId} and f.kind = 'push' and f.shas && q.shas
      -- Of a merge the pull request tells better when; not everybody tells its push.
      where not exists (
        select from stackflow.github_pull_requests as p
        where p.repository_id = f.repository_id and p.merge_commit_sha = f.shas[1]
          and p.base_branch = f.content ->> 'branch'
      )
    ) as m
    group by m.holder, m.base_branch
    order by m.holder, m.base_branch
  `);
  const bySha = new Map<string, HeldChanges[]>();
  for (const { sha, base_branch: branch, up_to_ms: upToMs, is_own: isOwn } of rows) {
    const own = bySha.get(sha) ?? [];
    own.push({ branch, upToMs, isOwn });
    bySha.set(sha, own);
  }
  return bySha;
}
