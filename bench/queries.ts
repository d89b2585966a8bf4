import type { ClientBase } from 'pg';

import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { readingLineNames } from '../src/model/line-names';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { benchCases } from './cases';
import type { BenchCase } from './cases';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import type { PlanFacts } from './plan';
import { statementsFor } from './statement';
import { median, timed } from './statistics';

/** Enough for a steady median, however quick the query. */
const MOST_RUNS = 41;

/** One query, measured. */
export interface Measured {
  readonly benchCase: BenchCase;
  readonly bareMs: number;
  readonly backendMs: number;
  readonly facts: PlanFacts;
}

/**
 * Times every case on a bare client and through the backend, one call at a time: the backend runs
 * alike queries once.
 */
export async function measureQueries(
  client: ClientBase,
  plugin: PluginProcess,
  context: PluginContext,
  options: Pick<BenchOptions, 'runs' | 'quickCaseMs'>
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const benchCase of benchCases()) {
    const statements = await statementsFor(client, benchCase);
    const times = await timesOf(
      async () => {
        for (const { text, values } of statements) {
          await client.query({ text, values: [...values] });
        }
      },
      async () => {
        const { name, query, range, intervalMs } = benchCase;
        // As a panel asks. What is made of the answer is not the backend's time.
        const sent = dataQuery('A', readingLineNames(query), range, intervalMs);
        const { responses } = await plugin.queryData(context, [sent]);
        if (responses['A']?.error !== '') {
          throw new Error(`"${name}" failed: ${responses['A']?.error ?? 'not answered'}`);
        }
      },
      options
    );
    measured.push({ benchCase, ...times, facts: await planFacts(client, statements) });
  }
  return measured;
}

async function timesOf(
  bare: () => Promise<unknown>,
  backend: () => Promise<unknown>,
  { runs, quickCaseMs }: Pick<BenchOptions, 'runs' | 'quickCaseMs'>
) {
  await bare();
  await backend();
  const bareMs: number[] = [];
  const backendMs: number[] = [];
  const startedAt = performance.now();
  const isEnough = () =>
    bareMs.length >= runs && (bareMs.length >= MOST_RUNS || performance.now() - startedAt > quickCaseMs);
  // In turn, so that a slow spell of the machine hits both.
  while (!isEnough()) {
    bareMs.push(await timed(bare));
    backendMs.push(await timed(backend));
  }
  return { bareMs: median(bareMs), backendMs: median(backendMs) };
}
