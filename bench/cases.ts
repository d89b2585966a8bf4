import { DORA_METRICS } from '../src/model/dora-metrics';
import { doraQuerySchema } from '../src/model/dora-query';
import type { DoraQueryInput } from '../src/model/dora-query';
import type { Statement } from '../src/backend/aurora/statement';
import { DEFAULT_ROW_LIMIT } from '../src/backend/plugin/instance';
import { chooseBucketing } from '../src/backend/metrics/buckets';
import { doraRequest } from '../src/backend/metrics/dora/request';
import { seriesStatement } from '../src/backend/metrics/dora/series';
import { totalsStatement } from '../src/backend/metrics/dora/totals';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { END } from './history';

/** One query that is measured. */
export interface BenchCase {
  readonly name: string;
  readonly days: number;
  readonly range: TimeRange;
  readonly query: DoraQueryInput;
}

const SHAPES: readonly (readonly [string, Partial<DoraQueryInput>])[] = [
  ['series by day', { shape: 'series', bucket: 'day' }],
  ['value', { shape: 'value' }],
  ['table', { shape: 'table' }],
  ['table by service', { shape: 'table', groupBy: 'service' }],
  ['series by day and service', { shape: 'series', bucket: 'day', groupBy: 'service' }],
  ['value, one team', { shape: 'value', teams: ['team-07'] }],
];

/** Every metric and shape over 90 days and over a year. */
export function benchCases(): readonly BenchCase[] {
  return [90, 365].flatMap((days) =>
    DORA_METRICS.flatMap((metric) =>
      SHAPES.map(([shape, fields]) => ({
        name: `${metric}, ${shape}`,
        days,
        range: lastDays(days),
        query: { queryType: 'dora', metric, ...fields } satisfies DoraQueryInput,
      }))
    )
  );
}

/** The last days of the made-up history. */
export function lastDays(days: number): TimeRange {
  const toMs = Date.parse(END);
  return { fromMs: toMs - days * DAY_MS, toMs };
}

/**
 * The very statement that the backend runs for a query.
 *
 * @throws Error for a query that it would refuse
 */
export function statementFor({ query, range }: BenchCase): Statement {
  const parsed = doraQuerySchema.parse(query);
  const request = doraRequest(parsed, range, DEFAULT_ROW_LIMIT);
  if (parsed.shape !== 'series') {
    return totalsStatement(request);
  }
  const choice = { bucket: parsed.bucket, zone: parsed.timeZone, intervalMs: 0 };
  return seriesStatement({ ...request, bucketing: chooseBucketing(choice, range) });
}
