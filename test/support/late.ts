/** How long a call waits for a connection of a full pool before it is told so. */
const POOL_WAIT_MS = 10_000;

/**
 * Whether a 504 tells of a machine that is slow and not of harm: nobody is told so before a pool's patience is over, which
 * a machine that others keep busy may use up.
 */
export function isLate(status: number | undefined, tookMs: number): boolean {
  return status === 504 && tookMs >= POOL_WAIT_MS;
}
