import { LINKED_PANELS } from '../dashboards/ids';
import type { ErrorBudgetMeasure, Lookback } from '../src/model/error-budget-measures';
import { LOOKBACK_SECONDS } from '../src/model/error-budget-measures';
import type { ErrorBudgetQueryInput } from '../src/model/error-budget-query';
import { exactFigure, figure, label, valueOf } from './rule';
import type { AlertGroup, AlertRule, Severity } from './rule';

/** Alerts on error budgets: one instance for every SLO, by the labels service, team and slo. */

/** The state is asked at the range's end; its length only sets what Grafana's preview shows. */
const STATE_RANGE_SECONDS = 3600;

const SLO = `${label('service')} (${label('slo')})`;

function budgetQuery(measure: ErrorBudgetMeasure, lookback?: Lookback): ErrorBudgetQueryInput {
  return { queryType: 'errorBudget', measure, shape: 'value', ...(lookback && { lookback }) };
}

const EXHAUSTED: AlertRule = {
  uid: 'sre-error-budget-exhausted',
  title: 'Error budget exhausted',
  severity: 'page',
  rangeSeconds: STATE_RANGE_SECONDS,
  queries: {
    A: budgetQuery('exhausted'),
    U: budgetQuery('usedMinutes'),
    V: budgetQuery('availability'),
    T: budgetQuery('targetPercent'),
    W: budgetQuery('windowDays'),
  },
  condition: '$A == 1',
  pendingFor: '2m',
  // Downtime that leaves the window and comes back must not page again and again.
  keepFiringFor: '15m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  summary: `Error budget exhausted: ${SLO}`,
  description:
    `${label('service')} was down for ${figure('U', 1)} minutes in the last ${figure('W', 0)} days: ` +
    `availability ${figure('V', 3)} %, objective ${exactFigure('T')} %. No error budget is left. ` +
    'Hold back every change that is not critical, restore the service if it is down, and put reliability work first ' +
    'until the budget is back.',
};

const UNDER_A_QUARTER: AlertRule = {
  uid: 'sre-error-budget-under-25-percent',
  title: 'Error budget under 25 %',
  severity: 'ticket',
  rangeSeconds: STATE_RANGE_SECONDS,
  queries: {
    A: budgetQuery('remainingPercent'),
    X: budgetQuery('exhausted'),
    M: budgetQuery('remainingMinutes'),
    W: budgetQuery('windowDays'),
  },
  condition: '$A < 25 && $X == 0',
  pendingFor: '15m',
  keepFiringFor: '30m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  summary: `Error budget at ${figure('A', 1)} %: ${SLO}`,
  description:
    `${label('service')} may be down for another ${figure('M', 1)} minutes before its objective over ` +
    `${figure('W', 0)} days is missed. Look at what spent the budget, and weigh risky changes against what is left.`,
};

/** A burn rate over two windows: the long one says that it matters, the short one that it goes on. */
interface Burn {
  readonly uid: string;
  readonly title: string;
  readonly severity: Severity;
  /** For an SLO over 30 days. The share of the budget that the long window spends is kept for others. */
  readonly rate: number;
  readonly long: Lookback;
  readonly short: Lookback;
  readonly pendingFor: string;
  readonly keepFiringFor: string;
  readonly advice: string;
}

/** The window that the rates are given for. */
const REFERENCE_DAYS = 30;

function burnRule({ uid, title, severity, rate, long, short, pendingFor, keepFiringFor, advice }: Burn): AlertRule {
  const limit = `${rate} * $W / ${REFERENCE_DAYS}`;
  return {
    uid,
    title,
    severity,
    rangeSeconds: LOOKBACK_SECONDS[long],
    queries: {
      A: budgetQuery('burnRate', long),
      B: budgetQuery('burnRate', short),
      W: budgetQuery('windowDays'),
      R: budgetQuery('remainingPercent'),
    },
    figures: { H: '$R / 100 * $W * 24 / $A' },
    condition: `$A > ${limit} && $B > ${limit}`,
    pendingFor,
    keepFiringFor,
    onError: 'KeepLast',
    panel: LINKED_PANELS.burnRate,
    summary: `Error budget burns at ${figure('A', 1)} times its rate: ${SLO}`,
    description:
      `Over the last ${long} ${label('service')} spent its error budget ${figure('A', 1)} times as fast as it lasts ` +
      `(${figure('B', 1)} times over the last ${short}). ` +
      `{{ if gt ${valueOf('R')} 0.0 }}At this rate the ${figure('R', 1)} % that are left last ` +
      `${figure('H', 1)} hours.{{ else }}No budget is left.{{ end }} ${advice}`,
  };
}

const BURNS: readonly Burn[] = [
  {
    uid: 'sre-error-budget-fast-burn',
    title: 'Error budget burns fast (1 h)',
    severity: 'page',
    rate: 14.4,
    long: '1h',
    short: '5m',
    pendingFor: '1m',
    keepFiringFor: '5m',
    advice: 'Restore the service now; roll back what was deployed last.',
  },
  {
    uid: 'sre-error-budget-slow-burn-6h',
    title: 'Error budget burns (6 h)',
    severity: 'page',
    rate: 6,
    long: '6h',
    short: '30m',
    pendingFor: '2m',
    keepFiringFor: '15m',
    advice: 'Find what keeps failing today and stop it.',
  },
  {
    uid: 'sre-error-budget-slow-burn-3d',
    title: 'Error budget burns slowly (3 d)',
    severity: 'ticket',
    rate: 1,
    long: '3d',
    short: '6h',
    pendingFor: '15m',
    keepFiringFor: '1h',
    advice: 'The objective will be missed if this goes on; plan what ends it.',
  },
];

export const ERROR_BUDGET_GROUP: AlertGroup = {
  name: 'SRE error budgets',
  interval: '1m',
  rules: [EXHAUSTED, ...BURNS.map(burnRule), UNDER_A_QUARTER],
};
