import { LINKED_PANELS } from '../dashboards/ids';
import { LOOKBACK_SECONDS } from '../src/model/error-budget-measures';
import type { Lookback } from '../src/model/error-budget-measures';
import { SLO, budgetQuery } from './budget-query';
import { figure, label, valueOf, whereKnown } from './rule';
import type { AlertRule, AlertTexts, Severity } from './rule';

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
    about: 'service',
    texts: burnTexts({ title, long, short, advice }),
  };
}

function burnTexts({ title, long, short, advice }: Pick<Burn, 'title' | 'long' | 'short' | 'advice'>): AlertTexts {
  const rates =
    `Over the last ${long} ${label('service')} spent its error budget ${figure('A', 1)} times as fast as it lasts ` +
    `(${figure('B', 1)} times over the last ${short}).`;
  const left =
    `{{ if le ${valueOf('R')} 0.0 }} No budget is left.{{ else }}` +
    // At a burn rate of 0 it lasts for ever.
    whereKnown(['H'], ` At this rate the ${figure('R', 1)} % that are left last ${figure('H', 1)} hours.`, '') +
    '{{ end }}';
  return {
    summary: whereKnown(['A'], `Error budget burns at ${figure('A', 1)} times its rate: ${SLO}`, `${title}: ${SLO}`),
    description:
      whereKnown(['A', 'B'], rates, `How fast ${label('service')} spends its error budget is not known.`) +
      `${whereKnown(['R'], left, '')} ${advice}`,
  };
}

/** By Google's workbook on alerting on SLOs. */
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

export const BURN_RULES: readonly AlertRule[] = BURNS.map(burnRule);
