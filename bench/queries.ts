import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { readingLineNames } from '../src/model/line-names';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { benchCases } from './cases';
import type { BenchCase } from './cases';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import type { PlanFacts } from './plan';
import { keepingPlans, planningEach, runAll, statementsFor } from './statement';
import type { BareClients } from './statement';
import { median, timed } from './statistics';

/** Enough for a steady median, however quick the query. */
const MOST_RUNS = 41;

/** One query, measured. */
export interface Measured {
  readonly benchCase: BenchCase;
  /** Of the SQL by a bare client, planned each time. */
  readonly bareMs: number;
  /** The same with the plans kept that the backend keeps. */
  readonly keptMs: number;
  readonly backendMs: number;
  readonly facts: PlanFacts;
}

/**
 * Times every case on bare clients and through the backend, one call at a time: the backend runs
 * alike queries once.
 */
export async function measureQueries(
  { planning, keeping }: BareClients,
  plugin: PluginProcess,
  context: PluginContext,
  options: Pick<BenchOptions, 'runs' | 'quickCaseMs'>
): Promise<readonly Measured[]> {
  const [plan, keep] = [planningEach(planning), keepingPlans(keeping)];
  const measured: Measured[] = [];
  for (const benchCase of benchCases()) {
    const statements = await statementsFor(planning, benchCase);
    const times = await timesOf(
      {
        bareMs: () => runAll(plan, statements),
        keptMs: () => runAll(keep, statements),
        backendMs: async () => {
          const { name, query, range, intervalMs } = benchCase;
          // As a panel asks. What is made of the answer is not the backend's time.
          const sent = dataQuery('A', readingLineNames(query), range, intervalMs);
          const { responses } = await plugin.queryData(context, [sent]);
          if (responses['A']?.error !== '') {
            throw new Error(`"${name}" failed: ${responses['A']?.error ?? 'not answered'}`);
          }
        },
      },
      options
    );
    measured.push({ benchCase, ...times, facts: await planFacts(planning, statements) });
  }
  return measured;
}

type Times = Pick<Measured, 'bareMs' | 'keptMs' | 'backendMs'>;

/** Medians of ways to get the same answer. */
async function timesOf(
  ways: Readonly<Record<keyof Times, () => Promise<unknown>>>,
  { runs, quickCaseMs }: Pick<BenchOptions, 'runs' | 'quickCaseMs'>
): Promise<Times> {
  const turn = async () => ({
    bareMs: await timed(ways.bareMs),
    keptMs: await timed(ways.keptMs),
    backendMs: await timed(ways.backendMs),
  });
  await turn();
  // In turn, so that a slow spell of the machine hits all.
  const all: Times[] = [];
  const startedAt = performance.now();
  const isEnough = () => all.length >= runs && (all.length >= MOST_RUNS || performance.now() - startedAt > quickCaseMs);
  while (!isEnough()) {
    all.push(await turn());
  }
  return {
    bareMs: median(all.map(({ bareMs }) => bareMs)),
    keptMs: median(all.map(({ keptMs }) => keptMs)),
    backendMs: median(all.map(({ backendMs }) => backendMs)),
  };
}
