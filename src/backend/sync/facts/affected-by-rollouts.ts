import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { CARRY_MS } from '../records/carriage';
import type { CommitKey } from './affected';
import { asJson } from './as-json';
import type { DeploymentFacts } from './facts';
import { isVerdict } from './newest';
import type { PullRequestKey } from './pull-request-rows';
import type { RolloutTouch, TrackTouch } from './track-touches';

/** What one state of a deployment is as a rollout; none before it has ended. */
export function rolloutOf(facts: DeploymentFacts): readonly RolloutTouch[] {
  const { repository, sha, environment, stateAt: at } = facts;
  const place = { source: 'deployment', environment: environment.toLowerCase() };
  return isVerdict(facts) ? [{ repositoryId: repository.id, ...place, name: null, sha, at }] : [];
}

/** Things that rollouts depend on, of which something is touched anew. */
export interface RolloutSources {
  /** Commits that were deployed, or that a deployed one may hold. */
  readonly commits: readonly CommitKey[];
  readonly runs: readonly { readonly repositoryId: number; readonly runId: number }[];
}

/** The rollouts that depend on these. */
export async function rolloutsOn(
  client: ClientBase,
  { commits, runs }: RolloutSources
): Promise<readonly RolloutTouch[]> {
  if (commits.length === 0 && runs.length === 0) {
    return [];
  }
  const { rows } = await client.query<Omit<RolloutTouch, 'repositoryId'> & { readonly repository_id: string }>(sql`
    with touched as (
      select t."repositoryId" as repository_id, t.sha
      from json_to_recordset(${asJson(commits)}::json) as t ("repositoryId" bigint, sha text)
    ), shas as (
      select t.repository_id, t.sha from touched as t
      union
      select f.repository_id, f.key
      from (select t.repository_id, array_agg(t.sha) as shas from touched as t group by t.repository_id) as g
      join stackflow.github_facts as f
        on f.repository_id = g.repository_id and f.kind = 'commit' and f.shas && g.shas
    )
    select r.repository_id, r.source, r.environment, r.name, r.sha, r.at
    from shas as s
    join stackflow.github_rollouts as r on r.repository_id = s.repository_id and r.sha = s.sha
    union
    select r.repository_id, r.source, r.environment, r.name, r.sha, r.at
    from json_to_recordset(${asJson(runs)}::json) as t ("repositoryId" bigint, "runId" bigint)
    join stackflow.github_rollouts as r on r.repository_id = t."repositoryId" and r.run_id = t."runId"
  `);
  return rows.map(({ repository_id: id, ...one }) => ({ ...one, repositoryId: Number(id) }));
}

const CARRY = sql`${`${CARRY_MS} milliseconds`}::interval`;
const IS_SAME_PLACE = sql`r.repository_id = t.repository_id and r.source = t.source and r.environment = t.environment`;

/** The CTE `touched`, of which `is_part` tells that its track is of some tags alone. */
function touchedOf(touches: readonly TrackTouch[]): Sql {
  const rows = touches.map(({ repositoryId, source, environment, at, neighbours }) => {
    return { repositoryId, source, environment, at, isPart: neighbours !== null, ...neighbours };
  });
  return sql`touched as (
      select distinct t."repositoryId" as repository_id, t.source, t.environment, t.at, t."isPart" as is_part,
        t.before, t.next
      from json_to_recordset(${asJson(rows)}::json) as t ("repositoryId" bigint, source text, environment text,
        at timestamptz, "isPart" boolean, before timestamptz, next timestamptz)
    )`;
}

/**
 * The CTE `ranges (repository_id, after, until, base_branch, up_to)`: when the pull requests were merged on whose
 * records rollouts bear, as they are or as they were. Those merged so long around each that it may carry them or
 * that they may wait for it, without those that were live before. A new first rollout bears on all up to the one
 * that was the first, a new last one on all that waited since the one that was the last. Which were live is not
 * looked for on tracks of some tags alone: a rollout of the place may be none of the track.
 */
