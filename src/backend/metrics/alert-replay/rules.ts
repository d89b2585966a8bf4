import type { BurnLimit } from '../../../model/burn-alerts';
import type { DowntimeClock, Microseconds } from './downtime-clock';
import { common, runsOver, without } from './minute-runs';
import type { Run } from './minute-runs';
import type { SampleCondition } from './sample-runs';

/** An alert rule, as far as it decides when an alert fires. */
export interface RuleInReplay {
  readonly uid: string;
  readonly title: string;
  readonly severity: 'page' | 'ticket';
  /** How long the condition must hold first. */
  readonly pendingMinutes: number;
  /** How long an alert goes on after it has passed. */
  readonly keepFiringMinutes: number;
  /** After how long a notification is sent again; null: never. */
  readonly repeatMinutes: number | null;
}

/** A rule on error budgets; it is evaluated once a minute. */
export interface ReplayedRule extends RuleInReplay {
  readonly condition: ReplayedCondition;
}

/** The rule on the change failure rate, evaluated every so many minutes by the clock. */
export interface SampledRule extends RuleInReplay {
  readonly condition: SampleCondition;
  readonly everyMinutes: number;
}

export type ReplayedCondition =
  | { readonly kind: 'exhausted' }
  /** Any SLO of the service is exhausted; the only one that is a service's and not an SLO's. */
  | { readonly kind: 'gated' }
  /** Less than so much is left, but not nothing. */
  | { readonly kind: 'remainingUnder'; readonly percent: number }
  /** Down for so long on end, at an objective at which no burn rate is over the limit of an SLO over so many days. */
  | {
      readonly kind: 'downOutOfReach';
      readonly seconds: number;
      readonly pageLimitOf: (windowDays: number) => number | null;
    }
  /** Of an SLO over so many days; null where it has no such alert. */
  | { readonly kind: 'burn'; readonly limitOf: (windowDays: number) => Omit<BurnLimit, 'tier'> | null };

/** What an SLO demanded while it was not edited. */
export interface Demand {
  readonly targetPercent: number;
  readonly windowDays: number;
}

const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;

export function windowUs({ windowDays }: Demand): Microseconds {
  return windowDays * DAY_US;
}

/** As the database's function `stackflow.budget_over` has it, of a whole window or of what is measured of one. */
export function budgetUs(demand: Demand, measuredUs: Microseconds = windowUs(demand)): Microseconds {
  // Of whole seconds, and a target has four decimals.
  return Math.round((measuredUs / 100) * (100 - demand.targetPercent));
}

/** At which of the minutes the rule's condition held. */
export function conditionRuns(clock: DowntimeClock, condition: ReplayedCondition, demand: Demand, minutes: Run): Run[] {
  switch (condition.kind) {
    case 'exhausted':
    case 'gated':
      return exhaustedRuns(clock, demand, minutes);
    case 'remainingUnder': {
      const enough = 1 - condition.percent / 100;
      // A target of 100 % has no share that could be left.
      const isOver = (downtimeUs: Microseconds, measuredUs: Microseconds) =>
        budgetUs(demand) > 0 && downtimeUs > budgetUs(demand, measuredUs) * enough;
      const low = runsOver(clock, { lengthUs: windowUs(demand), isOver }, minutes);
      return without(low, exhaustedRuns(clock, demand, minutes));
    }
    case 'downOutOfReach': {
      const limit = condition.pageLimitOf(demand.windowDays);
      if (demand.targetPercent < 100 && limit !== null && limit * (100 - demand.targetPercent) < 100) {
        return [];
      }
      const lengthUs = condition.seconds * SECOND_US;
      // Of a service that is monitored for less than that, all the time it is.
      const isOver = (downtimeUs: Microseconds, measuredUs: Microseconds) => measuredUs > 0 && downtimeUs >= measuredUs;
      return runsOver(clock, { lengthUs, isOver }, minutes);
    }
    case 'burn':
      return burnRuns(clock, condition.limitOf(demand.windowDays), demand, minutes);
  }
}

function exhaustedRuns(clock: DowntimeClock, demand: Demand, minutes: Run): Run[] {
  const isOver = (downtimeUs: Microseconds, measuredUs: Microseconds) =>
    budgetUs(demand) === 0 ? downtimeUs > 0 : downtimeUs >= budgetUs(demand, measuredUs);
  return runsOver(clock, { lengthUs: windowUs(demand), isOver }, minutes);
}

/** Digits that a burn rate is compared by: at the limit itself nothing fires, whatever binary fractions make of it. */
const DIGITS = 12;

function burnRuns(
  clock: DowntimeClock,
  limit: Omit<BurnLimit, 'tier'> | null,
  { targetPercent }: Demand,
  minutes: Run
): Run[] {
  if (limit === null || targetPercent >= 100) {
    return [];
  }
  const allowed = Number(((100 - targetPercent) / 100).toPrecision(DIGITS));
  const over = (seconds: number) =>
    runsOver(
      clock,
      {
        lengthUs: seconds * SECOND_US,
        isOver: (downtimeUs, measuredUs) =>
          Number((downtimeUs / measuredUs / allowed).toPrecision(DIGITS)) > limit.rate,
      },
      minutes
    );
  return common(over(limit.longSeconds), over(limit.shortSeconds));
}
