import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { PULL_REQUEST_COLUMNS, storedOf } from '../facts/pull-request-rows';
import type { PullRequestKey, PullRequestRow, StoredPullRequest } from '../facts/pull-request-rows';
import type { SentStatus } from './due';

/** An open pull request, and the status that was last sent for it. */
export interface OpenPullRequest {
  readonly pullRequest: StoredPullRequest;
  /** `owner/name` as the repository was last seen. */
  readonly repository: string;
  /** Null: none. */
  readonly sent: SentStatus | null;
}

interface Row extends PullRequestRow {
  readonly repository_now: string;
  readonly sent_sha: string | null;
  readonly sent_state: SentStatus['state'];
  readonly is_sure: boolean;
  readonly refused_ms: number | null;
}

export interface DesiredRecord {
  /** Repositories whose pull requests may have to fail: all of them. */
  readonly closedIds: readonly number[];
  /** Of these, those that have no success yet. */
  readonly openIds: readonly number[];
}

/** Open pull requests that may need another status: those that are wanted, and those that were failed. */
export async function openPullRequests(
  client: ClientBase,
  { closedIds, openIds }: DesiredRecord
): Promise<readonly OpenPullRequest[]> {
  const { rows } = await client.query<Row>(sql`
    with requested as (
      select p.repository_id, p.number
      from stackflow.github_pull_requests as p
      where p.repository_id = any (${closedIds}::bigint[]) and p.skip_reason = 'open'
      union
      select p.repository_id, p.number
      from stackflow.github_pull_requests as p
      where p.repository_id = any (${openIds}::bigint[]) and p.skip_reason = 'open'
        and not exists (
          select from stackflow.github_statuses as s
          where s.repository_id = p.repository_id and s.number = p.number
            and s.head_sha = p.head_sha and s.state = 'success'
        )
      union
      select s.repository_id, s.number from stackflow.github_statuses as s where s.state = 'failure'
    )
    select ${PULL_REQUEST_COLUMNS}, coalesce(y.full_name, p.repository) as repository_now,
      s.head_sha as sent_sha, s.state as sent_state, s.sent_at is not null as is_sure,
      extract(epoch from s.refused_at)::float8 * 1000 as refused_ms
    from requested as w
    join stackflow.github_pull_requests as p on p.repository_id = w.repository_id and p.number = w.number
    left join stackflow.github_statuses as s on s.repository_id = p.repository_id and s.number = p.number
    left join stackflow.github_sync_state as y on y.repository_id = p.repository_id
    where p.state = 'open'
    order by p.repository_id, p.number
  `);
  return rows.map((row) => ({
    pullRequest: storedOf(row),
    repository: row.repository_now,
    sent:
      row.sent_sha === null
        ? null
        : { headSha: row.sent_sha, state: row.sent_state, isSure: row.is_sure, refusedAtMs: row.refused_ms },
  }));
}

/** Whether a pull request is open and of a mapped repository, so that the gate may have a say. */
export async function isOpenAndMapped(pool: Pool, { repositoryId, number }: PullRequestKey): Promise<boolean> {
  const { rows } = await pool.query(sql`
    select
    from stackflow.github_pull_requests as p
    where p.repository_id = ${repositoryId} and p.number = ${number} and p.state = 'open'
      and exists (select from stackflow.github_repositories as m where m.repository_id = p.repository_id and m.enabled)
  `);
  return rows.length > 0;
}

/** Repositories that enabled mappings are of, as far as GitHub's id of them is known. */
export async function mappedRepositoryIds(client: ClientBase): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: string }>(sql`
    select distinct m.repository_id as id
    from stackflow.github_repositories as m
    where m.enabled and m.repository_id is not null
  `);
  return rows.map(({ id }) => Number(id));
}

/** How many statuses GitHub took or refused in the last hour. */
export async function triedLastHour(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(sql`
    select count(*)::int as count
    from stackflow.github_statuses as s
    cross join lateral unnest(s.tried_at) as t (at)
    where t.at > now() - interval '1 hour'
  `);
  return rows[0]?.count ?? 0;
}

export interface StatusRow extends PullRequestKey {
  readonly headSha: string;
  readonly state: 'failure' | 'success';
  readonly description: string;
}

/** A pull request's tries within the last hour, with one now. */
const WITH_THIS_TRY = sql`
  array(select t.at from unnest(s.tried_at) as t (at) where t.at > now() - interval '1 hour') || now()`;

/** Keeps that a failure is about to be sent: whatever happens then, it is known that it may be there. */
export async function announceFailure(pool: Pool, row: StatusRow): Promise<void> {
  await keep(pool, row, { sentAt: sql`null`, triedAt: sql`s.tried_at` });
}

/** Keeps what GitHub took. */
export async function saveStatus(pool: Pool, row: StatusRow): Promise<void> {
  await keep(pool, row, { sentAt: sql`now()`, triedAt: WITH_THIS_TRY });
}

async function keep(
  pool: Pool,
  row: StatusRow,
  { sentAt, triedAt }: { readonly sentAt: Sql; readonly triedAt: Sql }
): Promise<void> {
  const { repositoryId, number, headSha, state, description } = row;
  await pool.query(sql`
    insert into stackflow.github_statuses as s
      (repository_id, number, head_sha, state, description, sent_at, tried_at)
    values (${repositoryId}, ${number}, ${headSha}, ${state}, ${description}, ${sentAt},
      array_remove(array[${sentAt}::timestamptz], null))
    on conflict (repository_id, number) do update set
      head_sha = excluded.head_sha, state = excluded.state, description = excluded.description,
      sent_at = excluded.sent_at, refused_at = null, tried_at = ${triedAt}
  `);
}

/**
 * Keeps that GitHub did not take a status. A failure that a success was to follow stays on record, since it
 * has to be taken back.
 *
 * @param why what GitHub said
 */
export async function saveRefusal(pool: Pool, row: StatusRow, why: string): Promise<void> {
  const { repositoryId, number, headSha, state } = row;
  const isOwed = sql`(${state}::text = 'success' and s.state = 'failure' and s.head_sha = excluded.head_sha)`;
  await pool.query(sql`
    insert into stackflow.github_statuses as s (repository_id, number, head_sha, state, description, refused_at, tried_at)
    values (${repositoryId}, ${number}, ${headSha}, 'error', ${why}, now(), array[now()])
    on conflict (repository_id, number) do update set
      head_sha = excluded.head_sha,
      state = case when ${isOwed} then s.state else excluded.state end,
      description = case when ${isOwed} then s.description else excluded.description end,
      sent_at = case when ${isOwed} then s.sent_at end,
      refused_at = excluded.refused_at,
      tried_at = ${WITH_THIS_TRY}
  `);
}

/** Forgets a failure that was announced and never came to be. */
export async function withdrawFailure(pool: Pool, { repositoryId, number }: PullRequestKey): Promise<void> {
  await pool.query(sql`
    delete from stackflow.github_statuses as s
    where s.repository_id = ${repositoryId} and s.number = ${number} and s.state = 'failure' and s.sent_at is null
  `);
}
