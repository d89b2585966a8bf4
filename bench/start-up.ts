import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { backendCommand } from '../tooling/backend-command';
import { ARTIFACTS, EXECUTABLE, PLUGIN_ID } from '../tooling/paths';
import { hostPlatform } from '../tooling/platforms';
import { launchPlugin } from '../tooling/plugin-process';
import { printTable } from '../tooling/print-table';
import { residentMemory } from './memory';
import { median } from './statistics';

const LAUNCHES = 7;

/** The packaged executable of this machine's platform; null where none is made. */
export function packagedCommand(): readonly string[] | null {
  const { suffix, extension } = hostPlatform();
  const path = join(ARTIFACTS, 'stage', suffix, PLUGIN_ID, `${EXECUTABLE}_${suffix}${extension}`);
  return existsSync(path) ? [path] : null;
}

/** Prints how long a backend takes from launch to handshake, and the memory it has then. */
export async function measureStartUp(): Promise<void> {
  const packaged = packagedCommand();
  const commands = [
    { name: 'launcher with Node', command: backendCommand() },
    ...(packaged === null ? [] : [{ name: 'packaged executable', command: packaged }]),
  ].map((one) => ({ ...one, startUpMs: [] as number[], idleMib: [] as number[] }));
  for (let launch = 0; launch < LAUNCHES; launch += 1) {
    for (const { command, startUpMs, idleMib } of commands) {
      const plugin = await launchPlugin(command);
      startUpMs.push(plugin.startUpMs);
      idleMib.push(residentMemory(plugin.processId)?.nowMib ?? NaN);
      await plugin.stop();
    }
  }
  const header = ['Backend', 'Launch to handshake, ms', 'Idle memory, MiB'];
  const rows = commands.map(({ name, startUpMs, idleMib }) => [
    name,
    median(startUpMs).toFixed(0),
    median(idleMib).toFixed(0),
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1))));
  if (packaged === null) {
    console.log('\nNo packaged executable is in artifacts/ (npm run package makes one); it is not measured.');
  }
}
