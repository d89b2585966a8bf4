import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { installMoto } from '../../tooling/moto';
import { buildTestBackend } from './built-backend';
import { MOTO_TROUBLE_VARIABLE } from './cloudwatch/moto-trouble';
import { SERVER_VARIABLE } from './server-address';

declare global {
  var sreMetricsTestServer: ChildProcess | undefined;
}

/** Builds the backend, starts one PostgreSQL for all tests of a run, and has moto installed once for those that need it. */
export default async function globalSetup(): Promise<void> {
  await Promise.all([startTestServer(), buildTestBackend()]);
  prepareMoto();
}

/** In a process of its own. */
async function startTestServer(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'serve-database.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const address = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => {
      throw new Error('The test server ended before it was ready; its message is above.');
    }),
  ]);
  lines.close();
  globalThis.sreMetricsTestServer = child;
  process.env[SERVER_VARIABLE] = address;
}

/** Here and not in the tests, which run side by side. Those without CloudWatch do not mind if it fails. */
function prepareMoto(): void {
  try {
    installMoto();
  } catch (error) {
    process.env[MOTO_TROUBLE_VARIABLE] = error instanceof Error ? error.message : String(error);
  }
}
