import { HOUR_MS } from '../metrics/hourly/due-hours';
import type { DueHours } from './due';
import type { KindHour } from './ledger/hours';

/** So long before CloudWatch takes an hour no more, the hour is claimed and sent by itself. */
const EDGE_MS = 72 * HOUR_MS;

/**
 * Due hours in the pieces in which they are claimed, oldest first. Near the edge of what CloudWatch
 * takes a piece is one hour, of all kinds: who is killed there leaves at most that hour uncertain, and
 * what came before it is published. Beyond it there is time to try again.
 *
 * @param most hours of a piece beyond the edge
 */
export function claimsOf({ hours, oldestMs }: Pick<DueHours, 'hours' | 'oldestMs'>, most: number): KindHour[][] {
  const claims: KindHour[][] = [];
  for (const hour of hours) {
    const last = claims.at(-1);
    const isEdge = hour.hourMs < oldestMs + EDGE_MS;
    const belongs = isEdge ? last?.[0]?.hourMs === hour.hourMs : isBeyond(last, oldestMs) && last.length < most;
    if (last !== undefined && belongs) {
      last.push(hour);
    } else {
      claims.push([hour]);
    }
  }
  return claims;
}

function isBeyond(claim: readonly KindHour[] | undefined, oldestMs: number): claim is KindHour[] {
  return (claim?.[0]?.hourMs ?? 0) >= oldestMs + EDGE_MS;
}
