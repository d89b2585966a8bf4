import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

/** A push to a production branch, with what else is known of it. */
export interface PushRow {
  readonly branch: string;
  readonly sha: string;
  /** In ms since the epoch. */
  readonly atMs: number;
  readonly author: string | null;
  readonly isByBot: boolean;
  /** Whether a pull request was merged by it. */
  readonly isMerge: boolean;
  /** Author time of the first commit that it brought, in ms since the epoch; null: not known. */
  readonly startMs: number | null;
}

/** Which pushes: after a time, and those that brought these commits. */
export interface Pushes {
  /** Null: none by their time. */
  readonly after: Date | null;
  readonly shas: readonly string[];
}

interface Row {
  readonly branch: string;
  readonly sha: string;
  readonly at_ms: number;
  readonly author: string | null;
  readonly is_by_bot: boolean;
  readonly is_merge: boolean;
  readonly start_ms: number | null;
}

/**
 * The pushes of all commits that one of these brought anywhere: the same may be pushed to several branches.
 * Of a push the commits count that came after the branch's commit before. Where more than the hundred that are
 * known came, it began with the first of these.
 */
export async function loadPushes(
  client: ClientBase,
  repositoryId: number,
  { after, shas }: Pushes
): Promise<readonly PushRow[]> {
  const { rows } = await client.query<Row>(sql`
    with chosen as (
      select distinct f.shas[1] as sha
      from stackflow.github_facts as f
      where f.repository_id = ${repositoryId} and f.kind = 'push'
        and (f.at > ${after}::timestamptz or f.shas && ${shas}::text[])
    )
    select f.content ->> 'branch' as branch, f.shas[1] as sha, extract(epoch from f.at)::float8 * 1000 as at_ms,
      f.content ->> 'author' as author, (f.content ->> 'isByBot')::boolean as is_by_bot,
      exists (
        select from stackflow.github_pull_requests as p
        where p.repository_id = f.repository_id and p.merge_commit_sha = f.shas[1]
      ) as is_merge,
      first.start_ms
    from chosen
    join stackflow.github_facts as f
      on f.repository_id = ${repositoryId} and f.kind = 'push' and f.shas @> array[chosen.sha]
    left join stackflow.github_facts as c
      on c.repository_id = f.repository_id and c.kind = 'commit' and c.key = f.shas[1]
    left join lateral (
      select extract(epoch from min(a.authored_at::timestamptz))::float8 * 1000 as start_ms
      from jsonb_array_elements_text(c.content -> 'authoredAt') with ordinality as a (authored_at, place)
      where a.place < coalesce(array_position(c.shas, f.content ->> 'before'), 101)
    ) as first on true
    order by f.at, f.key
  `);
  return rows.map((row) => ({
    branch: row.branch,
    sha: row.sha,
    atMs: row.at_ms,
    author: row.author,
    isByBot: row.is_by_bot,
    isMerge: row.is_merge,
    startMs: row.start_ms,
  }));
}
