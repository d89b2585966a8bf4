import type { Reader } from '../../src/backend/aurora/reader';
import { budgetSeries } from '../../src/backend/metrics/error-budget/budget-series';
import type { BudgetLine } from '../../src/backend/metrics/error-budget/budget-series';
import { currentBudgets } from '../../src/backend/metrics/error-budget/current-budgets';
import type { BudgetState } from '../../src/backend/metrics/error-budget/current-budgets';
import type { SloScope } from '../../src/backend/metrics/error-budget/objectives';
import { spendingIncidents } from '../../src/backend/metrics/error-budget/spending-incidents';
import type { SpendingIncident } from '../../src/backend/metrics/error-budget/spending-incidents';
import { LOOKBACKS } from '../../src/model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../src/model/error-budget-measures';

const EVERYTHING: SloScope = { services: [], teams: [], tiers: [], slos: [] };
const NEVER = new AbortController().signal;

/** The state of every SLO at a moment, with every look-back. */
export async function budgetsAt(
  reader: Reader,
  at: string,
  scope: Partial<SloScope> = {}
): Promise<readonly BudgetState[]> {
  const request = {
    scope: { ...EVERYTHING, ...scope },
    atMs: Date.parse(at),
    lookbacks: LOOKBACKS,
    withRecovery: true,
    rowLimit: 1_000_000,
  };
  return (await currentBudgets(reader, request, NEVER)).budgets;
}

/** The only SLO's state at a moment. */
export async function budgetAt(reader: Reader, at: string, scope: Partial<SloScope> = {}): Promise<BudgetState> {
  const budgets = await budgetsAt(reader, at, scope);
  const [only] = budgets;
  if (only === undefined || budgets.length !== 1) {
    throw new Error(`expected one SLO, got ${budgets.length}`);
  }
  return only;
}

/** How fast the budget burns over a look-back. */
export function burnRate(state: BudgetState, lookback: Lookback): number | null {
  return burning(state, lookback).burnRate;
}

/** How long the budget lasts at the speed of a look-back, in seconds. */
export function timeToExhaustion(state: BudgetState, lookback: Lookback): number | null {
  return burning(state, lookback).timeToExhaustionSeconds;
}

function burning({ burning: all }: BudgetState, lookback: Lookback) {
  const found = all.find((candidate) => candidate.lookback === lookback);
  if (found === undefined) {
    throw new Error(`the state was not asked for ${lookback}`);
  }
  return found;
}

/** The incidents that spent the budgets of the windows that end at a moment. */
export async function spending(reader: Reader, at: string): Promise<readonly SpendingIncident[]> {
  const request = { scope: EVERYTHING, atMs: Date.parse(at), rowLimit: 1_000_000 };
  return (await spendingIncidents(reader, request, NEVER)).incidents;
}

export interface SeriesAsk {
  readonly measure: ErrorBudgetMeasure;
  readonly lookback?: Lookback;
  readonly from: string;
  readonly to: string;
  readonly stepSeconds: number;
  readonly scope?: Partial<SloScope>;
  readonly rowLimit?: number;
}

/** A measure over time: instants as ISO texts, and lines. */
export async function budgetsOverTime(reader: Reader, ask: SeriesAsk) {
  const series = await budgetSeries(
    reader,
    {
      scope: { ...EVERYTHING, ...ask.scope },
      measure: ask.measure,
      lookback: ask.lookback ?? null,
      range: { fromMs: Date.parse(ask.from), toMs: Date.parse(ask.to) },
      stepSeconds: ask.stepSeconds,
      rowLimit: ask.rowLimit ?? 1_000_000,
    },
    NEVER
  );
  return { ...series, instants: series.instantsMs.map((ms) => new Date(ms).toISOString()) };
}

/** The only line's values. */
export function onlyLine(lines: readonly BudgetLine[]): readonly (number | null)[] {
  const [only] = lines;
  if (only === undefined || lines.length !== 1) {
    throw new Error(`expected one line, got ${lines.length}`);
  }
  return only.values;
}
