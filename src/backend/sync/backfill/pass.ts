import { z } from 'zod';

import { FULL_PAGE } from '../api/page';
import type { Page, PageRequest } from '../api/page';
import type { NamedFacts } from '../facts/facts';
import type { Deriving } from '../facts/store-facts';

/**
 * A pass over a repository: its pull requests by when they were updated and its deployments by when
 * they were made, both from the newest back to a floor. What changes meanwhile moves to the front, so
 * that nothing further back is missed, and the next pass finds it there.
 */

const time = z.iso.datetime().transform((text) => new Date(text));

const track = z.object({
  /** Where the next page begins; null: at the newest. */
  cursor: z.string().nullable(),
  /** The newest that the first page held: up to here all is known once the pass is done. */
  newestAt: time.nullable(),
  /** What lies further back is left; null: nothing is. */
  floor: time.nullable(),
  isDone: z.boolean(),
});

export const passSchema = z.object({
  pullRequests: track.nullable(),
  deployments: track.nullable(),
  /** What `--since` said; null: nothing. */
  since: time.nullable(),
  /** ETag of the probe before the pass. */
  etag: z.string().nullable(),
  /** How many the next page asks for. */
  size: z.number().int(),
  /** Pull requests that came so far. */
  seen: z.number().int(),
});

export type Track = Readonly<z.infer<typeof track>>;
export type Pass = Readonly<z.infer<typeof passSchema>>;

/** What of GitHub's answers is kept. It rises where more is kept than before: all is read once more then. */
export const FACTS_VERSION = 2;

/** What a page is asked for besides its place. */
export interface Scope {
  /** `FACTS_VERSION` when it was read. */
  readonly version: number;
  readonly withPaths: boolean;
  readonly environments: readonly string[];
  /** Which names of commits deploy. */
  readonly names: readonly NamedFacts['kind'][];
}

/** A pass that has not begun; a floor of null is all there is, `undefined` leaves a list out. */
export function newPass(
  floors: { readonly pullRequests: Date | null | undefined; readonly deployments: Date | null | undefined },
  since: Date | null,
  etag: string | null
): Pass {
  const from = (floor: Date | null | undefined) =>
    floor === undefined ? null : { cursor: null, newestAt: null, floor, isDone: false };
  return {
    pullRequests: from(floors.pullRequests),
    deployments: from(floors.deployments),
    since,
    etag,
    size: FULL_PAGE,
    seen: 0,
  };
}

/** The page that the pass needs next; null where it is done. */
export function nextRequest(pass: Pass, repository: string, scope: Scope): PageRequest | null {
  const { pullRequests, deployments, size } = pass;
  const wantsPullRequests = pullRequests !== null && !pullRequests.isDone;
  const wantsDeployments = deployments !== null && !deployments.isDone;
  if (!wantsPullRequests && !wantsDeployments) {
    return null;
  }
  return {
    repository,
    size,
    pullRequests: wantsPullRequests ? { after: pullRequests.cursor, withPaths: scope.withPaths } : null,
    deployments: wantsDeployments ? { after: deployments.cursor, environments: scope.environments } : null,
  };
}

/** The pass after one more page. */
export function afterPage(pass: Pass, page: Page): Pass {
  const { pullRequests, deployments } = page;
  const updated = pullRequests?.facts.map(({ updatedAt }) => updatedAt) ?? [];
  return {
    ...pass,
    seen: pass.seen + updated.length,
    // A page that was too much for GitHub need not be the rule.
    size: Math.min(FULL_PAGE, page.size * 2),
    pullRequests:
      pullRequests && pass.pullRequests
        ? advanceTrack(pass.pullRequests, pullRequests.next, updated.at(0), updated.at(-1))
        : pass.pullRequests,
    deployments:
      deployments && pass.deployments
        ? advanceTrack(pass.deployments, deployments.next, deployments.created?.newestAt, deployments.created?.oldestAt)
        : pass.deployments,
  };
}

function advanceTrack(track: Track, next: string | null, newest: Date | undefined, oldest: Date | undefined): Track {
  const { floor, newestAt } = track;
  const isBelowFloor = floor !== null && oldest !== undefined && oldest < floor;
  return {
    floor,
    cursor: next,
    newestAt: newestAt ?? newest ?? null,
    isDone: next === null || isBelowFloor,
  };
}

/** The same pass from its newest on, for a cursor that GitHub has forgotten. */
export function fromTheTop(pass: Pass): Pass {
  const restart = (one: Track | null) => one && { ...one, cursor: null, isDone: false };
  return { ...pass, seen: 0, pullRequests: restart(pass.pullRequests), deployments: restart(pass.deployments) };
}

/** When the records follow that its pages bear on: those of a long history bear on many, of the last minutes on few. */
export function derivingOf({ pullRequests, deployments, since }: Pass): Deriving {
  const isWhole = since !== null || pullRequests?.floor === null || deployments?.floor === null;
  return isWhole ? 'atEndOfPass' : 'now';
}
