import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { REQUIREMENTS } from '../../../model/level-evidence';
import type { Planning } from '../../aurora/statement';
import { boundsCte, nominalMs, timestamp } from '../buckets';
import type { Bucketing } from '../buckets';
import { PERCENTILES } from '../dora/percentiles';
import type { DoraRequest } from '../dora/request';
import { isFiltered, planningOfScope } from '../scope';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { nearestDays } from './days';
import type { Days } from './days';
import { daySupportCte, incidentMeanCtes } from './incident-tallies';
import { leadTimePercentileCtes } from './lead-time-percentiles';
import { talliedCtes } from './tallies';
import type { TalliedMetric, TallyCells } from './tallies';

/** How a metric's range is cut. */
export type Cut =
  | { readonly kind: 'series'; readonly bucketing: Bucketing }
  /** Into periods that follow one another, by their number; with more than one their ranks are asked for too. */
  | { readonly kind: 'periods'; readonly periods: ReadonlyMap<number, TimeRange> };

const HOUR_MS = 3600_000;
/** Shorter ranges have too few whole cells. */
const LEAST_MS = { quarter: 6 * HOUR_MS, day: 3 * DAY_MS } as const;
/** Shorter buckets would have more bounds than cells have. */
const LEAST_BUCKET_MS = { quarter: HOUR_MS, day: DAY_MS } as const;

/** What cells answer of a statement. */
export interface CellsAnswer {
  /**
   * The CTEs from `bounds` to `aggregated`; null where cells do not answer, and facts must: other metrics, percentiles of a part,
   * intervals of means, ranks of means of lead time, and ranges or buckets that are short.
   */
  readonly ctes: Sql | null;
  /** The CTE `support` by days of incidents; null where they do not answer. */
  readonly support: Sql | null;
  /**
   * How a statement of both is planned. Where both come from cells it reads the same whatever the range, but for a series by service or
   * team, which reads cells of all days and services: of few services its best plan is another.
   */
  readonly planning: Planning;
}

/** What of a metric cells can answer, and how a statement of it is planned. */
export function cellsAnswer(request: DoraRequest, cut: Cut): CellsAnswer {
  const answer = request.usesCells ? answerCtes(request, cut) : null;
  const ctes = answer === null ? null : sql`${boundsOf(request, cut)},\n${answer}`;
  const support = supportCte(request, cut);
  const isSupported = REQUIREMENTS[request.metric] === undefined || support !== null;
  const isByGroup = cut.kind === 'series' && request.grouping !== 'none';
  return {
    ctes,
    support,
    planning: ctes !== null && isSupported && !isByGroup ? planningOfScope(request.scope) : 'fresh',
  };
}

function answerCtes(request: DoraRequest, cut: Cut): Sql | null {
  const { metric } = request;
  switch (metric) {
    case 'failedDeploymentRecoveryTime':
      return null;
    case 'mttr':
      return incidentMean(request, cut);
    case 'leadTime':
      return leadTimeCtes(request, cut);
    default:
      return countCtes({ ...request, metric }, cut);
  }
}

function supportCte(request: DoraRequest, cut: Cut): Sql | null {
  const { metric, usesCells } = request;
  return usesCells && REQUIREMENTS[metric] === 'linkedIncidents' && isOfAll(request) && hasRoom(request, cut, 'day')
    ? daySupportCte(cut.kind === 'series' ? null : boundsOf(request, cut), wholeRange(request, cut))
    : null;
}

function incidentMean(request: DoraRequest, cut: Cut): Sql | null {
  if (statisticOf(request) !== 'mean' || request.interval || !isOfAll(request) || !hasRoom(request, cut, 'day')) {
    return null;
  }
  return incidentMeanCtes(wholeRange(request, cut), cut.kind === 'series' ? null : cut.periods);
}

function countCtes(request: DoraRequest & { readonly metric: TalliedMetric }, cut: Cut): Sql | null {
  const { metric } = request;
  const unit = isOfAll(request) ? 'quarter' : 'day';
  if (!hasRoom(request, cut, unit)) {
    return null;
  }
  const cells: TallyCells =
    unit === 'quarter'
      ? { of: 'all', by: hasRoom(request, cut, 'day') ? 'days' : 'quarters' }
      : cut.kind === 'series'
        ? { of: 'services', by: 'days' }
        : { of: 'services', by: 'blocks', days: daysOf(cut.periods) };
  return talliedCtes({ metric, facts: { ...request, range: wholeRange(request, cut) }, cells });
}

function leadTimeCtes(request: DoraRequest, cut: Cut): Sql | null {
  const { interval } = request;
  const statistic = statisticOf(request);
  const ranks = cut.kind === 'periods' && cut.periods.size > 1;
  if (statistic === 'mean') {
    return interval || ranks ? null : countCtes({ ...request, metric: 'leadTime' }, cut);
  }
  if (!isOfAll(request) || !hasRoom(request, cut, 'day')) {
    return null;
  }
  return leadTimePercentileCtes({
    facts: { ...request, range: wholeRange(request, cut) },
    quantile: PERCENTILES[statistic],
    cells: cut.kind === 'series' ? 'days' : daysOf(cut.periods),
    interval,
    ranks,
  });
}

/** Of all services together. */
function isOfAll({ grouping, scope }: DoraRequest): boolean {
  return grouping === 'none' && !isFiltered(scope);
}

function statisticOf({ selection }: DoraRequest): Statistic {
  return selection.kind === 'duration' ? selection.statistic : 'median';
}

function hasRoom({ range }: DoraRequest, cut: Cut, unit: 'quarter' | 'day'): boolean {
  return (
    range.toMs - range.fromMs >= LEAST_MS[unit] &&
    (cut.kind === 'periods' || nominalMs(cut.bucketing) >= LEAST_BUCKET_MS[unit])
  );
}

/** All that is read. */
function wholeRange({ range }: DoraRequest, cut: Cut): TimeRange {
  if (cut.kind === 'series') {
    return range;
  }
  const ranges = [...cut.periods.values()];
  return { fromMs: Math.min(...ranges.map(({ fromMs }) => fromMs)), toMs: Math.max(...ranges.map(({ toMs }) => toMs)) };
}

function daysOf(periods: ReadonlyMap<number, TimeRange>): ReadonlyMap<number, Days> {
  return new Map([...periods].map(([bucket, range]) => [bucket, nearestDays(range)]));
}

function boundsOf({ range }: DoraRequest, cut: Cut): Sql {
  if (cut.kind === 'series') {
    return boundsCte(cut.bucketing, range);
  }
  const rows = [...cut.periods].map(
    ([bucket, { fromMs, toMs }]) => sql`(${bucket}::int, ${timestamp(fromMs)}, ${timestamp(toMs)})`
  );
  return sql`bounds (bucket, starts_at, ends_at) as materialized (
  values ${join(rows)}
)`;
}
