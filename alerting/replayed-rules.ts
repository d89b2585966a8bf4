import type {
  ReplayedCondition,
  ReplayedRule,
  RuleInReplay,
  SampledRule,
} from '../src/backend/metrics/alert-replay/rules';
import { burnLimitOf } from '../src/model/burn-alerts';
import { BURNS } from './burn-rules';
import { DATA_GROUP } from './data-rules';
import { CHANGE_FAILURE_RATE_UID, DORA_GROUP, doraGroup } from './dora-rules';
import { DOWN_SECONDS, DOWN_UID } from './down-rule';
import type { DoraEdges } from './dora-rules';
import { ERROR_BUDGET_GROUP } from './error-budget-rules';
import { GATE_GROUP } from './gate-rules';
import { notificationSettings } from './notifications';
import type { AlertRule } from './rule';

/** The rules as the replay of history takes them, and those that it cannot. */

const CONDITIONS: Readonly<Record<string, ReplayedCondition>> = {
  ...Object.fromEntries(
    BURNS.map(({ uid, tier }) => [
      uid,
      { kind: 'burn', limitOf: (windowDays: number) => burnLimitOf(windowDays, tier) },
    ])
  ),
  [DOWN_UID]: {
    kind: 'downOutOfReach',
    seconds: DOWN_SECONDS,
    pageLimitOf: (windowDays: number) => burnLimitOf(windowDays, 'pageSlow')?.rate ?? null,
  },
  'sre-error-budget-exhausted': { kind: 'exhausted' },
  'sre-changes-gated': { kind: 'gated' },
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

function replayed(rule: AlertRule): ReplayedRule {
  const condition = CONDITIONS[rule.uid];
  if (condition === undefined) {
    throw new Error(`${rule.uid} has no condition to be replayed`);
  }
  return { ...timesOf(rule), condition };
}

function timesOf({ uid, title, severity, pendingFor, keepFiringFor, isNotifiedOnce = false }: AlertRule): RuleInReplay {
  return {
    uid,
    title,
    severity,
    pendingMinutes: pendingFor === undefined ? 0 : minutesOf(pendingFor),
    keepFiringMinutes: keepFiringFor === undefined ? 0 : minutesOf(keepFiringFor),
    repeatMinutes: isNotifiedOnce ? null : minutesOf(notificationSettings(severity).repeat_interval),
  };
}

export const REPLAYED_RULES: readonly ReplayedRule[] = [...ERROR_BUDGET_GROUP.rules, ...GATE_GROUP.rules].map(replayed);

/** The rule on the change failure rate with these edges. */
export function sampledRule({ changeFailureRatePercent, minimumSample }: DoraEdges): SampledRule {
  const { interval, rules } = doraGroup({ changeFailureRatePercent, minimumSample });
  const rule = rules.find(({ uid }) => uid === CHANGE_FAILURE_RATE_UID);
  if (rule === undefined) {
    throw new Error(`there is no rule ${CHANGE_FAILURE_RATE_UID}`);
  }
  const condition = { edgePercent: changeFailureRatePercent, minimumSample, windowMinutes: rule.rangeSeconds / 60 };
  return { ...timesOf(rule), condition, everyMinutes: minutesOf(interval) };
}

/** A rule that is not replayed. */
export interface LeftOutRule {
  readonly uid: string;
  readonly title: string;
  /** A clause that begins with `since`. */
  readonly why: string;
}

/** What no record tells of. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  'sre-data-stale': 'since nobody keeps when a job was stale',
  'sre-data-unreadable': 'since nobody keeps when the data source did not answer',
};

/** The rules that are not replayed. */
export const LEFT_OUT_RULES: readonly LeftOutRule[] = [
  ...DORA_GROUP.rules
    .filter(({ uid }) => uid !== CHANGE_FAILURE_RATE_UID)
    .map(({ uid, title }) => ({ uid, title, why: 'since its limits come of the weeks before each evaluation' })),
  ...DATA_GROUP.rules.flatMap(({ uid, title }) => {
    const why = NOT_KEPT[uid];
    return why === undefined ? [] : [{ uid, title, why }];
  }),
];
