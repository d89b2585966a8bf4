import type { TimeRange } from '../src/backend/metrics/time-range';
import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import type { DoraQueryInput } from '../src/model/dora-query';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import { residentMemory } from './memory';

/** A query that costs little SQL, so that the backend itself is what is measured. */
const CHEAP: DoraQueryInput = {
  queryType: 'dora',
  metric: 'deploymentFrequency',
  shape: 'value',
  services: ['service-0007'],
};

/** Requests a second that callers get answered who ask as fast as they can. */
async function requestsPerSecond(
  callers: number,
  loadMs: number,
  ask: (n: number) => Promise<unknown>
): Promise<number> {
  const startedAt = performance.now();
  let answered = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - startedAt < loadMs) {
        answered += 1;
        await ask(answered);
      }
    })
  );
  return answered / ((performance.now() - startedAt) / 1000);
}

/** Prints requests a second, alone and in a crowd, different and alike, and the memory after each. */
export async function measureLoad(plugin: PluginProcess, context: PluginContext, loadMs: number): Promise<void> {
  const hour = lastDays(1 / 24);
  const ask = async (range: TimeRange) => {
    const { responses } = await plugin.queryData(context, [dataQuery('A', CHEAP, range)]);
    if (responses['A']?.error !== '') {
      throw new Error(responses['A']?.error ?? 'The query was not answered.');
    }
  };
  // Ranges that differ by a millisecond are different queries: none rides on another.
  const different = (n: number) => ask({ fromMs: hour.fromMs - n, toMs: hour.toMs });
  const alike = () => ask(hour);
  await requestsPerSecond(1, loadMs, different);
  const rows: string[][] = [];
  for (const [callers, queries, call] of [
    [1, 'each different', different],
    [64, 'each different', different],
    [64, 'all alike, so run once at a time', alike],
  ] as const) {
    const rate = await requestsPerSecond(callers, loadMs, call);
    const memory = residentMemory(plugin.processId);
    rows.push([String(callers), queries, rate.toFixed(0), memory?.nowMib.toFixed(0) ?? 'unknown']);
  }
  const header = ['Callers', 'Queries', 'Requests a second', 'Memory after, MiB'];
  console.log(printTable(header, rows, new Set(['Callers', 'Requests a second', 'Memory after, MiB'])));
  const peak = residentMemory(plugin.processId)?.peakMib;
  console.log(`\nMost memory ever, all queries above included: ${peak?.toFixed(0) ?? 'unknown'} MiB.`);
}
