import type { BudgetHistory, SloPeriod } from './history';
import { DowntimeClock } from './downtime-clock';
import { firingsOf, messagesOf } from './firings';
import type { FiringMinutes } from './firings';
import { MINUTE_US, united } from './minute-runs';
import { budgetUs, conditionRuns, windowUs } from './rules';
import type { ReplayedRule } from './rules';

/** One alert of one SLO, as it would have been. */
export interface Firing {
  readonly rule: ReplayedRule;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  /** The evaluation at which it fires, and the one at which it is resolved, in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Notifications: the first, and its repetitions. */
  readonly messages: number;
  /** What was left of the budget when it fired; below 0 once more than all was used. */
  readonly remainingMinutes: number;
  /** The same in percent of the budget; null for a target of 100 %. */
  readonly remainingPercent: number | null;
}

const MINUTE_MS = 60_000;

/**
 * Which alerts would have fired, had the rules been evaluated at every full minute of a history. Each minute's answer is
 * that of the error budget query for that moment, but nothing is asked minute by minute: see `runsOver`.
 *
 * @returns by rule, then as the history is ordered
 */
export function replay(history: BudgetHistory, rules: readonly ReplayedRule[]): Firing[] {
  const slos = new Map<string, SloPeriod[]>();
  for (const period of history.periods) {
    slos.set(period.sloId, [...(slos.get(period.sloId) ?? []), period]);
  }
  const clocked = [...slos.values()].map((periods) => ({ periods, clock: clockOf(periods, history) }));
  return rules.flatMap((rule) => clocked.flatMap(({ periods, clock }) => firingsOfSlo(periods, clock, rule)));
}

function clockOf([period]: readonly SloPeriod[], { down }: BudgetHistory): DowntimeClock {
  const { serviceId = '', monitoredSinceMs = null } = period ?? {};
  return new DowntimeClock(down.get(serviceId) ?? [], monitoredSinceMs === null ? -Infinity : monitoredSinceMs * 1000);
}

function firingsOfSlo(periods: readonly SloPeriod[], clock: DowntimeClock, rule: ReplayedRule): Firing[] {
  const held = united(periods.flatMap((period) => conditionRuns(clock, rule.condition, period, minutesOf(period))));
  const end = Math.max(...periods.map((period) => minutesOf(period).to));
  return firingsOf(held, rule, end).map((firing) => describeFiring(firing, rule, periods, clock));
}

/** Full minutes of a period: its end belongs to the next one. */
function minutesOf({ fromMs, toMs }: SloPeriod) {
  return { from: Math.ceil(fromMs / MINUTE_MS), to: Math.ceil(toMs / MINUTE_MS) - 1 };
}

function describeFiring(
  firing: FiringMinutes,
  rule: ReplayedRule,
  periods: readonly SloPeriod[],
  clock: DowntimeClock
): Firing {
  const period = periods.findLast((candidate) => minutesOf(candidate).from <= firing.from) ?? periods[0];
  if (period === undefined) {
    throw new Error('an alert fired for an SLO that is not there');
  }
  const atUs = firing.from * MINUTE_US;
  const budget = budgetUs(period, clock.measured(windowUs(period), atUs));
  const remaining = budget - clock.within(windowUs(period), atUs);
  return {
    rule,
    service: period.service,
    team: period.team,
    slo: period.slo,
    fromMs: firing.from * MINUTE_MS,
    toMs: firing.to * MINUTE_MS,
    messages: messagesOf(firing, rule.repeatMinutes),
    remainingMinutes: remaining / MINUTE_US,
    remainingPercent: budget === 0 ? null : (100 * remaining) / budget,
  };
}
