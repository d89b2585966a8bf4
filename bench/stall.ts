import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../src/model/query';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import { median, timed } from './statistics';

/** The widest answers: how many bytes they take, and how long another caller waits beside them. */

/** What we want: longest wait of another caller. */
const WANTED_STALL_MS = 50;
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
 * @returns the verdict
 */
export async function measureStall(plugin: PluginProcess, context: PluginContext): Promise<string> {
  const rows: string[][] = [];
  const stalls: number[] = [];
  for (const [name, days, query] of WIDEST) {
    const runs = await repeated(() => besideAnswer(plugin, context, query, days));
    const stallMs = Math.max(...runs.map((run) => run.stallMs));
    stalls.push(stallMs);
    const kib = (runs[0]?.bytes ?? NaN) / 1024;
    const times = [median(runs.map((run) => run.answerMs)), stallMs];
    rows.push([name, String(days), kib.toFixed(0), ...times.map((ms) => ms.toFixed(0))]);
  }
  const header = ['Answer', 'Days', 'KiB', 'Answered in, ms', 'Longest wait beside it, ms'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
  const isMet = stalls.every((ms) => ms <= WANTED_STALL_MS);
  return `Another caller beside the widest answers waits at most ${WANTED_STALL_MS} ms: ${isMet ? 'met' : 'not met'}.`;
}

async function repeated<T>(work: () => Promise<T>): Promise<readonly T[]> {
  // Once before, unmeasured.
  await work();
  const results: T[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    results.push(await work());
  }
  return results;
}

async function besideAnswer(plugin: PluginProcess, context: PluginContext, query: SreQueryInput, days: number) {
  let isAnswered = false;
  const answer = async () => {
    const { responses } = await plugin.queryData(context, [dataQuery('A', query, lastDays(days), DAY_MS)]);
    if (responses['A']?.error !== '') {
      throw new Error(responses['A']?.error ?? 'The query was not answered.');
    }
    return responses['A'].frames.reduce((sum, frame) => sum + frame.length, 0);
  };
  const longestWait = async () => {
    let longestMs = 0;
    while (!isAnswered) {
      longestMs = Math.max(longestMs, await timed(() => plugin.collectMetrics()));
    }
    return longestMs;
  };
  const startedAt = performance.now();
  const [{ bytes, answerMs }, stallMs] = await Promise.all([
    answer()
      .then((sum) => ({ bytes: sum, answerMs: performance.now() - startedAt }))
      .finally(() => (isAnswered = true)),
    longestWait(),
  ]);
  return { bytes, answerMs, stallMs };
}
