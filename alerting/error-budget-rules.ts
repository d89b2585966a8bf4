import { LINKED_PANELS } from '../dashboards/ids';
import { SLO, STATE_RANGE_SECONDS, budgetQuery, silenceText } from './budget-query';
import { BURN_RULES } from './burn-rules';
import { exactFigure, figure, label, whereKnown, whereLabelled, word } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** Alerts on error budgets: one instance for every SLO, by the labels service, team and slo. */

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
    T: budgetQuery('targetPercent'),
    W: budgetQuery('windowDays'),
    Y: budgetQuery('timeToRecovery'),
    I: { ...budgetQuery('usedMinutes'), details: true },
  },
  figures: { D: '$Y / 86400' },
  condition: '$A == 1',
  // Downtime that leaves the window and comes back must not send message after message.
  keepFiringFor: '15m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  about: 'service',
  texts: {
    summary: `Error budget exhausted: ${SLO}`,
    description:
      whereKnown(
        ['U', 'V', 'T', 'W'],
        `${label('service')} was down for ${figure('U', 1)} minutes in the last ${figure('W', 0)} days: ` +
          `availability ${figure('V', 3)} %, objective ${exactFigure('T')} %.`,
        `For how long ${label('service')} was down is not known.`
      ) +
      ' No error budget is left.' +
      whereLabelled('I', 'incidents', ` Spent by: ${word('I', 'incidents')}.`) +
      silenceText('I') +
      ' The change gate is on: changes that are not critical wait, critical ones pass.' +
      whereKnown(['D'], ` If nothing new happens, the budget is back in ${figure('D', 1)} days.`, '') +
      ' Put reliability work first until then. Nobody has to get up for this: what burns now pages by itself.',
  },
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
      whereKnown(
        ['M', 'W'],
        `${label('service')} may be down for another ${figure('M', 1)} minutes before its objective over ` +
          `${figure('W', 0)} days is missed.`,
        `How much of the error budget of ${label('service')} is left is not known.`
      ) +
      whereLabelled('I', 'incidents', ` Spent by: ${word('I', 'incidents')}.`) +
      silenceText('I') +
      ' Look at what spent the budget, and weigh risky changes against what is left.',
  },
};

export const ERROR_BUDGET_GROUP: AlertGroup = {
  name: 'SRE error budgets',
  interval: '1m',
  rules: [EXHAUSTED, ...BURN_RULES, UNDER_A_QUARTER],
};
