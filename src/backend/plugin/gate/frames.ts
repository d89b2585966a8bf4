import { CELL_COLOURS, TEXT_COLOURS } from '../../../model/colours';
import { colouredFlag, colouredFrom, colouredWords } from '../../frames/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { Marks } from '../../metrics/annotations/request';
import type { BlockedChanges } from '../../metrics/gate/blocked-changes';
import type { GateDecision, GateDecisions } from '../../metrics/gate/decisions';
import type { GateFigures } from '../../metrics/gate/figures';
import type { GatedPeriod } from '../../metrics/gate/gated-periods';
import type { GateOverride } from '../../metrics/gate/overrides';
import type { Silence } from '../../metrics/freshness/silence';
import { budgetRestsOnSilence } from '../../metrics/freshness/unheard-budgets';
import { withoutZero } from '../../metrics/freshness/unheard-counts';
import { NO_BUDGET } from '../error-budget/frames';
import { measureConfig, measureDigits, numberConfig } from '../error-budget/measure-config';
import { teamName } from '../frame-parts/group-labels';
import { NO_OUTAGE, commonWords, unheardWords, withoutOutage } from '../frame-parts/no-outage';
import { truncatedNotice } from '../frame-parts/notices';
import { columnsOf } from '../frame-parts/table-columns';

/** How the change gate becomes tables. Nothing is computed here. */

/** What is said of a service: gated, gated with an override that lets its changes pass, or neither. */
const STATES = { gated: 'Gated', overridden: 'Overridden', open: 'Open' } as const;

export function stateOf({ gated, override }: GateDecision): keyof typeof STATES {
  if (!gated) {
    return 'open';
  }
  return override === null ? 'gated' : 'overridden';
}

/** An open gate is good news only where downtime would have closed it. */
const UNTESTED = `${STATES.open}, ${NO_OUTAGE}`;

const stateText = (decision: GateDecision): string => {
  const state = stateOf(decision);
  return state === 'open' && !decision.isOnRecord ? UNTESTED : STATES[state];
};

const stateConfig = (silence: Silence | null): FieldConfig => ({
  description: 'Gated: non-critical changes are blocked. Overridden: they pass for a while. Open: they pass.',
  ...colouredWords(
    [STATES.gated, STATES.gated, CELL_COLOURS.bad],
    [STATES.overridden, STATES.overridden, CELL_COLOURS.warning],
    [STATES.open, STATES.open, silence === null ? CELL_COLOURS.good : CELL_COLOURS.plain],
    // Its cell is narrow; what is used of the budget says the rest.
    [UNTESTED, STATES.open, CELL_COLOURS.plain]
  ),
});

/**
 * One row for each service that has an SLO, the gated ones first.
 *
 * @param silence of incidents, where numbers that would rest on it are left out
 */
export function decisionsFrame(
  { decisions, truncated }: GateDecisions,
  executedQueryString: string,
  silence: Silence | null = null
): Frame {
  const rows = decisions.filter(({ figures }) => figures !== null);
  const { text, team, time, count } = columnsOf(rows);
  const targets = rows.flatMap(({ figures }) =>
    figures === null ? [] : [{ value: figures.targetPercent, targetPercent: figures.targetPercent }]
  );
  const figure = (name: string, value: (figures: GateFigures) => number | null, config: FieldConfig) =>
    ({
      name,
      type: 'number',
      config,
      values: rows.map(({ figures }) => (figures === null ? null : value(figures))),
    }) as const;
  const budgetFigure = (name: string, measure: GateMeasure, config: FieldConfig) =>
    ({
      name,
      type: 'number',
      config: { ...config, ...commonWords(rows.map((row) => wordsFor(measure, row, silence))) },
      values: rows.map((row) => heardFigure(measure, row, silence)),
    }) as const;
  return {
    name: 'Change gate',
    columns: [
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      text('State', stateText, stateConfig(silence)),
      time('Since', ({ sinceMs }) => sinceMs),
      count('Held', ({ held }) => held),
      text('SLO', ({ figures }) => figures?.slo ?? null),
      figure('Target', ({ targetPercent }) => targetPercent, {
        ...measureConfig('targetPercent'),
        ...measureDigits('targetPercent', targets),
      }),
      figure('Window', ({ windowDays }) => windowDays, measureConfig('windowDays')),
      budgetFigure('Used', 'usedPercent', numberConfig('usedPercent')),
      budgetFigure('Used minutes', 'usedMinutes', measureConfig('usedMinutes')),
      budgetFigure('Remaining minutes', 'remainingMinutes', numberConfig('remainingMinutes')),
      text('Reason', ({ reason }) => reason),
      time('Override until', ({ override }) => override?.untilMs ?? null),
      text('Override by', ({ override }) => override?.by ?? null),
    ],
    meta: tableMeta(truncated, 'services', executedQueryString),
  };
}

type GateMeasure = 'usedPercent' | 'usedMinutes' | 'remainingMinutes';

function heardFigure(measure: GateMeasure, decision: GateDecision, silence: Silence | null): number | null {
  const value = decision.figures?.[measure] ?? null;
  const isUnheard = unheardWords(decision, silence) !== null;
  return value !== null && isUnheard && budgetRestsOnSilence(measure, value) ? null : value;
}

