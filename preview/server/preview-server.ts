import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { DIST } from '../../tooling/paths';
import type { PluginProcess } from '../../tooling/plugin-process';
import type { PageBoot } from '../contract/page-boot';
import { publicFile } from './assets';
import { PreviewDataSource } from './data-source';
import type { Connection } from './data-source';
import { grafanaVersion, pageHtml } from './html';
import { HttpError, jsonAnswer, send } from './http';
import type { Answer } from './http';
import { isRole } from './roles';
import { answerApi } from './routes';
import type { Host } from './routes';

export interface PreviewOptions {
  /** The running backend; it stays the caller's to stop. */
  readonly plugin: PluginProcess;
  readonly connection: Connection;
  /** The built plugin; default dist/. */
  readonly pluginFolder?: string;
  /** Folders whose `*.json` are dashboards. */
  readonly dashboardFolders: readonly string[];
  /** Default: any free one. */
  readonly port?: number;
  /** In few words, whose data is shown: said on every page, the wall too; default nothing. */
  readonly dataLabel?: string;
  /** Said on the page, beside what the preview is not; default nothing. */
  readonly note?: string;
  /** The dashboard that the preview opens on; default: a list of all. */
  readonly homeUid?: string;
  /** What dashboards show instead of the range of their own, for data that has ended. */
  readonly timeRange?: { readonly fromMs: number; readonly toMs: number };
}

export interface Preview {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Serves the page, which must be bundled, and what of Grafana's HTTP API it needs, on the loopback
 * address alone.
 *
 * @throws Error where the port is taken
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const { plugin, dashboardFolders, connection, pluginFolder = DIST } = options;
  const dataSource = new PreviewDataSource(connection, pluginFolder);
  const host: Host = { plugin, dashboardFolders, dataSource };
  const server = createServer((request, response) => {
    void answerOf(host, options, request)
      .catch(failureAnswer)
      .then((answer) => send(response, answer));
  });
  server.listen(options.port ?? 0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answerOf(host: Host, options: PreviewOptions, request: IncomingMessage): Promise<Answer> {
  refuseStrangers(request);
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  if (url.pathname.startsWith('/public/')) {
    return publicFile(decodeURIComponent(url.pathname.slice('/public/'.length)), options.pluginFolder ?? DIST);
  }
  if (url.pathname.startsWith('/api/')) {
    const answer = await answerApi(host, request, url);
    if (answer === undefined) {
      throw new HttpError(404, `The preview has no ${request.method ?? ''} ${url.pathname}.`);
    }
    return answer;
  }
  return { status: 200, type: 'text/html; charset=utf-8', body: pageHtml(bootOf(options, request, url)) };
}

/**
 * A site whose name leads to the loopback address would else be of the same origin as the preview. What
 * keeps any other site from writing is the role's header, without which there is no role.
 */
function refuseStrangers({ headers }: IncomingMessage): void {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) {
    throw new HttpError(403, 'The preview answers on the loopback address alone.');
  }
}

/** Theme and role: the address first, then what was chosen last, which the page keeps in cookies. */
function bootOf(
  { dataLabel = '', note = '', homeUid, timeRange }: PreviewOptions,
  request: IncomingMessage,
  url: URL
): PageBoot {
  const choice = (name: string) =>
    url.searchParams.get(name) ?? new RegExp(`preview-${name}=(\\w+)`).exec(request.headers.cookie ?? '')?.[1];
  const role = choice('role');
  return {
    theme: choice('theme') === 'light' ? 'light' : 'dark',
    role: isRole(role) ? role : 'Admin',
    grafanaVersion: grafanaVersion(),
    dataLabel,
    note,
    homeUid: homeUid ?? null,
    timeRange: timeRange ?? null,
  };
}

function failureAnswer(error: unknown): Answer {
  const status = error instanceof HttpError ? error.status : 500;
  return jsonAnswer({ message: error instanceof Error ? error.message : String(error) }, status);
}
