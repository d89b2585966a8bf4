import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { globMatcher } from '../mapping/glob';
import type { Mapping } from '../mapping/mapping';
import { countsFor, isSamePlace, placesOf } from '../mapping/places';
import type { Place } from '../mapping/places';
import { CARRY_MS } from './carriage';
import type { Rollout, Track } from './carriage';
import { heldChanges } from './held-changes';
import type { HeldChanges } from './held-changes';

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
  const held = await heldChanges(client, around.repositoryId, [...new Set(rows.map(({ sha }) => sha))]);
  const tracksByMapping = new Map<Mapping, readonly Track[]>();
  return {
    tracksOf: (mapping) => {
      const tracks = tracksByMapping.get(mapping) ?? tracksOf(mapping, spans, rows, held);
      tracksByMapping.set(mapping, tracks);
      return tracks;
    },
  };
}

function tracksOf(
  mapping: Mapping,
  spans: readonly SpanRow[],
  rows: readonly RolloutRow[],
  held: ReadonlyMap<string, readonly HeldChanges[]>
): readonly Track[] {
  const counts = countsFor(mapping);
  const isProduction = globMatcher([mapping.productionBranch]);
  return placesOf(mapping).flatMap((place) => {
    const own = spans.filter((one) => isSamePlace(one, place) && counts(one.name));
    const around = rows.filter((row) => isSamePlace(row, place) && counts(row.name));
    const [firstMs, lastMs] = [
      Math.min(...own.map((span) => span.first_ms)),
      Math.max(...own.map((span) => span.last_ms)),
    ];
    const rollouts = around.map((row) => rolloutOf(row, held.get(row.sha) ?? [], isProduction));
    return own.length === 0 ? [] : [{ rollouts, firstMs, lastMs }];
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
}

/** By when they ended. */
async function rowsAround(
  client: ClientBase,
  { repositoryId, fromMs, toMs, shas }: Around,
  places: readonly Place[]
): Promise<readonly RolloutRow[]> {
  const { rows } = await client.query<RolloutRow>(sql`
    select r.source, r.environment, r.name, r.id, r.sha, extract(epoch from r.at)::float8 * 1000 as at_ms, r.ending
    from stackflow.github_rollouts as r
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
function rolloutOf(row: RolloutRow, held: readonly HeldChanges[], isProduction: (branch: string) => boolean): Rollout {
  const changes = held.filter(({ branch }) => isProduction(branch));
  const direct = changes.filter(({ isOwn }) => isOwn);
  return {
    subject: `${row.source} ${row.id}`,
    sha: row.sha,
    atMs: row.at_ms,
    ending: row.ending,
    isOfBranch: direct.length > 0,
    upToMs: new Map((direct.length > 0 ? direct : changes).map(({ branch, upToMs }) => [branch, upToMs])),
  };
}
