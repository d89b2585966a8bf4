import type { DoraMetric, Statistic } from '../../src/model/dora-metrics';
import { doraQuerySchema } from '../../src/model/dora-query';
import type { DoraQueryInput } from '../../src/model/dora-query';
import type { Reader } from '../../src/backend/aurora/reader';
import { chooseBucketing } from '../../src/backend/metrics/buckets';
import { doraDifference } from '../../src/backend/metrics/difference/difference';
import { doraRequest } from '../../src/backend/metrics/dora/request';
import { doraSeries } from '../../src/backend/metrics/dora/series';
import { doraTotals } from '../../src/backend/metrics/dora/totals';
import { judgedSeries, signalBucketing, signalHistory } from '../../src/backend/metrics/signal/signal-series';
import { effectiveRange } from '../../src/backend/metrics/time-range';

export interface Ask extends Partial<Omit<DoraQueryInput, 'queryType' | 'metric' | 'statistic'>> {
  readonly metric: DoraMetric;
  readonly statistic?: Statistic;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Default: long after every range. */
  readonly now?: string;
  readonly intervalMs?: number;
  readonly rowLimit?: number;
  /** Default: as jest's project has it. */
  readonly usesCells?: boolean;
}

/** Whether numbers come from cells. */
export const USES_CELLS = globalThis.foldsAtOnce !== undefined;

const NEVER = new AbortController().signal;

function read({
  from,
  to,
  now = '2100-01-01T00:00:00Z',
  intervalMs = 0,
  rowLimit = 1_000_000,
  usesCells = USES_CELLS,
  ...query
}: Ask) {
  const parsed = doraQuerySchema.parse({ queryType: 'dora', ...query });
  const range = effectiveRange({ fromMs: Date.parse(from), toMs: Date.parse(to) }, Date.parse(now));
  return { query: parsed, range, intervalMs, rowLimit, usesCells };
}

/** The metric over the range, as the plugin would compute it. */
export async function totals(reader: Reader, ask: Ask) {
  const { query, range, rowLimit, usesCells } = read(ask);
  return await doraTotals(reader, doraRequest(query, range, { rowLimit, usesCells }), NEVER);
}

/** The metric over time, as the plugin would compute it. */
export async function series(reader: Reader, ask: Ask) {
  const { query, range, intervalMs, rowLimit, usesCells } = read(ask);
  const bucketing = chooseBucketing({ bucket: query.bucket, zone: query.timeZone, intervalMs }, range);
  return await doraSeries(
    reader,
    { ...doraRequest(query, range, { rowLimit, usesCells }), bucketing, sample: query.sample },
    NEVER
  );
}

/** The metric's buckets against its own past, as the plugin would judge them. */
export async function signals(reader: Reader, ask: Ask) {
  const { query, range, intervalMs, rowLimit, usesCells } = read(ask);
  const bucketing = signalBucketing({ bucket: query.bucket, zone: query.timeZone, intervalMs }, range);
  const request = { ...doraRequest(query, range, { rowLimit, usesCells }), bucketing };
  return judgedSeries(await signalHistory(reader, request, NEVER), request);
}

/** Why the metric differs from the period before, as the plugin would compute it. */
export async function difference(reader: Reader, ask: Ask) {
  const { query, range, rowLimit, usesCells } = read(ask);
  return await doraDifference(reader, doraRequest(query, range, { rowLimit, usesCells }), NEVER);
}

/** The single measurement of an ungrouped metric. */
export async function total(reader: Reader, ask: Ask) {
  const { totals: all } = await totals(reader, ask);
  const [only] = all;
  if (only === undefined || all.length !== 1) {
    throw new Error(`expected one total, got ${all.length}`);
  }
  return only.measurement;
}
