import sql from 'sql-template-tag';

import type { GitHubSyncState } from '../../../model/github-sync';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';

/** How far GitHub sync is with one repository, and what came of it. */
export interface RepositorySync {
  /** `owner/name` as the mapping calls it; where there is none, as GitHub did last. */
  readonly repository: string;
  /** Services it is mapped to, by name. */
  readonly services: readonly string[];
  readonly state: GitHubSyncState;
  readonly lastSucceededMs: number | null;
  /** Since the last success; null where there was none. */
  readonly ageSeconds: number | null;
  /** Known pull requests, whatever became of them. */
  readonly pullRequests: number;
  /** Those that are still open. */
  readonly open: number;
  /** Change records made of them; one that concerns two services makes two. */
  readonly records: number;
  /** Closed ones that make no record. */
  readonly skipped: number;
  /** How many for which reason, the most frequent first. */
  readonly skippedFor: readonly SkippedFor[];
  /** Known deployments of GitHub's own. */
  readonly deployments: number;
  /** Known pushes to a production branch that merged no pull request. */
  readonly pushes: number;
  /** What was weighed where records were derived, such as a late revert: how many records, the most frequent first. */
  readonly weighed: readonly SkippedFor[];
  /** Whether deliveries that failed are asked for again: `works`, `not_allowed`; null: not known yet, or no webhook. */
  readonly redelivery: string | null;
  readonly lastFailedMs: number | null;
  readonly lastError: string | null;
}

export interface SkippedFor {
  /** As sync calls it, such as `other_branch` or `late_revert`. */
  readonly reason: string;
  readonly count: number;
}

interface Row {
  readonly repository: string;
  readonly services: readonly string[];
  readonly state: GitHubSyncState;
  readonly last_succeeded_ms: number | null;
  readonly age_seconds: number | null;
  readonly pull_requests: number;
  readonly open: number;
  readonly records: number;
  readonly skipped: number;
  readonly skipped_for: readonly SkippedFor[];
  readonly deployments: number;
  readonly pushes: number;
  readonly weighed: readonly SkippedFor[];
  readonly redelivery: string | null;
  readonly last_failed_ms: number | null;
  readonly last_error: string | null;
}

/**
 * One statement: every repository that is mapped or that something is known of, by name. A success
 * may lie ahead of this clock; its age is 0 then.
 */
export function gitHubSyncStatement(nowMs: number): Statement {
  const now = timestamp(nowMs);
  return statementOf(sql`with mapped as (
  select max(m.repository_id) as id, (array_agg(m.repository order by m.id desc))[1] as repository, bool_or(m.enabled) as enabled,
    max(m.last_failed_at) as last_failed_at, (array_agg(m.last_error order by m.last_failed_at desc nulls last))[1] as last_error,
    array_agg(distinct s.name collate "C" order by s.name collate "C") as services
  from stackflow.github_repositories as m
  join stackflow.services as s on s.id = m.service_id
  group by coalesce(m.repository_id::text, lower(m.repository))
),
counted as (
  select p.repository_id as id, p.skip_reason as reason, count(*) as n
  from stackflow.github_pull_requests as p
  group by p.repository_id, p.skip_reason
),
totals as (
  select c.id, sum(c.n) as pull_requests,
    coalesce(sum(c.n) filter (where c.reason = 'open'), 0) as open,
    coalesce(sum(c.n) filter (where c.reason <> 'open'), 0) as skipped,
    coalesce(
      jsonb_agg(jsonb_build_object('reason', c.reason, 'count', c.n) order by c.n desc, c.reason)
        filter (where c.reason <> 'open'), '[]') as skipped_for
  from counted as c
  group by c.id
),
repositories as (
  select coalesce(m.id, t.id) as id, m.repository, m.enabled, m.services, m.last_failed_at, m.last_error,
    t.pull_requests, t.open, t.skipped, t.skipped_for
  from mapped as m
  full join totals as t on t.id = m.id
)
select shown.repository,
  coalesce(r.services, '{}') as services,
  case
    when r.enabled is null then 'unmapped'
    when not r.enabled then 'disabled'
    when f.failed_at > coalesce(y.last_succeeded_at, '-infinity') then 'failing'
    when y.last_succeeded_at is not null then 'synced'
    when y.pass is not null then 'underWay'
    else 'never'
  end as state,
  extract(epoch from y.last_succeeded_at)::float8 * 1000 as last_succeeded_ms,
  extract(epoch from greatest(${now}, y.last_succeeded_at) - y.last_succeeded_at)::float8 as age_seconds,
  coalesce(r.pull_requests, 0)::float8 as pull_requests, coalesce(r.open, 0)::float8 as open,
  (select count(*) from stackflow.github_changes as c where c.repository_id = r.id)::float8 as records,
  coalesce(r.skipped, 0)::float8 as skipped, coalesce(r.skipped_for, '[]') as skipped_for,
  (select count(*) from stackflow.github_deployments as d where d.repository_id = r.id)::float8 as deployments,
  (
    select count(*)
    from stackflow.github_facts as p
    where p.repository_id = r.id and p.kind = 'push' and not exists (
      select from stackflow.github_pull_requests as m
      where m.repository_id = r.id and m.state = 'merged' and m.merge_commit_sha = p.shas[1]
    )
  )::float8 as pushes,
  (
    select coalesce(jsonb_agg(jsonb_build_object('reason', w.note, 'count', w.n) order by w.n desc, w.note), '[]')
    from (
      select n.note, count(*) as n
      from stackflow.github_changes as c
      cross join unnest(c.notes) as n (note)
      where c.repository_id = r.id
      group by n.note
    ) as w
  ) as weighed,
  y.redelivery,
  extract(epoch from f.failed_at)::float8 * 1000 as last_failed_ms, f.error as last_error
from repositories as r
left join stackflow.github_sync_state as y on y.repository_id = r.id
-- A repository that GitHub never showed has no state of its own.
cross join lateral (
  select case when r.id is null then r.last_failed_at else y.last_failed_at end as failed_at,
    case when r.id is null then r.last_error else y.last_error end as error
) as f
left join lateral (
  select p.repository
  from stackflow.github_pull_requests as p
  where p.repository_id = r.id
  order by p.number desc
  limit 1
) as newest on r.repository is null and y.full_name is null
cross join lateral (select coalesce(r.repository, y.full_name, newest.repository) as repository) as shown
order by shown.repository collate "C"`);
}

/**
 * How far GitHub sync is with every repository at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gitHubSync(
  reader: Reader,
  nowMs: number,
  signal: AbortSignal
): Promise<readonly RepositorySync[]> {
  const rows = await reader.run<Row>(gitHubSyncStatement(nowMs), signal);
  return rows.map((row) => ({
    repository: row.repository,
    services: row.services,
    state: row.state,
    lastSucceededMs: row.last_succeeded_ms,
    ageSeconds: row.age_seconds,
    pullRequests: row.pull_requests,
    open: row.open,
    records: row.records,
    skipped: row.skipped,
    skippedFor: row.skipped_for,
    deployments: row.deployments,
    pushes: row.pushes,
    weighed: row.weighed,
    redelivery: row.redelivery,
    lastFailedMs: row.last_failed_ms,
    lastError: row.last_error,
  }));
}
