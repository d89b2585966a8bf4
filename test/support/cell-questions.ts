import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { DORA_METRIC_INFO, STATISTICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import { doraQuerySchema } from '../../src/model/dora-query';
import type { Statement } from '../../src/backend/aurora/statement';
import { chooseBucketing } from '../../src/backend/metrics/buckets';
import { comparedStatement } from '../../src/backend/metrics/dora/comparison';
import { doraRequest } from '../../src/backend/metrics/dora/request';
import { seriesStatement } from '../../src/backend/metrics/dora/series';
import { totalsStatement } from '../../src/backend/metrics/dora/totals';
import { moment } from './cell-edits';

/** Questions that cells may answer, and both their answers. */

const ROW_LIMIT = 1_000_000;

/** @param metrics one that is named twice comes twice as often */
export function cellQuestion(...metrics: readonly DoraMetric[]) {
  return fc.record({
    metric: fc.constantFrom(...metrics),
    statistic: fc.constantFrom(...STATISTICS),
    shape: fc.constantFrom('totals', 'compared', 'series'),
    groupBy: fc.constantFrom('none', 'none', 'none', 'service', 'team'),
    filter: fc.constantFrom({}, {}, {}, { teams: ['Data'] }, { services: ['Shop', 'Index'] }),
    interval: fc.boolean(),
    bucket: fc.constantFrom('day', 'week', 'month', 'hour'),
    timeZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kolkata',
      'Pacific/Apia',
      'Australia/Lord_Howe'
    ),
    range: fc
      .tuple(moment, moment)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
  });
}
export type CellQuestion = ReturnType<typeof cellQuestion> extends fc.Arbitrary<infer T> ? T : never;

export function cellStatement(
  { shape, bucket, timeZone, range, filter, statistic, ...fields }: CellQuestion,
  usesCells: boolean
): Statement {
  // One that the metric does not have stands for its default.
  const duration = DORA_METRIC_INFO[fields.metric].statistics.includes(statistic) ? { statistic } : {};
  const query = doraQuerySchema.parse({ queryType: 'dora', shape: 'table', ...fields, ...filter, ...duration });
  const request = doraRequest(query, range, { rowLimit: ROW_LIMIT, usesCells });
  switch (shape) {
    case 'totals':
      return totalsStatement(request);
    case 'compared':
      return comparedStatement(request);
    case 'series':
      return seriesStatement({
        ...request,
        bucketing: chooseBucketing({ bucket, zone: timeZone, intervalMs: 0 }, range),
        sample: 'none',
      });
  }
}

interface CellAnswer {
  /** Of a row or, in a series, of each point. */
  readonly spread?: Spread | ReadonlyArray<Spread> | null;
}
type Spread = ReadonlyArray<number | null>;

/** The spread of a mean is a sum of doubles, whose last bits depend on the order in which PostgreSQL reads the rows. */
const RELATIVE_ERROR = 1e-12;
/** In seconds: far below the microseconds that durations are told in. */
const ABSOLUTE_ERROR = 1e-8;

/** The answer with the spreads of another where they differ by such bits alone. */
function withBitsOf(other: CellAnswer | undefined, { spread, ...answer }: CellAnswer): object {
  const theirs = other?.spread;
  const settled = spread?.map((one, index) => {
    const their = theirs?.[index];
    return Array.isArray(one) && Array.isArray(their)
      ? (one as Spread).map((value, place) => settledNumber(value, (their as Spread)[place]))
      : settledNumber(one as number | null, their as number | null | undefined);
  });
  return { ...answer, spread: settled ?? spread };
}

function settledNumber(value: number | null, other: number | null | undefined): number | null {
  if (typeof value !== 'number' || typeof other !== 'number') {
    return value;
  }
  const most = RELATIVE_ERROR * Math.max(Math.abs(value), Math.abs(other)) + ABSOLUTE_ERROR;
  return Math.abs(value - other) <= most ? other : value;
}

/** Both answers, of one moment; of spreads up to the last bits. */
export async function cellAnswers(
  question: CellQuestion,
  client: ClientBase
): Promise<{ readonly cells: unknown; readonly records: unknown }> {
  const rowsOf = async (usesCells: boolean) => {
    const { text, values } = cellStatement(question, usesCells);
    return (await client.query<CellAnswer>({ text, values: [...values] })).rows;
  };
  await client.query('begin isolation level repeatable read');
  try {
    const [cells, records] = [await rowsOf(true), await rowsOf(false)];
    return {
      cells: cells.map((row, index) => withBitsOf(records[index], row)),
      records: records.map((row) => withBitsOf(row, row)),
    };
  } finally {
    await client.query('commit');
  }
}

/** How many of the questions cells answer otherwise. */
export async function cellDifferences(client: ClientBase, asked: readonly CellQuestion[]): Promise<number> {
  let count = 0;
  for (const question of asked) {
    const { cells, records } = await cellAnswers(question, client);
    count += isDeepStrictEqual(cells, records) ? 0 : 1;
  }
  return count;
}
