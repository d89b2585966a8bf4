import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { DORA_METRICS } from '../src/model/dora-metrics';
import type { DoraQueryInput } from '../src/model/dora-query';
import { frameOf } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { median, timed } from './statistics';
import { INTERVALS_MOST_ADDED_PERCENT } from './wanted';

/** What intervals add to DORA queries, over 90 days. */

const SHAPES: readonly (readonly [string, Partial<DoraQueryInput>])[] = [
  ['value', { shape: 'value' }],
  ['series by day', { shape: 'series', bucket: 'day' }],
  ['table by service', { shape: 'table', groupBy: 'service' }],
];

/**
 * Times every metric and shape with and without intervals, in turn.
 *
 * @returns what was wanted
 */
export async function measureEvidence(
  plugin: PluginProcess,
  context: PluginContext,
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<Goal> {
  const rows: (readonly [name: string, plainMs: number, withIntervalMs: number])[] = [];
  for (const metric of DORA_METRICS) {
    for (const [shape, fields] of SHAPES) {
      const ask = async (interval: boolean) => {
        const query = { queryType: 'dora', metric, ...fields, interval } satisfies DoraQueryInput;
        const { responses } = await plugin.queryData(context, [dataQuery('A', query, lastDays(90), 1000)]);
        frameOf(responses['A']);
      };
      rows.push([`${metric}, ${shape}`, ...(await inTurn(ask, runs))]);
    }
  }
  const percent = (plainMs: number, withMs: number) => `${((100 * (withMs - plainMs)) / plainMs).toFixed(0)} %`;
  const header = ['Query', 'Plain ms', 'With interval ms', 'Added'];
  const cells = rows.map(([name, plainMs, withMs]) => [
    name,
    plainMs.toFixed(1),
    withMs.toFixed(1),
    percent(plainMs, withMs),
  ]);
  console.log(printTable(header, cells, new Set(header.slice(1))));
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const plain = sum(rows.map(([, plainMs]) => plainMs));
  const addedPercent = (100 * sum(rows.map(([, plainMs, withMs]) => withMs - plainMs))) / plain;
  return {
    what: 'Intervals add over 90 days, all together',
    warm: `${addedPercent.toFixed(1)} %`,
    wanted: `≤ ${INTERVALS_MOST_ADDED_PERCENT} %`,
    isMet: addedPercent <= INTERVALS_MOST_ADDED_PERCENT,
  };
}

/** Medians without and with. */
async function inTurn(ask: (interval: boolean) => Promise<void>, runs: number): Promise<[number, number]> {
  const plain: number[] = [];
  const withInterval: number[] = [];
  await ask(false);
  await ask(true);
  for (let run = 0; run < 2 * runs + 1; run += 1) {
    plain.push(await timed(() => ask(false)));
    withInterval.push(await timed(() => ask(true)));
  }
  return [median(plain), median(withInterval)];
}
