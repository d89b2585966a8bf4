import { DASHBOARD_UIDS } from '../dashboards/ids';
import { DASHBOARDS } from '../preview/server/folders';
import { preparePage } from '../preview/server/prepare';
import { startPreview } from '../preview/server/preview-server';
import type { Preview } from '../preview/server/preview-server';
import { backendCommand } from '../tooling/backend-command';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { launchPlugin } from '../tooling/plugin-process';
import { buildBackendOnce, buildFrontendOnce } from './build';
import { DATA_SET_LABELS, noteOf } from './data-sets';
import type { LoadedData } from './data-sets';
import { connectionOf } from './demo-database';

interface ServeOptions {
  /** What lies in the database. */
  readonly data: LoadedData;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: those that the plugin ships. */
  readonly dashboardFolders?: readonly string[];
}

/**
 * Builds what is shown, where it has changed.
 *
 * @param print is handed a line for each step that takes seconds
 * @throws Error where a build or an installation fails
 */
export async function prepareDemoPreview(print: (line: string) => void): Promise<void> {
  await buildBackendOnce();
  await buildFrontendOnce();
  await preparePage(print);
}

/**
 * Serves what is built, with a backend of its own.
 *
 * @throws Error where the port is taken
 */
export async function startDemoPreview(database: EmbeddedDatabase, options: ServeOptions): Promise<Preview> {
  const { data, port, dashboardFolders = [DASHBOARDS] } = options;
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
      homeUid: DASHBOARD_UIDS.metrics,
      dataLabel: DATA_SET_LABELS[data.name],
      note: noteOf(data),
      ...(data.shownRange !== null && { timeRange: data.shownRange }),
      ...(port !== undefined && { port }),
    });
    return { url: preview.url, close: () => preview.close().then(() => plugin.stop()) };
  } catch (error) {
    await plugin.stop();
    throw error;
  }
}
