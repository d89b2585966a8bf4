import type {
  DataResponse,
  PluginContext,
  QueryDataResponse,
} from '../src/backend/protocol/generated/pluginv2/backend';
import { readingLineNames } from '../src/model/line-names';
import type { SreQueryInput } from '../src/model/query';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { frameOf } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import { atMostMs } from './goals';
import type { Goal } from './goals';
import { median, timed } from './statistics';
import { OTHER_CALLER_MOST_MS } from './wanted';

/** The widest answers: how many bytes they take, and how long another caller waits beside them. */

const RUNS = 5;

const WIDEST: readonly (readonly [name: string, days: number, query: SreQueryInput])[] = [
  ['error budgets, value', 90, { queryType: 'errorBudget', shape: 'value' }],
  ['error budgets, table', 90, { queryType: 'errorBudget', shape: 'table' }],
  ['error budgets, burn-down by day', 90, { queryType: 'errorBudget', shape: 'series' }],
  ['reliability, heat by day', 365, { queryType: 'reliability', view: 'heat', bucket: 'day' }],
  ...(['deploymentFrequency', 'leadTime', 'changeFailureRate'] as const).map(
    (metric) =>
      [
        `${metric}, by day and service`,
        365,
        { queryType: 'dora', metric, shape: 'series', bucket: 'day', groupBy: 'service' },
      ] as const
  ),
];

/**
 * Asks for each of the widest answers, and beside it, one after another, for what needs no SQL.
 *
 * @returns what was wanted
 */
export async function measureStall(plugin: PluginProcess, context: PluginContext): Promise<Goal> {
  const rows: string[][] = [];
  const stalls: number[] = [];
  for (const [name, days, query] of WIDEST) {
    // As a panel asks.
    const sent = readingLineNames(query);
    const ask = () => plugin.queryData(context, [dataQuery('A', sent, lastDays(days), DAY_MS)]);
    const { bytes, numberBytes } = await sizeOf(ask);
    const runs = await repeated(() => besideAnswer(plugin, ask));
    const stallMs = median(runs.map((run) => run.stallMs));
    stalls.push(stallMs);
    const kib = [bytes, numberBytes].map((count) => (count / 1024).toFixed(0));
    const times = [median(runs.map((run) => run.answerMs)), stallMs, Math.max(...runs.map((run) => run.stallMs))];
    rows.push([name, String(days), ...kib, ...times.map((ms) => ms.toFixed(0))]);
  }
  const header = ['Answer', 'Days', 'KiB', 'Numbers alone', 'Answered in, ms', 'Wait beside it, ms', 'Longest'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
  console.log('\nThe wait: the longest of another caller beside one answer; the median of such, and the longest.');
  return atMostMs('Another caller beside the widest answer waits', OTHER_CALLER_MOST_MS, {
    warmMs: Math.max(...stalls),
  });
}

/** Bytes of the answer, and of its numbers at eight each. */
async function sizeOf(ask: () => Promise<QueryDataResponse>) {
  const answer = (await ask()).responses['A'];
  const { fields, numRows } = frameOf(answer);
  return { bytes: bytesOf(answer), numberBytes: 8 * fields.length * numRows };
}

function bytesOf(answer: DataResponse | undefined): number {
  return (answer?.frames ?? []).reduce((sum, frame) => sum + frame.length, 0);
}

async function repeated<T>(work: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    results.push(await work());
  }
  return results;
}

async function besideAnswer(plugin: PluginProcess, ask: () => Promise<QueryDataResponse>) {
  let isAnswered = false;
  const longestWait = async () => {
    let longestMs = 0;
    while (!isAnswered) {
      longestMs = Math.max(longestMs, await timed(() => plugin.collectMetrics()));
    }
    return longestMs;
  };
  const answered = timed(ask).finally(() => (isAnswered = true));
  const [answerMs, stallMs] = await Promise.all([answered, longestWait()]);
  return { answerMs, stallMs };
}
