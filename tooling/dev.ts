/**
 * `npm run dev`: rebuilds frontend and backend whenever a source changes, until it is interrupted.
 * Grafana loads the frontend anew with the page, and starts the backend again once its process ends.
 */
import { spawn } from 'node:child_process';

import { context } from 'esbuild';
import type { Plugin } from 'esbuild';

import { BUNDLE_OPTIONS, writeCompanions } from './backend-bundle';
import { EXECUTABLE, ROOT } from './paths';
import { run } from './run';

const reportBuilds: Plugin = {
  name: 'report-builds',
  setup(build) {
    build.onEnd(async ({ errors, metafile }) => {
      if (errors.length === 0 && metafile !== undefined) {
        await writeCompanions(metafile);
        console.log(`Backend built. A running Grafana loads it once its process ${EXECUTABLE} ends.`);
      }
    });
  },
};

async function watchBackend(): Promise<void> {
  const watcher = await context({ ...BUNDLE_OPTIONS, plugins: [reportBuilds] });
  await watcher.watch();
  const frontend = spawn('npm', ['run', 'dev:frontend'], { cwd: ROOT, stdio: 'inherit' });
  const stop = () => {
    frontend.kill();
    void watcher.dispose();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  frontend.once('exit', (code) => {
    stop();
    process.exitCode = code ?? 0;
  });
}

run(watchBackend);