/** Why a figure's cell is empty; null where it is not. */
function wordsFor(measure: GateMeasure, decision: GateDecision, silence: Silence | null): string | null {
  if (heardFigure(measure, decision, silence) !== null) {
    return null;
  }
  return (decision.figures?.[measure] ?? null) === null ? NO_BUDGET : unheardWords(decision, silence);
}

/** One row for each change that is held, the longest waiting first. */
export function blockedFrame({ changes, truncated }: BlockedChanges, executedQueryString: string): Frame {
  const { text, team, time, url, linkedText } = columnsOf(changes);
  return {
    name: 'Blocked changes',
    columns: [
      time('Held since', ({ heldMs }) => heldMs),
      linkedText('Change', ({ title }) => title, { column: 'Link', url: (one) => one.url }),
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      text('Goes back to', ({ goesBackTo }) => goesBackTo),
      text('Asked for', ({ requestedState }) => requestedState),
      text('Reason', ({ reason }) => reason),
      text('Id', ({ changeId }) => changeId),
      url('Link', (one) => one.url, 'Open the change'),
    ],
    meta: tableMeta(truncated, 'changes', executedQueryString),
  };
}

/** One row for each gated period, newest first. */
export function gatedPeriodsFrame({ marks, truncated }: Marks<GatedPeriod>, executedQueryString: string): Frame {
  const { text, team, time } = columnsOf(marks);
  return {
    name: 'Gated periods',
    columns: [
      time('Began', ({ beganMs }) => beganMs),
      time('Ended', ({ endedMs }) => endedMs),
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      text('SLO', ({ figures }) => figures?.slo ?? null),
      {
        name: 'Used',
        type: 'number',
        config: { ...measureConfig('usedPercent'), description: 'Of the error budget, at its worst.' },
        values: marks.map(({ figures }) => figures?.usedPercent ?? null),
      },
    ],
    meta: tableMeta(truncated, 'gated periods', executedQueryString),
  };
}

const OVERRIDE_STATES: Readonly<Record<GateOverride['state'], string>> = {
  active: 'Changes pass',
  ended: 'Ended',
  expired: 'Over',
};

const OVERRIDE_CONFIG: FieldConfig = {
  description: 'Changes pass while an override lasts.',
};

/** One row for each override, newest first. */
export function overridesFrame({ marks, truncated }: Marks<GateOverride>, executedQueryString: string): Frame {
  const { text, team, time } = columnsOf(marks);
  return {
    name: 'Overrides',
    columns: [
      time('Began', ({ createdMs }) => createdMs),
      time('Until', ({ endedMs, untilMs }) => endedMs ?? untilMs),
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      text('State', ({ state }) => OVERRIDE_STATES[state], OVERRIDE_CONFIG),
      text('Reason', ({ reason }) => reason),
      text('By', ({ by }) => by),
      text('Ended by', ({ endedBy }) => endedBy),
    ],
    meta: tableMeta(truncated, 'overrides', executedQueryString),
  };
}

function tableMeta(truncated: boolean, what: string, executedQueryString: string): Frame['meta'] {
  return {
    type: 'table',
    notices: truncatedNotice(truncated, what),
    executedQueryString,
  };
}

/** A number for each service. */
export interface GateNumber {
  readonly name: string;
  readonly config: FieldConfig;
  readonly valueOf: (decision: GateDecision) => number | null;
}

/** 1 where a service is gated, an override or not, else 0. */
export const GATED: GateNumber = {
  name: 'Gated',
  config: {
    unit: 'bool_yes_no',
    // A mean of several is no flag, but gated at times.
    ...colouredFrom(TEXT_COLOURS.good, [1e-9, TEXT_COLOURS.bad]),
    ...colouredFlag(TEXT_COLOURS.bad, TEXT_COLOURS.good),
  },
  valueOf: ({ gated }) => Number(gated),
};

/** How many changes of a service are held. */
export const HELD: GateNumber = {
  name: 'Held changes',
  config: {
    unit: 'none',
    decimals: 0,
    ...colouredFrom(TEXT_COLOURS.good, [1, TEXT_COLOURS.warning]),
  },
  valueOf: ({ held }) => held,
};

/** The number without zeros that rest on a silence. */
export function heardNumber(number: GateNumber, silence: Silence | null): GateNumber {
  return silence === null ? number : { ...number, valueOf: (decision) => withoutZero(number.valueOf(decision) ?? 0) };
}

/**
 * `numeric-wide`: a number for each service that has an SLO, or changes that are held; for stat panels and
 * alerts. The SLO is no label: which one is in most trouble changes while the service stays gated, and an alert
 * would end and begin anew.
 */
export function gateValueFrame(
  { decisions, truncated }: GateDecisions,
  { name, config, valueOf }: GateNumber,
  executedQueryString: string
): Frame {
  const services = decisions.filter(({ figures, held }) => figures !== null || held > 0);
  return {
    name,
    columns: services.map((decision) => ({
      name,
      type: 'number',
      labels: { service: decision.service, team: teamName(decision.team) },
      config: {
        ...config,
        ...(name === GATED.name && !decision.isOnRecord && !decision.gated && withoutOutage(0)),
        displayNameFromDS: decision.service,
        ...(decision.reason !== null && { description: decision.reason }),
      },
      values: [valueOf(decision)],
    })),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: truncatedNotice(truncated, 'services'),
      executedQueryString,
    },
  };
}
