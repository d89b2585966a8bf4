import fc from 'fast-check';

import type { PluginContext } from '../../../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../../../src/model/query';
import type { PluginProcess } from '../../../tooling/plugin-process';
import { dataQuery } from '../../../tooling/plugin-request';
import { isLate } from '../../support/late';
import { byChance, pause } from './chance';
import type { Tally } from './tally';

/** Callers of the plugin: of a data source that nothing befalls, and of one whose database is switched about. */
export interface PluginCallers {
  readonly plugin: PluginProcess;
  readonly calm: PluginContext;
  readonly switched: PluginContext;
  readonly tally: Tally;
}

/** The days of the made records. */
const RANGE = { fromMs: Date.UTC(2025, 11, 1), toMs: Date.UTC(2026, 2, 1) };
const QUERIES: readonly SreQueryInput[] = [
  { queryType: 'dora', metric: 'leadTime', shape: 'value' },
  { queryType: 'dora', metric: 'deploymentFrequency' },
  { queryType: 'dora', metric: 'changeFailureRate' },
  { queryType: 'records' },
  { queryType: 'reliability' },
];
/** What a database that means harm may be answered with. */
const HARMED: ReadonlySet<number> = new Set([502, 504]);
const PATHS = ['services', 'slo-definitions', 'gate-decisions', 'nothing', `x${'/'.repeat(9_000)}`, '%ff', '../..'];
const REFUSALS: ReadonlySet<number> = new Set([200, 400, 403, 404, 405, 414]);
const CALLERS = 6;
const MOST_PAUSE_MS = 200;

const queryOf = (index: number) => dataQuery('A', QUERIES[index] ?? { queryType: 'records' }, RANGE);

/** What each query answers while nothing befalls anybody. */
export async function rightAnswers({ plugin, calm }: PluginCallers): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const index of QUERIES.keys()) {
    const { responses } = await plugin.queryData(calm, [queryOf(index)]);
    const { status, error, frames } = outcomeOf(responses['A']);
    if (status !== 200) {
      throw new Error(`Before anything befell it, a query got ${status}: ${error}`);
    }
    answers.push(frames);
  }
  return answers;
}

function outcomeOf(response: Awaited<ReturnType<PluginProcess['queryData']>>['responses'][string] | undefined) {
  const frames = (response?.frames ?? []).map((frame) => Buffer.from(frame).toString('base64')).join('\n');
  return { status: response?.status, error: response?.error ?? '', frames };
}

const act = fc.record({
  kind: fc.constantFrom('calm', 'calm', 'switched', 'switched', 'cancelled', 'resource', 'garbage'),
  index: fc.nat({ max: QUERIES.length - 1 }),
  path: fc.constantFrom(...PATHS),
  bytes: fc.uint8Array({ maxLength: 500 }),
  pauseMs: fc.nat({ max: MOST_PAUSE_MS }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Asks and asks, until the signal ends it. */
export async function callPlugin(
  callers: PluginCallers,
  right: readonly string[],
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal }
): Promise<void> {
  await Promise.all(
    Array.from({ length: CALLERS }, (_, caller) =>
      byChance({ seed: seed + caller * 1_000_003, signal, of: act }, async (choice) => {
        await callOnce(callers, right, choice);
        await pause(choice.pauseMs, signal);
      })
    )
  );
}

async function callOnce(callers: PluginCallers, right: readonly string[], choice: Act): Promise<void> {
  const { tally } = callers;
  try {
    await CALLS[choice.kind](callers, right, choice);
  } catch (error) {
    tally.countWrong(`${choice.kind} failed`, String(error));
  }
}

type Call = (callers: PluginCallers, right: readonly string[], choice: Act) => Promise<void>;

const ask =
  (who: 'calm' | 'switched'): Call =>
  async ({ plugin, tally, ...contexts }, right, { index }) => {
    const begin = performance.now();
    const { responses } = await plugin.queryData(contexts[who], [queryOf(index)]);
    const { status = 0, error, frames } = outcomeOf(responses['A']);
    const isHarmed = who === 'switched' && HARMED.has(status);
    const isRight = status === 200 ? frames === right[index] : isHarmed || isLate(status, performance.now() - begin);
    const what = `query of the ${who} data source ${status}`;
    if (isRight) {
      tally.count(what);
    } else {
      tally.countWrong(what, error || `other frames than at the start: ${QUERIES[index]?.queryType}`);
    }
  };

const CALLS: Readonly<Record<Act['kind'], Call>> = {
  calm: ask('calm'),
  switched: ask('switched'),
  cancelled: async ({ plugin, calm, tally }, _right, { index }) => {
    const controller = new AbortController();
    const call = plugin.queryData(calm, [queryOf(index)], {}, controller.signal);
    // The call must be under way before it is cancelled.
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    tally.count(
      `cancelled query ${await call.then(
        () => 'answered',
        () => 'cancelled'
      )}`
    );
  },
  resource: async ({ plugin, calm, tally }, _right, { path }) => {
    const begin = performance.now();
    const { code, body } = await plugin.callResource(calm, path);
    const isRight = REFUSALS.has(code) || isLate(code, performance.now() - begin);
    const what = `resource call ${code}`;
    if (isRight) {
      tally.count(what);
    } else {
      tally.countWrong(what, `${path}: ${Buffer.from(body).toString()}`);
    }
  },
  garbage: async ({ plugin, calm, tally }, _right, { bytes }) => {
    const query = { ...queryOf(0), json: Buffer.from(bytes) };
    const { responses } = await plugin.queryData(calm, [query]);
    const status = responses['A']?.status;
    if (status === 400) {
      tally.count('garbage for a query 400');
    } else {
      tally.countWrong(`garbage for a query ${status}`, Buffer.from(bytes).toString('hex'));
    }
  },
};
