import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';
import { z } from 'zod';

import type { RepositoryIdentity } from '../facts/facts';
import { passSchema } from './pass';
import type { Pass, Scope } from './pass';

/** How far sync is with a repository. */
export interface SyncState {
  /** As the repository was called when last seen. */
  readonly repository: RepositoryIdentity;
  /** Up to here, by when they were updated, all pull requests are known; null: not all are. */
  readonly pullsWatermark: Date | null;
  readonly pullsEtag: string | null;
  /** Up to here, by when they were made, all deployments are known. */
  readonly deploymentsWatermark: Date | null;
  /** What the watermarks hold for. */
  readonly scope: Scope | null;
  /** A pass that was cut off; null: none was. */
  readonly pass: Pass | null;
}

interface Row {
  readonly repository_id: string;
  readonly full_name: string;
  readonly pulls_watermark: Date | null;
  readonly pulls_etag: string | null;
  readonly deployments_watermark: Date | null;
  readonly scope: unknown;
  readonly pass: unknown;
}

const scopeSchema = z.object({
  version: z.number(),
  withPaths: z.boolean(),
  environments: z.array(z.string()),
  names: z.array(z.enum(['release', 'tag'])),
});

/** Null where the repository was never seen. */
export async function readState(client: ClientBase, repositoryId: number): Promise<SyncState | null> {
  const { rows } = await client.query<Row>(sql`
    select repository_id, full_name, pulls_watermark, pulls_etag, deployments_watermark, scope, pass
    from stackflow.github_sync_state
    where repository_id = ${repositoryId}
  `);
  const [row] = rows;
  if (row === undefined) {
    return null;
  }
  return {
    repository: { id: Number(row.repository_id), fullName: row.full_name },
    pullsWatermark: row.pulls_watermark,
    pullsEtag: row.pulls_etag,
    deploymentsWatermark: row.deployments_watermark,
    // What an older version wrote otherwise is as good as nothing: it is read once more.
    scope: scopeSchema.nullable().catch(null).parse(row.scope),
    pass: passSchema.nullable().catch(null).parse(row.pass),
  };
}

/** What one page brought. */
export interface PageCounts {
  readonly pullRequests: number;
  readonly deployments: number;
}

/** Keeps where a pass is, in the transaction that stored its page. */
export async function savePass(
  client: ClientBase,
  { id, fullName }: RepositoryIdentity,
  { scope, pass, counts }: { readonly scope: Scope; readonly pass: Pass; readonly counts: PageCounts }
): Promise<void> {
  const { pullRequests, deployments } = counts;
  await client.query(sql`
    insert into stackflow.github_sync_state as s
      (repository_id, full_name, scope, pass, last_started_at, pull_requests_seen, deployments_seen)
    values
      (${id}, ${fullName}, ${JSON.stringify(scope)}, ${JSON.stringify(pass)}, now(), ${pullRequests}, ${deployments})
    on conflict (repository_id) do update set
      full_name = excluded.full_name,
      last_started_at = case when s.pass is null then now() else s.last_started_at end,
      -- What was read with less in view is known for nothing that is in view now.
      pulls_watermark = case when s.scope = excluded.scope then s.pulls_watermark end,
      pulls_etag = case when s.scope = excluded.scope then s.pulls_etag end,
      pushes_etag = case when s.scope = excluded.scope then s.pushes_etag end,
      deployments_watermark = case when s.scope = excluded.scope then s.deployments_watermark end,
      scope = excluded.scope,
      pass = excluded.pass,
      pull_requests_seen = s.pull_requests_seen + excluded.pull_requests_seen,
      deployments_seen = s.deployments_seen + excluded.deployments_seen
  `);
}

/** Ends a pass: what it saw at its beginning is known from now on, and its records are derived. */
export async function finishPass(client: ClientBase, repositoryId: number, pass: Pass): Promise<void> {
  await client.query(sql`
    update stackflow.github_sync_state set
      pulls_watermark = greatest(pulls_watermark, ${pass.pullRequests?.newestAt ?? null}::timestamptz),
      pulls_etag = ${pass.etag},
      deployments_watermark = greatest(deployments_watermark, ${pass.deployments?.newestAt ?? null}::timestamptz),
      pass = null, derive_from = null, last_succeeded_at = now(), last_error = null
    where repository_id = ${repositoryId}
  `);
}

/** From when on merged pull requests are to be derived anew at the end of the pass; null: none are. */
export async function deriveFrom(client: ClientBase, repositoryId: number): Promise<Date | null> {
  const { rows } = await client.query<{ derive_from: Date | null }>(sql`
    select s.derive_from from stackflow.github_sync_state as s where s.repository_id = ${repositoryId}
  `);
  return rows[0]?.derive_from ?? null;
}

/** GitHub's mark of the newest pushes that were read; null: none were. */
export async function pushesEtag(client: ClientBase, repositoryId: number): Promise<string | null> {
  const { rows } = await client.query<{ pushes_etag: string | null }>(sql`
    select s.pushes_etag from stackflow.github_sync_state as s where s.repository_id = ${repositoryId}
  `);
  return rows[0]?.pushes_etag ?? null;
}

export async function savePushesEtag(client: ClientBase, repositoryId: number, etag: string | null): Promise<void> {
  await client.query(sql`
    update stackflow.github_sync_state set pushes_etag = ${etag} where repository_id = ${repositoryId}
  `);
}

/** Has the newest pushes read once more: another mapping may want to know of others. */
export async function forgetPushesEtags(client: ClientBase, repositoryIds: readonly number[]): Promise<void> {
  await client.query(sql`
    update stackflow.github_sync_state set pushes_etag = null where repository_id = any (${repositoryIds}::bigint[])
  `);
}

/** Nothing changed since the last pass. */
export async function noteUnchanged(client: ClientBase, repositoryId: number): Promise<void> {
  await client.query(sql`
    update stackflow.github_sync_state
    set last_started_at = now(), last_succeeded_at = now(), last_error = null
    where repository_id = ${repositoryId}
  `);
}

/**
 * Keeps why a sync failed: with the mapping as long as GitHub never showed the repository.
 *
 * @param error what is told of it; never holds a secret
 */
export async function noteFailure(
  pool: Pool,
  { repository, repositoryId }: { readonly repository: string; readonly repositoryId: number | null },
  error: string
): Promise<void> {
  await pool.query(sql`
    with synced as materialized (
      -- The sync itself may have learnt it before it failed.
      select coalesce(${repositoryId}::bigint, max(m.repository_id)) as id
      from stackflow.github_repositories as m
      where lower(m.repository) = lower(${repository})
    ), unseen as (
      update stackflow.github_repositories as m
      set last_failed_at = now(), last_error = ${error}
      from synced as k
      where k.id is null and lower(m.repository) = lower(${repository})
    )
    insert into stackflow.github_sync_state (repository_id, full_name, last_failed_at, last_error)
    select k.id, ${repository}, now(), ${error} from synced as k where k.id is not null
    on conflict (repository_id) do update set
      last_failed_at = excluded.last_failed_at, last_error = excluded.last_error
  `);
}
