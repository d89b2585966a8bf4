const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * How far a pass looks back behind what the last one saw. GitHub's replicas may show a pull request a
 * little after others that were updated later.
 */
export const PULL_REQUEST_OVERLAP_MS = 10 * MINUTE_MS;

/** Deployments are listed by when they were made, and how they ended is known only later. */
export const DEPLOYMENT_OVERLAP_MS = 7 * DAY_MS;

/**
 * Where a pass may stop.
 *
 * @param watermark up to where all is known; null: nothing is
 * @param since where somebody asked to begin. It can go further back than the watermark but leaves no
 *   gap before it
 * @returns null where all is wanted
 */
export function floorOf(watermark: Date | null, since: Date | null, overlapMs: number): Date | null {
  const overlapStart = watermark && new Date(watermark.getTime() - overlapMs);
  if (overlapStart === null || since === null) {
    return overlapStart ?? since;
  }
  return since < overlapStart ? since : overlapStart;
}