function rangesOf(touches: readonly TrackTouch[]): Sql {
  return sql`${touchedOf(touches)}, ranges as (
      select t.repository_id,
        coalesce(t.before, before.at, t.at) - ${CARRY} as after,
        greatest(t.at + ${CARRY}, t.next, next.at) as until,
        live.base_branch, live.up_to
      from touched as t
      left join lateral (
        select max(r.at) as at
        from stackflow.github_rollouts as r
        where not t.is_part and ${IS_SAME_PLACE} and r.at < t.at
      ) as before on true
      left join lateral (
        select min(r.at) as at
        from stackflow.github_rollouts as r
        where not t.is_part and ${IS_SAME_PLACE} and r.at > t.at
      ) as next on true
      left join lateral (
        select p.base_branch, max(least(p.ended_at, r.at)) as up_to
        from (
          select r.sha, r.at
          from stackflow.github_rollouts as r
          where not t.is_part and ${IS_SAME_PLACE} and r.at < t.at and r.ending = 'live'
          order by r.at desc
          limit 10
        ) as r
        join stackflow.github_pull_requests as p
          on p.repository_id = t.repository_id and p.merge_commit_sha = r.sha
        group by p.base_branch
        order by 2 desc
        limit 1
      ) as live on true
    )`;
}

/** The merged pull requests on whose records these rollouts bear. */
export async function affectedByRollouts(
  client: ClientBase,
  touches: readonly TrackTouch[]
): Promise<readonly PullRequestKey[]> {
  if (touches.length === 0) {
    return [];
  }
  const { rows } = await client.query<{ repository_id: string; number: string }>(sql`
    with ${rangesOf(touches)}
    select distinct p.repository_id, p.number
    from ranges as g
    join stackflow.github_pull_requests as p
      on p.repository_id = g.repository_id and p.state = 'merged' and p.ended_at > g.after and p.ended_at <= g.until
    where (g.up_to is null or p.base_branch <> g.base_branch or p.ended_at > g.up_to)
    order by p.repository_id, p.number
  `);
  return rows.map(({ repository_id: id, number }) => ({ repositoryId: Number(id), number: Number(number) }));
}

/** Since when records may differ by these rollouts, by repository. */
export async function affectedSince(
  client: ClientBase,
  touches: readonly TrackTouch[]
): Promise<ReadonlyMap<number, Date>> {
  if (touches.length === 0) {
    return new Map();
  }
  const { rows } = await client.query<{ repository_id: string; after: Date }>(sql`
    with ${rangesOf(touches)}
    select g.repository_id, min(g.after) as after from ranges as g group by g.repository_id
  `);
  return new Map(rows.map(({ repository_id: id, after }) => [Number(id), after]));
}

/** Keeps that the records of these merged pull requests are derived at the end of the pass. */
export async function deriveMergedLater(client: ClientBase, merged: readonly PullRequestKey[]): Promise<void> {
  if (merged.length === 0) {
    return;
  }
  await client.query(sql`
    insert into stackflow.github_sync_state as s (repository_id, full_name, derive_from)
    select p.repository_id, '', min(p.ended_at)
    from json_to_recordset(${asJson(merged)}::json) as k ("repositoryId" bigint, number bigint)
    join stackflow.github_pull_requests as p on p.repository_id = k."repositoryId" and p.number = k.number
    where p.state = 'merged'
    group by p.repository_id
    on conflict (repository_id) do update set derive_from = least(s.derive_from, excluded.derive_from)
  `);
}

/** Keeps since when records may differ by these rollouts, for the end of the pass. */
export async function deriveLater(client: ClientBase, touches: readonly TrackTouch[]): Promise<void> {
  if (touches.length === 0) {
    return;
  }
  // The least of all ranges at once: a page of a long history touches many.
  await client.query(sql`
    with ${touchedOf(touches)}, firsts as (
      select t.repository_id, t.source, t.environment, t.is_part, min(coalesce(t.before, t.at)) as at
      from touched as t
      group by t.repository_id, t.source, t.environment, t.is_part
    ), ranges as (
      select t.repository_id, coalesce((
          select max(r.at) from stackflow.github_rollouts as r where not t.is_part and ${IS_SAME_PLACE} and r.at < t.at
        ), t.at) - ${CARRY} as after
      from firsts as t
    )
    insert into stackflow.github_sync_state as s (repository_id, full_name, derive_from)
    select g.repository_id, '', min(g.after) from ranges as g group by g.repository_id
    on conflict (repository_id) do update set derive_from = least(s.derive_from, excluded.derive_from)
  `);
}
