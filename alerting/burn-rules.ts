import { LINKED_PANELS } from '../dashboards/ids';
import type { BurnTier } from '../src/model/burn-alerts';
import { SLO, STATE_RANGE_SECONDS, budgetQuery, silenceText } from './budget-query';
import { exactFigure, figure, label, valueOf, whereKnown, whereLabelled, word } from './rule';
import type { AlertRule, AlertTexts, Severity } from './rule';

/** A tier of burn alerts; limits and look-backs are the data source's, by each SLO's window. */
export interface Burn {
  readonly uid: string;
  readonly title: string;
  readonly severity: Severity;
  readonly tier: BurnTier;
  readonly keepFiringFor: string;
  readonly advice: string;
}

function burnRule({ uid, title, severity, tier, keepFiringFor, advice }: Burn): AlertRule {
  return {
    uid,
    title,
    severity,
    rangeSeconds: STATE_RANGE_SECONDS,
    queries: {
      A: budgetQuery('burnRate', tier),
      B: budgetQuery('burnRate', `${tier}Short`),
      L: budgetQuery('burnLimit', tier),
      D: budgetQuery('burnLookback', tier),
      S: budgetQuery('burnLookback', `${tier}Short`),
      W: budgetQuery('windowDays'),
      R: budgetQuery('remainingPercent'),
      M: budgetQuery('remainingMinutes'),
      I: { ...budgetQuery('burnRate', tier), details: true },
    },
    figures: { H: '$R / 100 * $W * 24 / $A', P: '$D / 3600', Q: '$S / 60' },
    condition: '$A > $L && $B > $L',
    keepFiringFor,
    onError: 'KeepLast',
    panel: LINKED_PANELS.burnRate,
    about: 'service',
    texts: burnTexts(title, advice),
    calmTexts: CALM_TEXTS,
  };
}

const RATES =
  `Over the last ${exactFigure('P')} h ${label('service')} spent its error budget ${figure('A', 1)} times as fast as ` +
  `it lasts (${figure('B', 1)} times over the last ${exactFigure('Q')} min).`;
const IS_KNOWN = ['A', 'B', 'P', 'Q'];

function burnTexts(title: string, advice: string): AlertTexts {
  // True of whatever fires: no limit is under 1.
  const missed = whereKnown(
    ['W'],
    ` If this goes on, the objective over ${figure('W', 0)} days is missed.`,
    ' If this goes on, the objective is missed.'
  );
  const overspent =
    ' More than the error budget is spent: ' +
    `the objective ${whereKnown(['W'], `over ${figure('W', 0)} days `, '')}is missed already.`;
  const lasting =
    // At a burn rate of 0 it lasts for ever.
    whereKnown(
      ['H', 'M'],
      ` At this rate the ${figure('M', 1)} minutes (${figure('R', 1)} %) that are left are gone in ${figure('H', 1)} hours.`,
      ''
    ) + missed;
  const remaining = `{{ if lt ${valueOf('R')} 0.0 }}${overspent}{{ else }}${lasting}{{ end }}`;
  return {
    summary: whereKnown(['A'], `Error budget burns at ${figure('A', 1)} times its rate: ${SLO}`, `${title}: ${SLO}`),
    description:
      whereKnown(IS_KNOWN, RATES, `How fast ${label('service')} spends its error budget is not known.`) +
      `${whereKnown(['R'], remaining, missed)} ${advice}` +
      whereLabelled('I', 'incidents', ` What burns: ${word('I', 'incidents')}.`) +
      whereLabelled('I', 'deployment', ` The last deployment before it: ${word('I', 'deployment')}.`) +
      silenceText('I'),
  };
}

/** Of all four tiers. */
const CALM_TEXTS: AlertTexts = {
  summary: whereKnown(
    IS_KNOWN,
    `Burn rate ${figure('A', 1)} over ${exactFigure('P')} h, ${figure('B', 1)} over ${exactFigure('Q')} min: ${SLO}`,
    `Burn rate: ${SLO}`
  ),
  description: whereKnown(
    [...IS_KNOWN, 'L'],
    `${RATES} The alert fires while both are over ${exactFigure('L')}.`,
    `${label('service')} has no burn rate that this alert goes by.`
  ),
};

export const BURNS: readonly Burn[] = [
  {
    uid: 'sre-error-budget-fast-burn',
    title: 'Error budget burns very fast',
    severity: 'page',
    tier: 'pageQuick',
    keepFiringFor: '5m',
    advice: 'Restore the service now; roll back what was deployed last.',
  },
  {
    uid: 'sre-error-budget-slow-burn-6h',
    title: 'Error budget burns fast',
    severity: 'page',
    tier: 'pageSlow',
    keepFiringFor: '15m',
    advice: 'Find what keeps failing today and stop it.',
  },
  {
    uid: 'sre-error-budget-slow-burn-1d',
    title: 'Error budget burns',
    severity: 'ticket',
    tier: 'ticketQuick',
    keepFiringFor: '1h',
    advice: 'Find what failed more than once today, and end it this week.',
  },
  {
    uid: 'sre-error-budget-slow-burn-3d',
    title: 'Error budget burns slowly',
    severity: 'ticket',
    tier: 'ticketSlow',
    keepFiringFor: '1h',
    advice: 'Plan what ends it.',
  },
];

export const BURN_RULES: readonly AlertRule[] = BURNS.map(burnRule);
