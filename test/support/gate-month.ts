import { seededRandom } from '../../tooling/seeded-random';
import type { MinutePeriod } from './minute-by-minute';

/** A month of a small company at random: all that the change gate may meet. Times are whole minutes. */

export const SERVICES = ['Shop', 'Search'] as const;
export type Service = (typeof SERVICES)[number];

/** Window in days, target, and the whole minutes of downtime that it allows. */
const OBJECTIVES = [
  { windowDays: 1, targetPercent: 98.75, budget: 18 },
  { windowDays: 1, targetPercent: 97.5, budget: 36 },
  { windowDays: 2, targetPercent: 99.375, budget: 18 },
  { windowDays: 1, targetPercent: 100, budget: 0 },
] as const;
export type MonthObjective = (typeof OBJECTIVES)[number];

export type MonthEvent =
  | { readonly kind: 'down' | 'up'; readonly period: MinutePeriod }
  | { readonly kind: 'maintenance'; readonly service: Service; readonly minutes: number }
  | { readonly kind: 'edit'; readonly service: Service; readonly to: MonthObjective; readonly enabled: boolean }
  | { readonly kind: 'override'; readonly service: Service; readonly minutes: number }
  | { readonly kind: 'endOverride'; readonly service: Service }
  | {
      readonly kind: 'insert';
      readonly key: string;
      readonly service: Service;
      readonly state: string;
      readonly critical: boolean;
    }
  /** A program puts its change on, unless it is done. */
  | { readonly kind: 'put'; readonly key: string; readonly state: string }
  /** A program takes its change up again that was done. */
  | { readonly kind: 'reopen'; readonly key: string }
  /** An Editor lets the change through that is held for longest. */
  | { readonly kind: 'release' }
  | { readonly kind: 'work' };

export interface TimedEvent {
  readonly at: number;
  readonly event: MonthEvent;
}

export const MONTH_MINUTES = 30 * 1440;

/** What the objective of each service is in the beginning. */
export const FIRST_OBJECTIVE: MonthObjective = OBJECTIVES[0];

const COUNTS = { incidents: 24, maintenance: 6, edits: 6, overrides: 6, changes: 60, releases: 4 };

/** The worker comes about every three hours: rarely, so that much happens between. */
const WORK_EVERY_MINUTES = 180;

/** The events of a month, in order. The same seed makes the same month. */
export function makeMonth(seed: number): readonly TimedEvent[] {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const oneOf = <T>(values: readonly T[]): T => values[whole(values.length)] as T;
  const times = <T>(count: number, make: (index: number) => readonly T[]) =>
    Array.from({ length: count }, (_, index) => make(index)).flat();
  const any = () => 1 + whole(MONTH_MINUTES - 1);
  const on = (at: number, event: MonthEvent): TimedEvent => ({ at, event });
  const events = [
    ...times(COUNTS.incidents, (index) => {
      const from = any();
      const period = { service: oneOf(SERVICES), incident: `i${index}`, from, to: from + 1 + whole(40) };
      return [on(period.from, { kind: 'down', period }), on(period.to, { kind: 'up', period })];
    }),
    ...times(COUNTS.maintenance, () => [
      on(any(), { kind: 'maintenance', service: oneOf(SERVICES), minutes: 1 + whole(120) }),
    ]),
    ...times(COUNTS.edits, () => [
      on(any(), { kind: 'edit', service: oneOf(SERVICES), to: oneOf(OBJECTIVES), enabled: random() < 0.8 }),
    ]),
    ...times(COUNTS.overrides, () => {
      const [at, service] = [any(), oneOf(SERVICES)];
      const early = random() < 0.5 ? [on(at + 1 + whole(200), { kind: 'endOverride', service } as const)] : [];
      return [on(at, { kind: 'override', service, minutes: 10 + whole(600) }), ...early];
    }),
    ...times(COUNTS.changes, (index) => {
      const key = `c${index}`;
      const begun = any();
      const puts = ['scheduled', 'implementing', oneOf(['implementing', 'cancelled']), 'closed'];
      const insert = {
        kind: 'insert',
        key,
        service: oneOf(SERVICES),
        state: oneOf(['draft', 'scheduled', 'implementing']),
        critical: random() < 0.2,
      } as const;
      let at = begun;
      return [
        on(begun, insert),
        ...puts.map((state) => on((at += 1 + whole(1_000)), { kind: 'put', key, state })),
        ...(random() < 0.3 ? [on((at += 1 + whole(1_000)), { kind: 'reopen', key })] : []),
      ];
    }),
    ...times(COUNTS.releases, () => [on(any(), { kind: 'release' })]),
    ...times(Math.floor(MONTH_MINUTES / WORK_EVERY_MINUTES), (index) => [
      on((index + 1) * WORK_EVERY_MINUTES + whole(60), { kind: 'work' }),
    ]),
  ];
  return events.toSorted((a, b) => a.at - b.at);
}
