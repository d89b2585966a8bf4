import { readFileSync } from 'node:fs';

import type { PluginContext } from '../src/backend/transport/generated/pluginv2/backend';
import type { DoraQueryInput } from '../src/model/query';
import type { TimeRange } from '../src/backend/metrics/time-range';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { lastDays } from './cases';

/** A query that costs little SQL, so that the backend itself is what is measured. */
const CHEAP: DoraQueryInput = {
  queryType: 'dora',
  metric: 'deploymentFrequency',
  shape: 'value',
  services: ['service-0007'],
};

const LOAD_MS = 3_000;

/** Requests a second that callers get answered who ask as fast as they can. */
async function requestsPerSecond(callers: number, ask: (n: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let answered = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - startedAt < LOAD_MS) {
        answered += 1;
        await ask(answered);
      }
    })
  );
  return answered / ((performance.now() - startedAt) / 1000);
}

/** Resident memory of a process in MB; null where the system does not tell. */
export function residentMemoryMb(processId: number): number | null {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch {
    return null;
  }
}

/** Prints requests a second, alone and in a crowd, different and alike. */
export async function measureLoad(plugin: PluginProcess, context: PluginContext): Promise<void> {
  const hour = lastDays(1 / 24);
  const ask = async (range: TimeRange) => {
    const { responses } = await plugin.queryData(context, [dataQuery('A', CHEAP, range)]);
    if (responses['A']?.error !== '') {
      throw new Error(responses['A']?.error ?? 'no answer');
    }
  };
  // Ranges that differ by a millisecond are different queries: none rides on another.
  const different = (n: number) => ask({ fromMs: hour.fromMs - n, toMs: hour.toMs });
  const alike = () => ask(hour);
  for (const [name, callers, call] of [
    ['1 caller, different queries', 1, different],
    ['64 callers, different queries', 64, different],
    ['64 callers, the same query', 64, alike],
  ] as const) {
    console.log(`${name}: ${(await requestsPerSecond(callers, call)).toFixed(0)} requests a second`);
  }
}
