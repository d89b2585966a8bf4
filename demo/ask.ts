import type { TimeRange } from '../src/backend/metrics/time-range';
import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { DORA_METRIC_INFO } from '../src/model/dora-metrics';
import type { DoraMetric } from '../src/model/dora-metrics';
import type { Grouping } from '../src/model/query-fields';
import { column, frameOf } from '../tooling/decode-frame';
import type { DecodedFrame } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';

/** One row of the demo's table: what the backend said, made readable. Nothing is computed here. */
export interface Answer {
  readonly group: string;
  readonly metric: string;
  readonly value: string;
  readonly level: string;
  readonly rule: string;
  readonly sample: string;
  /** Of the query, from the call to the decoded frame. */
  readonly elapsedMs: number;
}

/** Asks the backend for the table of one metric. */
export async function ask(
  plugin: PluginProcess,
  context: PluginContext,
  metric: DoraMetric,
  groupBy: Grouping,
  range: TimeRange
): Promise<readonly Answer[]> {
  const startedAt = performance.now();
  const query = dataQuery('A', { queryType: 'dora', metric, shape: 'table', groupBy }, range);
  const { responses } = await plugin.queryData(context, [query]);
  const frame = frameOf(responses['A']);
  const elapsedMs = performance.now() - startedAt;
  return Array.from({ length: frame.numRows }, (_, row) => answerOf(frame, row, metric, groupBy, elapsedMs));
}

function answerOf(frame: DecodedFrame, row: number, metric: DoraMetric, groupBy: Grouping, elapsedMs: number): Answer {
  const cell = (name: string): unknown => column(frame, name)[row] ?? null;
  const text = (name: string) => {
    const value = cell(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
  };
  const { unit, label } = DORA_METRIC_INFO[metric];
  const value = cell('Value');
  const statistic = cell('Statistic');
  const of = cell('of');
  const open = Number(cell('Open') ?? 0);
  return {
    group: groupBy === 'none' ? 'all' : text('Service'),
    metric: statistic === null ? label : `${label} (${text('Statistic')})`,
    value: value === null ? 'no data' : readable(Number(value), unit),
    level: text('Level'),
    rule: text('Rule'),
    sample: (of === null ? `n = ${text('n')}` : `${text('n')} of ${text('of')}`) + (open > 0 ? `, ${open} open` : ''),
    elapsedMs,
  };
}

function readable(value: number, unit: 'perDay' | 'seconds' | 'percent'): string {
  switch (unit) {
    case 'perDay':
      return `${value.toFixed(2)} a day`;
    case 'percent':
      return `${value.toFixed(1)} %`;
    case 'seconds':
      return readableSeconds(value);
  }
}

const STEPS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

function readableSeconds(seconds: number): string {
  const step = STEPS.find(([, length]) => seconds >= length);
  return step === undefined ? `${seconds.toFixed(0)} s` : `${(seconds / step[1]).toFixed(1)} ${step[0]}`;
}
