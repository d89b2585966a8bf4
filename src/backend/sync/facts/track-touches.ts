import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import type { Mapping } from '../mapping/mapping';
import { countsFor, isSamePlace, placesOf } from '../mapping/places';
import type { Place } from '../mapping/places';

/** A rollout of which something is touched anew: where it went to, and when it ended. */
export interface RolloutTouch extends Place {
  readonly repositoryId: number;
  /** Of a release or tag. */
  readonly name: string | null;
  /** Null: not known. */
  readonly sha: string | null;
  readonly at: Date;
}

/** Such a rollout on a track that a mapping looks at. */
export interface TrackTouch extends RolloutTouch {
  /** Those around it on a track of some tags alone; null: all rollouts of the place are on the track. */
  readonly neighbours: { readonly before: Date | null; readonly next: Date | null } | null;
}

/**
 * The touches that bear on any record: on each track of the mappings. Where merging is deploying, and in places
 * that no mapping names, such as previews, there are none.
 *
 * @param mappings by repository
 */
export async function trackTouches(
  client: ClientBase,
  touches: readonly RolloutTouch[],
  mappings: ReadonlyMap<number, readonly Mapping[]>
): Promise<readonly TrackTouch[]> {
  const found: TrackTouch[] = [];
  for (const [repositoryId, own] of mappings) {
    for (const mapping of own) {
      const counts = countsFor(mapping);
      const places = placesOf(mapping);
      const onTrack = touches.filter(
        (one) =>
          one.repositoryId === repositoryId && counts(one.name) && places.some((place) => isSamePlace(one, place))
      );
      const isPart = mapping.tags.length > 0 && onTrack.some(({ name }) => name !== null);
      const times = isPart ? await timesOnTrack(client, mapping) : null;
      found.push(...onTrack.map((one) => ({ ...one, neighbours: times && neighboursOf(one.at, times) })));
    }
  }
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** When the rollouts were that count for a mapping, in order. */
async function timesOnTrack(client: ClientBase, mapping: Mapping): Promise<readonly Date[]> {
  const { rows } = await client.query<{ name: string; at: Date }>(sql`
    select r.name, r.at
    from stackflow.github_rollouts as r
    where r.repository_id = ${mapping.repositoryId} and r.source = ${mapping.deployedBy}
    order by r.at
  `);
  const counts = countsFor(mapping);
  return rows.filter(({ name }) => counts(name)).map(({ at }) => at);
}

function neighboursOf(at: Date, times: readonly Date[]) {
  return {
    before: times.findLast((time) => time < at) ?? null,
    next: times.find((time) => time > at) ?? null,
  };
}
