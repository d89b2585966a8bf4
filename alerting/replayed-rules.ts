import type { ReplayedCondition, ReplayedRule } from '../src/backend/metrics/alert-replay/rules';
import { burnLimitOf } from '../src/model/burn-alerts';
import { BURNS } from './burn-rules';
import { ERROR_BUDGET_GROUP } from './error-budget-rules';
import { notificationSettings } from './notifications';
import type { AlertRule } from './rule';

/** The rules on error budgets, as the replay of history takes them. */

const CONDITIONS: Readonly<Record<string, ReplayedCondition>> = {
  ...Object.fromEntries(
    BURNS.map(({ uid, tier }) => [
      uid,
      { kind: 'burn', limitOf: (windowDays: number) => burnLimitOf(windowDays, tier) },
    ])
  ),
  'sre-error-budget-exhausted': { kind: 'exhausted' },
  'sre-error-budget-under-25-percent': { kind: 'remainingUnder', percent: 25 },
};

const MINUTES = { m: 1, h: 60, d: 24 * 60 } as const;

/** Minutes of a duration as Grafana writes it, of one unit. */
function minutesOf(duration: string): number {
  const unit = duration.at(-1);
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') {
    throw new Error(`${duration} is not in minutes, hours or days`);
  }
  return Number(duration.slice(0, -1)) * MINUTES[unit];
}

function replayed({ uid, title, severity, pendingFor, keepFiringFor, isToldOnce = false }: AlertRule): ReplayedRule {
  const condition = CONDITIONS[uid];
  if (condition === undefined) {
    throw new Error(`${uid} has no condition to be replayed`);
  }
  return {
    uid,
    title,
    severity,
    condition,
    pendingMinutes: pendingFor === undefined ? 0 : minutesOf(pendingFor),
    keepFiringMinutes: keepFiringFor === undefined ? 0 : minutesOf(keepFiringFor),
    repeatMinutes: isToldOnce ? null : minutesOf(notificationSettings(severity).repeat_interval),
  };
}

export const REPLAYED_RULES: readonly ReplayedRule[] = ERROR_BUDGET_GROUP.rules.map(replayed);
