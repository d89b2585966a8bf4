import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/** A push to a production branch, with what else is known of it. */
export interface PushRow {
  readonly branch: string;
  readonly sha: string;
  /** In ms since the epoch. */
  readonly atMs: number;
  readonly author: string | null;
  readonly isByBot: boolean;
  /** Author time of the first commit that it brought, in ms since the epoch; null: not known. */
  readonly startMs: number | null;
}

/** Which pushes: those after a time, and those that brought these commits. */
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
  readonly start_ms: number | null;
}

/** The CTE `chosen (sha)`: the commits that these brought. */
function chosenOf(repositoryId: number, { after, shas }: Pushes): Sql {
  return sql`chosen as (
      select distinct f.shas[1] as sha
      from stackflow.github_facts as f
      where f.repository_id = ${repositoryId} and f.kind = 'push'
        and (f.at > ${after}::timestamptz or f.shas && ${shas}::text[])
    )`;
}

/** The subjects of those that are records, or parts of a deployment's, of whatever service. */
export async function recordedPushes(
  client: ClientBase,
  repositoryId: number,
  which: Pushes
): Promise<readonly string[]> {
  const { rows } = await client.query<{ subject: string }>(sql`
    with ${chosenOf(repositoryId, which)}
    select c.subject
    from chosen
    join stackflow.github_changes as c on c.repository_id = ${repositoryId} and c.subject = 'push ' || chosen.sha
    union
    select c.subject
    from chosen
    join stackflow.github_carried_changes as c
      on c.repository_id = ${repositoryId} and c.subject = 'push ' || chosen.sha
  `);
  return rows.map(({ subject }) => subject);
}

/**
 * The pushes of all commits that one of these brought anywhere: the same may be pushed to several branches. None of
 * those that merged a pull request.
 * Of a push the commits count that came after the branch's commit before. Where more than the hundred that are
 * known came, it began with the first of these.
 */
export async function loadPushes(client: ClientBase, repositoryId: number, which: Pushes): Promise<readonly PushRow[]> {
  const { rows } = await client.query<Row>(sql`
    with ${chosenOf(repositoryId, which)}
    select f.content ->> 'branch' as branch, f.shas[1] as sha, extract(epoch from f.at)::float8 * 1000 as at_ms,
      f.content ->> 'author' as author, (f.content ->> 'isByBot')::boolean as is_by_bot,
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
    where not exists (
      select from stackflow.github_pull_requests as p
      where p.repository_id = f.repository_id and p.merge_commit_sha = chosen.sha
    )
    order by f.at, f.key
  `);
  return rows.map((row) => ({
    branch: row.branch,
    sha: row.sha,
    atMs: row.at_ms,
    author: row.author,
    isByBot: row.is_by_bot,
    startMs: row.start_ms,
  }));
}
