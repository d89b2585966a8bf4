import { LINKED_PANELS } from '../dashboards/ids';
import { IS_PAGE_IN_REACH, PAGE_REACH_QUERIES, SLO, STATE_RANGE_SECONDS, budgetQuery, silenceText } from './budget-query';
import { BURN_RULES } from './burn-rules';
import { DOWN_RULE, DOWN_SECONDS } from './down-rule';
import { WHAT_WAITS } from './gate-rules';
import { exactFigure, figure, label, whereKnown, whereLabelled, whereOver, word } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** Alerts on error budgets: one instance for every SLO, by the labels service, team and slo. */

const DOWNTIME = whereKnown(
  ['U', 'V', 'T', 'W'],
  `${label('service')} was down for ${figure('U', 1)} minutes in the last ${figure('W', 0)} days: ` +
    `availability ${figure('V', 3)} %, objective ${exactFigure('T')} %.`,
  `For how long ${label('service')} was down is not known.`
);

/** Who is woken, which depends on the objective. */
const WHO_PAGES = whereKnown(
  ['F'],
  whereOver(
    'F',
    0,
    ' Nobody has to get up for this: what burns now pages by itself.',
    ` Nobody has to get up for this: while the service is down for ${DOWN_SECONDS / 60} minutes on end, that pages by itself.`
  ),
  ''
);

const EXHAUSTED: AlertRule = {
  uid: 'sre-error-budget-exhausted',
  title: 'Error budget exhausted',
  severity: 'ticket',
  isNotifiedOnce: true,
  rangeSeconds: STATE_RANGE_SECONDS,
  queries: {
    A: budgetQuery('exhausted'),
    U: budgetQuery('usedMinutes'),
    V: budgetQuery('availability'),
    ...PAGE_REACH_QUERIES,
    W: budgetQuery('windowDays'),
    Y: budgetQuery('timeToRecovery'),
    I: { ...budgetQuery('usedMinutes'), details: true },
  },
  figures: { D: '$Y / 86400', F: IS_PAGE_IN_REACH },
  condition: '$A == 1',
  // Downtime that leaves the window and comes back must not send message after message.
  keepFiringFor: '15m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  about: 'service',
  texts: {
    summary: `Error budget exhausted: ${SLO}`,
    description:
      DOWNTIME +
      ' No error budget is left.' +
      whereLabelled('I', 'incidents', ` Spent by: ${word('I', 'incidents')}.`) +
      silenceText('I') +
      ` ${WHAT_WAITS}` +
      whereKnown(
        ['D'],
        ` If nothing new happens, the budget is back in ${whereOver('D', 1, `${figure('D', 1)} days`, 'less than a day')}.`,
        ''
      ) +
      ` Put reliability work first until then.${WHO_PAGES}`,
  },
  calmTexts: {
    summary: whereKnown(['A'], `Error budget not exhausted: ${SLO}`, `Error budget: ${SLO}`),
    description: DOWNTIME + whereKnown(['A'], ' There is error budget left.', ''),
  },
};

const LEFT =
  `${label('service')} may be down for another ${figure('M', 1)} minutes before its objective over ` +
  `${figure('W', 0)} days is missed.`;
const NOT_KNOWN = `How much of the error budget of ${label('service')} is left is not known.`;

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
    I: { ...budgetQuery('usedMinutes'), details: true },
  },
  condition: '$A < 25 && $X == 0',
  keepFiringFor: '30m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  about: 'service',
  texts: {
    summary: whereKnown(['A'], `Error budget at ${figure('A', 1)} %: ${SLO}`, `Error budget: ${SLO}`),
    description:
      whereKnown(['M', 'W'], LEFT, NOT_KNOWN) +
      whereLabelled('I', 'incidents', ` Spent by: ${word('I', 'incidents')}.`) +
      silenceText('I') +
      ' Look at what spent the budget, and weigh risky changes against what is left.',
  },
  calmTexts: {
    summary: whereOver(
      'X',
      0,
      `Error budget exhausted, which has an alert of its own: ${SLO}`,
      whereKnown(['A'], `Error budget at ${figure('A', 1)} %: ${SLO}`, `Error budget: ${SLO}`)
    ),
    description: whereOver(
      'X',
      0,
      `No error budget of ${label('service')} is left. That is told by an alert of its own, and not by this one.`,
      whereKnown(['M', 'W'], LEFT, NOT_KNOWN)
    ),
  },
};

export const ERROR_BUDGET_GROUP: AlertGroup = {
  name: 'SRE error budgets',
  interval: '1m',
  rules: [EXHAUSTED, ...BURN_RULES, DOWN_RULE, UNDER_A_QUARTER],
};
