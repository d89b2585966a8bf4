import type { Run } from './minute-runs';
import type { ReplayedRule } from './rules';

/** From the minute in which an alert fires to the one in which it is resolved. */
export interface FiringMinutes {
  readonly from: number;
  /** The minute of its end, or the one after the last that was looked at. */
  readonly to: number;
}

/**
 * What Grafana makes of the minutes at which a condition held: an alert fires once the condition has held for the pending
 * period, and is resolved once it has not for the time that it goes on.
 *
 * @param held in order, none touching another
 * @param end the last minute that was looked at
 */
export function firingsOf(
  held: readonly Run[],
  { pendingMinutes, keepFiringMinutes }: Pick<ReplayedRule, 'pendingMinutes' | 'keepFiringMinutes'>,
  end: number
): FiringMinutes[] {
  const firings: FiringMinutes[] = [];
  for (const { from, to } of held) {
    const last = firings.at(-1);
    // The first minute at which the condition does not hold begins the time that the alert goes on.
    const resolvedAt = Math.min(to + 1 + keepFiringMinutes, end + 1);
    if (last !== undefined && from <= last.to) {
      firings[firings.length - 1] = { from: last.from, to: resolvedAt };
    } else if (to - from >= pendingMinutes) {
      firings.push({ from: from + pendingMinutes, to: resolvedAt });
    }
  }
  return firings;
}

/** Notifications of one firing: the first, and its repetitions. */
export function messagesOf({ from, to }: FiringMinutes, repeatMinutes: number | null): number {
  return repeatMinutes === null ? 1 : 1 + Math.floor((to - from - 1) / repeatMinutes);
}
