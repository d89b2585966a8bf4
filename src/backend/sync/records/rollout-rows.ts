import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { globMatcher } from '../mapping/glob';
import type { Mapping } from '../mapping/mapping';
import { countsFor, isSamePlace, placesOf } from '../mapping/places';
import type { Place } from '../mapping/places';
import { CARRY_MS } from './carriage';
import type { Rollout, Track } from './carriage';

/** Rollouts around some changes, by the place that they are of. */
export interface Rollouts {
  /** Tracks of the places that a mapping names; for the same mapping the same, as there may be many changes. */
  readonly tracksOf: (mapping: Mapping) => readonly Track[];
}

/** Changes whose rollouts are wanted: merged from `fromMs` to `toMs`, as these commits. */
export interface Around {
  readonly repositoryId: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly shas: readonly string[];
}

/** Where merging is deploying. */
export const NO_ROLLOUTS: Rollouts = { tracksOf: () => [] };

/**
 * What rollouts say of changes of one repository.
 *
 * @param mappings the repository's: rollouts elsewhere than to their places are not even read
 */
export async function loadRollouts(
  client: ClientBase,
  around: Around,
  mappings: readonly Mapping[]
): Promise<Rollouts> {
  const places = mappings.flatMap(placesOf);
  const spans = places.length === 0 ? [] : await spansOf(client, around.repositoryId, places);
  const rows = spans.length === 0 ? [] : await rowsAround(client, around, places);
  const tracksByMapping = new Map<Mapping, readonly Track[]>();
  return {
    tracksOf: (mapping) => {
      const tracks = tracksByMapping.get(mapping) ?? tracksOf(mapping, spans, rows);
      tracksByMapping.set(mapping, tracks);
      return tracks;
    },
  };
}

function tracksOf(mapping: Mapping, spans: readonly SpanRow[], rows: readonly RolloutRow[]): readonly Track[] {
  const counts = countsFor(mapping);
  return placesOf(mapping).flatMap((place) => {
    const own = spans.filter((one) => isSamePlace(one, place) && counts(one.name));
    const around = rows.filter((row) => isSamePlace(row, place) && counts(row.name));
    const [firstMs, lastMs] = [
      Math.min(...own.map((span) => span.first_ms)),
      Math.max(...own.map((span) => span.last_ms)),
    ];
    return own.length === 0 ? [] : [{ rollouts: rolloutsOf(around, mapping), firstMs, lastMs }];
  });
}

/** Rows of these places, and perhaps of others. */
function isThere(places: readonly Place[]): Sql {
  const sources = [...new Set(places.map(({ source }) => source))];
  const environments = [...new Set(places.map(({ environment }) => environment))];
  return sql`r.source = any (${sources}::text[]) and r.environment = any (${environments}::text[])`;
}

/** Of a release or tag each has its own. */
interface SpanRow extends Place {
  readonly name: string | null;
  readonly first_ms: number;
  readonly last_ms: number;
}

async function spansOf(
  client: ClientBase,
  repositoryId: number,
  places: readonly Place[]
): Promise<readonly SpanRow[]> {
  const { rows } = await client.query<SpanRow>(sql`
    select r.source, r.environment, r.name, extract(epoch from min(r.at))::float8 * 1000 as first_ms,
      extract(epoch from max(r.at))::float8 * 1000 as last_ms
    from stackflow.github_rollouts as r
    where r.repository_id = ${repositoryId} and ${isThere(places)}
    group by r.source, r.environment, r.name
  `);
  return rows;
}

interface RolloutRow extends Place {
  readonly name: string | null;
  readonly id: string;
  readonly sha: string;
  readonly at_ms: number;
  readonly ending: Rollout['ending'];
  /** A change that it holds: the newest of a branch; null: none is known. */
  readonly base_branch: string | null;
  readonly up_to_ms: number | null;
  /** Whether it is the change whose merge was rolled out. */
  readonly is_own: boolean;
}

/** One row for each rollout and branch, by when they ended. */
async function rowsAround(
  client: ClientBase,
  { repositoryId, fromMs, toMs, shas }: Around,
  places: readonly Place[]
): Promise<readonly RolloutRow[]> {
  const { rows } = await client.query<RolloutRow>(sql`
    select r.source, r.environment, r.name, r.id, r.sha, extract(epoch from r.at)::float8 * 1000 as at_ms, r.ending,
      h.base_branch, extract(epoch from h.up_to)::float8 * 1000 as up_to_ms, coalesce(h.is_own, false) as is_own
    from stackflow.github_rollouts as r
    left join stackflow.github_facts as c
      on c.repository_id = r.repository_id and c.kind = 'commit' and c.key = r.sha
    left join lateral (
      select m.base_branch, max(m.at) as up_to, bool_or(m.is_own) as is_own
      from (
        select p.base_branch, p.ended_at as at, p.merge_commit_sha = r.sha as is_own
        from stackflow.github_pull_requests as p
        where p.repository_id = r.repository_id
          and p.merge_commit_sha = any (array[r.sha] || coalesce(c.shas, '{}'))
        union all
        select f.content ->> 'branch', f.at, f.shas[1] = r.sha
        from stackflow.github_facts as f
        where f.repository_id = r.repository_id and f.kind = 'push'
          and f.shas && (array[r.sha] || coalesce(c.shas, '{}'))
          -- Of a merge the pull request tells better when; not everybody tells its push.
          and not exists (
            select from stackflow.github_pull_requests as p
            where p.repository_id = f.repository_id and p.merge_commit_sha = f.shas[1]
              and p.base_branch = f.content ->> 'branch'
          )
      ) as m
      group by m.base_branch
    ) as h on true
    where r.repository_id = ${repositoryId} and ${isThere(places)}
      and (
        r.at > ${new Date(fromMs - CARRY_MS)}::timestamptz and r.at <= ${new Date(toMs + CARRY_MS)}::timestamptz
        or r.sha = any (${shas}::text[])
      )
    order by r.at, r.source, r.id
  `);
  return rows;
}

/**
 * A commit that merging or pushing into the production branch made holds what was merged there before; what else
 * it holds was asked for no more than by chance, and does not count.
 */
function rolloutsOf(rows: readonly RolloutRow[], { productionBranch }: Mapping): readonly Rollout[] {
  const isProduction = globMatcher([productionBranch]);
  const byId = new Map<string, RolloutRow[]>();
  for (const row of rows) {
    byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  }
  return [...byId.values()].flatMap((own): Rollout[] => {
    const [row] = own;
    const merges = own.flatMap(({ base_branch: branch, up_to_ms: upToMs, is_own: isOwn }) =>
      branch !== null && upToMs !== null && isProduction(branch) ? [{ branch, upToMs, isOwn }] : []
    );
    const direct = merges.filter(({ isOwn }) => isOwn);
    const newestByBranch = (direct.length > 0 ? direct : merges).map(({ branch, upToMs }) => [branch, upToMs] as const);
    return row === undefined
      ? []
      : [
          {
            subject: `${row.source} ${row.id}`,
            sha: row.sha,
            atMs: row.at_ms,
            ending: row.ending,
            isOfBranch: direct.length > 0,
            upToMs: new Map(newestByBranch),
          },
        ];
  });
}
