import { DORA_METRICS } from '../src/model/dora-metrics';
import type { DoraQueryInput } from '../src/model/dora-query';
import type { SreQueryInput } from '../src/model/query';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { END } from './history';

/** One query that is measured. */
export interface BenchCase {
  readonly name: string;
  readonly days: number;
  readonly range: TimeRange;
  /** The panel's interval in ms. */
  readonly intervalMs: number;
  readonly query: SreQueryInput;
}

const DORA_SHAPES: readonly (readonly [string, Partial<DoraQueryInput>])[] = [
  ['series by day', { shape: 'series', bucket: 'day' }],
  ['value', { shape: 'value' }],
  ['table', { shape: 'table' }],
  ['table by service', { shape: 'table', groupBy: 'service' }],
  ['table by service, compared', { shape: 'table', groupBy: 'service', compare: 'previousPeriod' }],
  ['series by day and service', { shape: 'series', bucket: 'day', groupBy: 'service' }],
  ['value, one team', { shape: 'value', teams: ['team-07'] }],
];

const DORA: readonly (readonly [string, SreQueryInput])[] = DORA_METRICS.flatMap((metric) =>
  DORA_SHAPES.map(
    ([shape, fields]) =>
      [`${metric}, ${shape}`, { queryType: 'dora', metric, ...fields } satisfies DoraQueryInput] as const
  )
);

const SCORECARDS: readonly (readonly [string, SreQueryInput])[] = [
  ['scorecard by service', { queryType: 'scorecard' }],
  ['scorecard by team', { queryType: 'scorecard', groupBy: 'team' }],
];

const TEAM = { teams: ['team-07'] };

/** Two SLOs a service; series have a point each six hours. */
const RELIABILITY: readonly (readonly [string, SreQueryInput])[] = [
  ['error budgets, value', { queryType: 'errorBudget', shape: 'value' }],
  ['error budgets, burn rate 5m', { queryType: 'errorBudget', measure: 'burnRate', lookback: '5m' }],
  ['error budgets, what happened', { queryType: 'errorBudget', measure: 'burnRate', lookback: '1h', details: true }],
  ['error budgets, table', { queryType: 'errorBudget', shape: 'table' }],
  ['error budgets, incidents', { queryType: 'errorBudget', shape: 'incidents' }],
  ['error budgets, edits', { queryType: 'errorBudget', shape: 'edits' }],
  ['error budgets, burn-down, one service', { queryType: 'errorBudget', shape: 'series', services: ['service-0007'] }],
  ['error budgets, burn-down, one team', { queryType: 'errorBudget', shape: 'series', ...TEAM }],
  ['reliability, ranking', { queryType: 'reliability', view: 'ranking' }],
  ['reliability, over time by day, one team', { queryType: 'reliability', view: 'overTime', bucket: 'day', ...TEAM }],
  ['reliability, heat by day', { queryType: 'reliability', view: 'heat', bucket: 'day' }],
  ['reliability, down now', { queryType: 'reliability', view: 'downNow' }],
  ['reliability, top outages', { queryType: 'reliability', view: 'outages' }],
];

const GATE: readonly (readonly [string, SreQueryInput])[] = [
  ['change gate, decisions', { queryType: 'gate' }],
  ['change gate, value', { queryType: 'gate', shape: 'value' }],
  ['change gate, summary', { queryType: 'gate', view: 'summary' }],
];

const LISTS: readonly (readonly [string, SreQueryInput])[] = [
  ['records, change failure rate', { queryType: 'records', metric: 'changeFailureRate' }],
  ['records, failed deployments', { queryType: 'records', metric: 'changeFailureRate', select: 'counted' }],
  ['records, MTTR', { queryType: 'records', metric: 'mttr' }],
  ['data quality, all checks', { queryType: 'status', view: 'dataQuality' }],
  ['data quality, unlinked incidents', { queryType: 'status', view: 'findings' }],
  ['freshness', { queryType: 'status', view: 'freshness' }],
  ['annotations, failed deployments', { queryType: 'annotations', kind: 'failedDeployments' }],
  ['annotations, incidents', { queryType: 'annotations', kind: 'incidents' }],
];

/** Every kind of query over 90 days and over a year. */
export function benchCases(): readonly BenchCase[] {
  return [90, 365].flatMap((days) =>
    [...DORA, ...SCORECARDS, ...RELIABILITY, ...GATE, ...LISTS].map(([name, query]) => ({
      name,
      days,
      range: lastDays(days),
      intervalMs: DAY_MS / 4,
      query,
    }))
  );
}

/** The last days of the made-up history. */
export function lastDays(days: number): TimeRange {
  const toMs = Date.parse(END);
  return { fromMs: toMs - days * DAY_MS, toMs };
}

/** The same beside midnights and quarters of an hour, so that days and cells at both ends are in part within. */
export function lastDaysAside(days: number): TimeRange {
  const { fromMs, toMs } = lastDays(days);
  return { fromMs: fromMs - ASIDE_MS, toMs: toMs - ASIDE_MS };
}

const ASIDE_MS = 1_234_000;
