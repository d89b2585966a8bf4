import type { ClientBase } from 'pg';

import type { PluginContext } from '../src/backend/transport/generated/pluginv2/backend';
import { printTable } from '../tooling/print-table';
import { frameOf } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';
import { benchCases, statementFor } from './cases';
import type { BenchCase } from './cases';
import { planFacts } from './plan';
import { median, timed } from './statistics';

/** Below this the SQL is so quick that a ratio says little; then what is added counts. */
const QUICK_SQL_MS = 20;
/** What we want: at most so much more than the bare SQL … */
const WANTED_RATIO = 1.15;
/** … or, for quick SQL, at most so many ms. */
const WANTED_ADDED_MS = 5;

interface Measured {
  readonly benchCase: BenchCase;
  readonly bareMs: number;
  readonly backendMs: number;
  readonly rowsRead: number;
  readonly indexes: readonly string[];
  readonly fullScans: readonly string[];
}

/** Measures every case and prints a table and a verdict. */
export async function measureQueries(
  client: ClientBase,
  plugin: PluginProcess,
  context: PluginContext,
  runs: number
): Promise<void> {
  const measured: Measured[] = [];
  for (const benchCase of benchCases()) {
    measured.push(await measure(client, plugin, context, benchCase, runs));
  }
  printMeasured(measured);
}

async function measure(
  client: ClientBase,
  plugin: PluginProcess,
  context: PluginContext,
  benchCase: BenchCase,
  runs: number
): Promise<Measured> {
  const statement = statementFor(benchCase);
  const bare = () => client.query({ text: statement.text, values: [...statement.values] });
  const backend = async () => {
    const { responses } = await plugin.queryData(context, [dataQuery('A', benchCase.query, benchCase.range)]);
    frameOf(responses['A']);
  };
  await bare();
  await backend();
  const bareMs: number[] = [];
  const backendMs: number[] = [];
  // In turn, so that a slow spell of the machine hits both.
  for (let run = 0; run < runs; run += 1) {
    bareMs.push(await timed(bare));
    backendMs.push(await timed(backend));
  }
  const { rowsRead, indexes, fullScans } = await planFacts(client, statement);
  return { benchCase, bareMs: median(bareMs), backendMs: median(backendMs), rowsRead, indexes, fullScans };
}

function isWithin({ bareMs, backendMs }: Measured): boolean {
  return bareMs > QUICK_SQL_MS ? backendMs / bareMs <= WANTED_RATIO : backendMs - bareMs < WANTED_ADDED_MS;
}

function printMeasured(measured: readonly Measured[]): void {
  const rows = measured.map((one) => [
    one.benchCase.name,
    `${one.benchCase.days} d`,
    one.bareMs.toFixed(1),
    one.backendMs.toFixed(1),
    (one.backendMs / one.bareMs).toFixed(2),
    (one.backendMs - one.bareMs).toFixed(1),
    one.rowsRead.toLocaleString('en'),
    isWithin(one) ? 'yes' : 'no',
  ]);
  const header = ['Query', 'Range', 'Bare ms', 'Backend ms', 'Ratio', 'Added ms', 'Rows read', 'As wanted'];
  console.log(printTable(header, rows, new Set(['Range', 'Bare ms', 'Backend ms', 'Ratio', 'Added ms', 'Rows read'])));
  const within = measured.filter(isWithin).length;
  const indexes = [...new Set(measured.flatMap((one) => one.indexes))].toSorted();
  const fullScans = [...new Set(measured.flatMap((one) => one.fullScans))];
  console.log(
    `\n${within} of ${measured.length} as wanted: ratio at most ${WANTED_RATIO} where the SQL takes over ${QUICK_SQL_MS} ms, ` +
      `under ${WANTED_ADDED_MS} ms added elsewhere.\nIndexes used: ${indexes.join(', ')}.\n` +
      `Tables read whole: ${fullScans.join(', ') || 'none'} (small ones aside).`
  );
}
