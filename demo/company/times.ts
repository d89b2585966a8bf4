import { DAY, YEAR_BEGINS } from './records';

/** What time does to the company: a slow decline and a recovery, a team that got faster, and what could not go live. */

const DECLINING: ReadonlySet<string> = new Set(['Orders', 'Warehouse']);
/** When it begins, is worst and is over, in days before the end, and how much worse it was then. */
const DECLINE = { begins: -300, worst: -130, over: -40, factor: 5 } as const;

/** A team that deploys in smaller pieces since then: more than chance, and a signal. */
const FASTER: ReadonlySet<string> = new Set(['Storefront', 'Product Catalogue', 'Recommendations']);
const FASTER_SINCE = -28 * DAY;
const FASTER_FACTOR = 0.5;

/** How many times as long and as often as usual a service's changes take and fail, and how much longer one waits for the next. */
export function troubleOf(service: string, at: number): number {
  if (FASTER.has(service)) {
    return at < FASTER_SINCE ? 1 : FASTER_FACTOR;
  }
  if (!DECLINING.has(service)) {
    return 1;
  }
  const { begins, worst, over, factor } = DECLINE;
  const day = at / DAY;
  const up = Math.min(1, Math.max(0, (day - begins) / (worst - begins)));
  const down = Math.min(1, Math.max(0, (day - worst) / (over - worst)));
  return 1 + (factor - 1) * (up - down);
}

export interface Frozen {
  readonly service: string;
  /** In seconds from the end. */
  readonly from: number;
  readonly to: number;
}

/** While a service's budget was used up only what the gate's story tells of went live. */
export const FROZEN: readonly Frozen[] = [
  { service: 'Storefront', from: -160 * DAY, to: -130 * DAY },
  { service: 'Orders', from: -75 * DAY, to: -45 * DAY },
  { service: 'Search', from: -9.2 * DAY, to: -1 * DAY },
  { service: 'Payments API', from: -6.1 * DAY, to: 0 },
];

export function isFrozen(service: string, at: number): boolean {
  return FROZEN.some((one) => one.service === service && at >= one.from && at < one.to);
}

export function isInYear(at: number): boolean {
  return at >= YEAR_BEGINS && at < 0;
}
