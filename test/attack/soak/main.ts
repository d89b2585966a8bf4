/**
 * `npm run test:attack -- --soak`: faults at random under load, for an hour. Ends with memory, connections and answers by
 * status, and fails where a process died, an answer was wrong, or something grew past its bound.
 */
import { parseArgs } from 'node:util';

import { printTable } from '../../../tooling/print-table';
import { run } from '../../../tooling/run';
import { SERVER_VARIABLE } from '../../support/server-address';
import { startTestServer } from '../../support/test-server';
import { soak } from './soak';

const { values } = parseArgs({
  options: { soak: { type: 'boolean' }, 'soak-minutes': { type: 'string', default: '60' } },
});

function minutesOf(text: string): number {
  const minutes = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (minutes <= 0) {
    throw new Error(`--soak-minutes is "${text}"; it must be a number of minutes over 0, up to 9999.`);
  }
  return minutes;
}

run(async () => {
  const minutes = minutesOf(values['soak-minutes']);
  const seed = Number(process.env['SRE_METRICS_ATTACK_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`Soak of ${minutes} min: seed ${seed}`);
  const server = await startTestServer();
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  try {
    const { courses, counts, kills, failures } = await soak({ minutes, seed });
    const header = ['', 'start', 'peak', 'end', 'bound', 'bound of growth'];
    const lines = courses.map(({ measure: { name, unit, mostEver, mostGrowth }, start, peak, end }) => [
      unit === '' ? name : `${name}, ${unit}`,
      ...[start, peak, end, mostEver, mostGrowth].map((value) => String(value ?? 'not told')),
    ]);
    console.log(`\n${printTable(header, lines, new Set(header.slice(1)))}\n`);
    const answers = counts.map(([what, times]) => [what, String(times)]);
    console.log(`${printTable(['answer', 'times'], answers, new Set(['times']))}\n`);
    console.log(`Kills of the worker: ${kills}`);
    if (failures.length > 0) {
      throw new Error(`Failed:\n${failures.join('\n')}`);
    }
    console.log('Nothing died, no answer was wrong, nothing grew past its bound.');
  } finally {
    await server.stop();
  }
});
