import type { Pool } from 'pg';
import sql from 'sql-template-tag';

/** Which repositories' webhooks are looked at when, and whether they may be. */

export interface DueRepository {
  /** GitHub's id. */
  readonly id: number;
  /** `owner/name`. */
  readonly repository: string;
}

/** Whether deliveries may be asked for again. */
export type Redelivery = 'works' | 'not_allowed';

/** Mapped repositories whose webhooks were not looked at for an hour. */
export async function dueRepositories(pool: Pool, now: Date): Promise<readonly DueRepository[]> {
  const { rows } = await pool.query<{ id: string; repository: string }>(sql`
    select s.repository_id as id, max(m.repository) as repository
    from stackflow.github_repositories as m
    join stackflow.github_sync_state as s on s.repository_id = m.repository_id
    where m.enabled and coalesce(s.redelivery_looked_at <= ${now}::timestamptz - interval '1 hour', true)
    group by s.repository_id
    order by s.repository_id
  `);
  return rows.map(({ id, repository }) => ({ id: Number(id), repository }));
}

/** Keeps what a look came to; null: there is no webhook. */
export async function noteRedelivery(
  pool: Pool,
  repositoryIds: readonly number[],
  { redelivery, now }: { readonly redelivery: Redelivery | null; readonly now: Date }
): Promise<void> {
  await pool.query(sql`
    update stackflow.github_sync_state
    set redelivery = ${redelivery}, redelivery_looked_at = ${now}
    where repository_id = any (${repositoryIds}::bigint[])
  `);
}
