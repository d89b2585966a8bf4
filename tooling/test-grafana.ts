/**
 * `npm run test:grafana`: test/grafana against the Grafana at GRAFANA_URL. Without one the tests are
 * only loaded and listed, which is said and is no failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { CHROMIUM } from './chromium';
import { ROOT } from './paths';
import { run } from './run';

const ANSWER_TIMEOUT_MS = 10_000;

const NOT_RUN = `
Only listed, not run: GRAFANA_URL names no Grafana. These tests need a real one with this checkout's provisioning and
the demo's data. Start one by "npm run grafana -- --data real" or docker-compose, then run
  GRAFANA_URL=http://127.0.0.1:<port> GRAFANA_ADMIN_PASSWORD=<password> npm run test:grafana`;

async function refuseUnreachable(url: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const answer = await fetch(new URL('/api/health', url), { signal }).catch((error: unknown) => {
    throw new Error(`No Grafana answers at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!answer.ok) {
    throw new Error(`What answers at ${url} is no healthy Grafana: /api/health says ${answer.status}.`);
  }
}

function playwright(...more: readonly string[]): void {
  const program = join(ROOT, 'node_modules/@playwright/test/cli.js');
  const args = [program, 'test', '--config', 'playwright.grafana.config.ts', ...more, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

run(async () => {
  const url = process.env['GRAFANA_URL'];
  if (url === undefined || url === '') {
    playwright('--list');
    console.log(NOT_RUN);
    return;
  }
  if (!URL.canParse(url)) {
    throw new Error(`GRAFANA_URL is "${url}"; it must look like http://127.0.0.1:3000.`);
  }
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `${CHROMIUM} is missing. Install Chromium (Debian: apt-get install chromium-headless-shell), or name one by SRE_METRICS_CHROMIUM.`
    );
  }
  await refuseUnreachable(url);
  if (process.env['GRAFANA_DATABASE_SWITCH'] === undefined) {
    console.log('Left out: outage.spec.ts, since GRAFANA_DATABASE_SWITCH names no switch of "npm run grafana".');
  }
  playwright();
});
