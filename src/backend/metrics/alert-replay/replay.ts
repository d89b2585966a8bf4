import { largest } from '../../../model/extremes';
import { MINUTE_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import type { BudgetHistory, SloPeriod } from './history';
import { DowntimeClock } from './downtime-clock';
import { firingsOf, messagesOf } from './firings';
import type { FiringMinutes } from './firings';
import { MINUTE_US, united } from './minute-runs';
import { budgetUs, conditionRuns, windowUs } from './rules';
import type { ReplayedRule, RuleInReplay, SampledRule } from './rules';
import type { SampledService } from './sample-history';
import { evaluatedRuns, sampleRuns } from './sample-runs';

/** What was left of an SLO's budget when an alert fired. */
export interface BudgetLeft {
  /** The SLO's name. */
  readonly slo: string;
  /** Below 0 once more than all was used. */
  readonly minutes: number;
  /** The same in percent of the budget; null for a target of 100 %. */
  readonly percent: number | null;
}

/** One alert, as it would have been. */
export interface Firing<Rule extends RuleInReplay = ReplayedRule> {
  readonly rule: Rule;
  readonly service: string;
  readonly team: string | null;
  /** Null of an alert on a service, whichever of its SLOs. */
  readonly left: BudgetLeft | null;
  /** The evaluation at which it fires, and the one at which it is resolved, in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Notifications: the first, and its repetitions. */
  readonly messages: number;
}

/**
 * Which alerts would have fired, had the rules been evaluated at every full minute of a history. Each minute's answer is
 * that of the error budget query for that moment, but nothing is asked minute by minute: see `runsOver`.
 *
 * @returns by rule, then as the history is ordered
 */
export function replay(history: BudgetHistory, rules: readonly ReplayedRule[]): Firing[] {
  const slos = groupedBy(history.periods, 'sloId');
  const services = groupedBy(history.periods, 'serviceId');
  const clocks = new Map([...services].map(([id, periods]) => [id, clockOf(periods, history)]));
  return rules.flatMap((rule) => {
    const groups = rule.condition.kind === 'gated' ? services : slos;
    return [...groups.values()].flatMap((periods) => firingsOfOne(periods, clocks, rule));
  });
}

function clockOf([period]: readonly SloPeriod[], { down }: BudgetHistory): DowntimeClock {
  const { serviceId = '', monitoredSinceMs = null } = period ?? {};
  return new DowntimeClock(down.get(serviceId) ?? [], monitoredSinceMs === null ? -Infinity : monitoredSinceMs * 1000);
}

/**
 * Which alerts the rule on the change failure rate would have fired; each evaluation's rate is that of the query for that
 * moment.
 *
 * @returns as the services are ordered
 */
export function replaySampled(
  services: readonly SampledService[],
  rule: SampledRule,
  { fromMs, toMs }: TimeRange
): Array<Firing<SampledRule>> {
  return services.flatMap(({ service, team, retiredMs, deployments }) => {
    const minutes = minutesOf({ fromMs, toMs: Math.min(toMs, retiredMs ?? Infinity) });
    const held = evaluatedRuns(sampleRuns(deployments, rule.condition, minutes), rule.everyMinutes);
    return firingsOf(held, rule, minutes.to).map((firing) => ({
      ...{ rule, service, team, left: null },
      ...spanOf(firing, rule),
    }));
  });
}

function groupedBy(periods: readonly SloPeriod[], key: 'sloId' | 'serviceId'): Map<string, SloPeriod[]> {
  const groups = new Map<string, SloPeriod[]>();
  for (const period of periods) {
    groups.set(period[key], [...(groups.get(period[key]) ?? []), period]);
  }
  return groups;
}

function firingsOfOne(
  periods: readonly SloPeriod[],
  clocks: ReadonlyMap<string, DowntimeClock>,
  rule: ReplayedRule
): Firing[] {
  const clock = clocks.get(periods[0]?.serviceId ?? '') ?? new DowntimeClock([], -Infinity);
  const held = united(periods.flatMap((period) => conditionRuns(clock, rule.condition, period, minutesOf(period))));
  const end = largest(periods.map((period) => minutesOf(period).to));
  return firingsOf(held, rule, end).map((firing) => describeFiring(firing, rule, periods, clock));
}

/** Full minutes of a period: its end belongs to the next one. */
function minutesOf({ fromMs, toMs }: TimeRange) {
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
  const { service, team } = period;
  const left = rule.condition.kind === 'gated' ? null : budgetLeft(period, clock, firing.from);
  return { rule, service, team, left, ...spanOf(firing, rule) };
}

function budgetLeft(period: SloPeriod, clock: DowntimeClock, minute: number): BudgetLeft {
  const atUs = minute * MINUTE_US;
  const budget = budgetUs(period, clock.measured(windowUs(period), atUs));
  const remaining = budget - clock.downtimeIn(windowUs(period), atUs);
  return {
    slo: period.slo,
    minutes: remaining / MINUTE_US,
    percent: budget === 0 ? null : (100 * remaining) / budget,
  };
}

function spanOf(firing: FiringMinutes, { repeatMinutes }: RuleInReplay) {
  const messages = messagesOf(firing, repeatMinutes);
  return { fromMs: firing.from * MINUTE_MS, toMs: firing.to * MINUTE_MS, messages };
}
