/**
 * Which rollout brought a merged change live. A rollout carries everything on its branch since the one
 * before it in the same place: whatever was merged up to the commit that it brought.
 */

const DAY_MS = 24 * 3_600_000;

/**
 * A rollout carries nothing that was merged longer before it (**decided**), and where there was none for
 * as long, nobody waits for the next: merging is deploying there.
 */
export const CARRY_MS = 90 * DAY_MS;

/** The first rollout that is known has none before it: what was merged longer before it was live already (**decided**). */
export const FIRST_CARRY_MS = 7 * DAY_MS;

/** Something that brought a commit to an environment, or failed to. */
export interface Rollout {
  /** As what its record is known: `deployment` and its id, `release` or `tag` and its name. */
  readonly subject: string;
  readonly sha: string;
  /** When it ended, in ms since the epoch. */
  readonly atMs: number;
  readonly ending: 'live' | 'failed' | 'cancelled';
  /** Whether merging or pushing into the production branch made the commit: it holds all that was there before it. */
  readonly isOfBranch: boolean;
  /** By branch, when the newest change that it holds was merged, in ms since the epoch. */
  readonly upToMs: ReadonlyMap<string, number>;
}

/** The rollouts of one place, such as an environment, by when they ended. */
export interface Track {
  /** Those around the changes in question. */
  readonly rollouts: readonly Rollout[];
  /** When the first and the last of all ended, in ms since the epoch. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A change that was merged. */
export interface MergedChange {
  readonly branch: string;
  readonly mergedMs: number;
  /** The commit that merging made; null: GitHub does not say. */
  readonly sha: string | null;
}

/** What the rollouts of one place say of a change. */
export type Standing =
  /** Nothing: it was live when it was merged. */
  | { readonly kind: 'silent' }
  /** It is not live there yet. */
  | { readonly kind: 'waiting' }
  /** `isRetried`: an attempt before had failed; `isOnceCancelled`: one before was cancelled. */
  | { readonly kind: 'live'; readonly by: Rollout; readonly isRetried: boolean; readonly isOnceCancelled: boolean }
  | { readonly kind: 'failed'; readonly by: Rollout };

/** @param redeployMs within which a later rollout makes a failed one good */
export function standingOn(track: Track, change: MergedChange, redeployMs: number): Standing {
  const carrying = track.rollouts.filter((one) => carries(one, change, track));
  const live = carrying.find(({ ending }) => ending === 'live');
  const failed = carrying.find(({ ending }) => ending === 'failed');
  if (failed !== undefined && (live === undefined || live.atMs > failed.atMs + redeployMs)) {
    return { kind: 'failed', by: failed };
  }
  if (live !== undefined) {
    const isCancelledBefore = ({ ending, atMs }: Rollout) => ending === 'cancelled' && atMs < live.atMs;
    return {
      ...{ kind: 'live', by: live, isRetried: failed !== undefined && failed.atMs < live.atMs },
      isOnceCancelled: carrying.some(isCancelledBefore),
    };
  }
  return isAwaited(track, change) ? { kind: 'waiting' } : { kind: 'silent' };
}

/** A merge queue merges its group after its commits were made, and perhaps tagged or deployed. */
function carries({ sha, atMs, isOfBranch, upToMs }: Rollout, change: MergedChange, { firstMs }: Track): boolean {
  if (change.sha !== null && sha === change.sha) {
    return true;
  }
  const { mergedMs, branch } = change;
  return (
    mergedMs <= (upToMs.get(branch) ?? -Infinity) &&
    (isOfBranch || mergedMs <= atMs) &&
    mergedMs > atMs - CARRY_MS &&
    mergedMs >= firstMs - FIRST_CARRY_MS
  );
}

/** Whether a rollout is still to come that brings it live, as far as anybody can tell. */
function isAwaited({ rollouts, firstMs, lastMs }: Track, { mergedMs }: MergedChange): boolean {
  return (
    mergedMs >= firstMs - FIRST_CARRY_MS &&
    lastMs <= mergedMs + CARRY_MS &&
    rollouts.some(({ atMs }) => atMs > mergedMs - CARRY_MS)
  );
}

/** What all places together say of a change. */
export type Verdict =
  | { readonly kind: 'silent' }
  | { readonly kind: 'waiting' }
  /**
   * `atMs`: when it was live in the last of them; where it never was in any, when that was found out. Never before
   * it was merged.
   */
  | {
      readonly kind: 'ended';
      readonly outcome: 'successful' | 'failed';
      readonly atMs: number;
      /** The rollout that ended it so. */
      readonly by: Rollout;
      /** Up to when all that was merged into its branch was live with it at the latest, itself included. */
      readonly withAllUpToMs: number;
      readonly isRetried: boolean;
      readonly isOnceCancelled: boolean;
    };

export function verdictOf(standings: readonly Standing[], { branch, mergedMs }: MergedChange): Verdict {
  const live = standings.filter((one) => one.kind === 'live');
  const failed = standings.filter((one) => one.kind === 'failed');
  if (live.length === 0 && failed.length === 0) {
    return { kind: standings.some(({ kind }) => kind === 'waiting') ? 'waiting' : 'silent' };
  }
  const heldMs = live.map(({ by }) => by.upToMs.get(branch) ?? mergedMs);
  const by = lastOf((live.length === 0 ? failed : live).map((standing) => standing.by));
  return {
    kind: 'ended',
    outcome: failed.length === 0 ? 'successful' : 'failed',
    atMs: Math.max(by.atMs, mergedMs),
    by,
    withAllUpToMs: heldMs.length === 0 ? mergedMs : Math.max(mergedMs, Math.min(...heldMs)),
    isRetried: live.some(({ isRetried }) => isRetried),
    isOnceCancelled: live.some(({ isOnceCancelled }) => isOnceCancelled),
  };
}

/** Of several that ended in the same moment one, whatever their order. */
function lastOf(rollouts: readonly Rollout[]): Rollout {
  return rollouts.reduce((one, other) =>
    other.atMs > one.atMs || (other.atMs === one.atMs && other.subject < one.subject) ? other : one
  );
}
