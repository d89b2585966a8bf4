import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { DASHBOARDS } from '../preview/server/folders';
import { preparePage } from '../preview/server/prepare';
import { startPreview } from '../preview/server/preview-server';
import type { Preview } from '../preview/server/preview-server';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { backendCommand } from '../tooling/backend-command';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { ROOT } from '../tooling/paths';
import { launchPlugin } from '../tooling/plugin-process';
import { connectionOf } from './demo-database';
import { OUTAGES_RANGE } from './real-data';

/** What dashboards show: the data ends with the outages. */
const SHOWN_DAYS = 30;
const { toMs } = OUTAGES_RANGE;
export const SHOWN_RANGE = { fromMs: toMs - SHOWN_DAYS * DAY_MS, toMs };

const NOTE = `The demo's data ends on ${new Date(toMs).toISOString().slice(0, 10)}, so dashboards open on the ${SHOWN_DAYS} days before.`;

interface ServeOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Default: those that the plugin ships. */
  readonly dashboardFolders?: readonly string[];
  /** Is handed a line for each step that takes seconds. */
  readonly print: (line: string) => void;
}

/**
 * Builds what is shown and serves it, with a backend of its own.
 *
 * @throws Error where a build fails or the port is taken
 */
export async function startDemoPreview(database: EmbeddedDatabase, options: ServeOptions): Promise<Preview> {
  const { port, print, dashboardFolders = [DASHBOARDS] } = options;
  print('Building the plugin and the page that shows it');
  await buildFrontend();
  await preparePage(print);
  const plugin = await launchPlugin(backendCommand());
  const connection = connectionOf(database);
  try {
    const preview = await startPreview({
      plugin,
      connection: {
        ...connection,
        jsonData: { ...connection.jsonData, allowSloEdits: true, allowGateOverrides: true },
      },
      dashboardFolders,
      note: NOTE,
      timeRange: SHOWN_RANGE,
      ...(port !== undefined && { port }),
    });
    return { url: preview.url, close: () => preview.close().then(() => plugin.stop()) };
  } catch (error) {
    await plugin.stop();
    throw error;
  }
}

/** @throws Error with what webpack said, which it says on its standard output */
async function buildFrontend(): Promise<void> {
  const options = { cwd: ROOT, shell: process.platform === 'win32' };
  await promisify(execFile)('npm', ['run', '--silent', 'build:frontend'], options).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : '';
    throw new Error(`The plugin's browser half cannot be built.\n${said}`, { cause: error });
  });
}
