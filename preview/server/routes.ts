import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { CheckHealthResponse_HealthStatus } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dashboardAnswer, searchAnswer } from './dashboards';
import { PreviewDataSource } from './data-source';
import { jsonAnswer, jsonBody } from './http';
import type { Answer } from './http';
import { answerQueries } from './query-data';
import { roleOf } from './roles';

/** The part of Grafana's HTTP API that dashboards and editors use, as calls of the backend. */

/** What routes work on. */
export interface Host {
  readonly plugin: PluginProcess;
  readonly dataSource: PreviewDataSource;
  readonly dashboardFolders: readonly string[];
}

export interface Call {
  readonly host: Host;
  readonly request: IncomingMessage;
  readonly url: URL;
  /** What the groups of the route's pattern matched, decoded. */
  readonly groups: Readonly<Record<string, string>>;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

const DATA_SOURCE = '^/api/datasources/uid/(?<uid>[^/]+)';

const ROUTES: readonly Route[] = [
  route('GET', '^/api/frontend/settings$', ({ host }) => jsonAnswer(frontendSettings(host))),
  route('GET', '^/api/search$', ({ host }) => searchAnswer(host.dashboardFolders)),
  route('GET', '^/api/dashboards/uid/(?<uid>[^/]+)$', ({ host, groups }) =>
    dashboardAnswer(host.dashboardFolders, groups['uid'] ?? '')
  ),
  route('POST', '^/api/ds/query$', async ({ host, request }) =>
    answerQueries(host.plugin, host.dataSource.context(roleOf(request)), await jsonBody(request))
  ),
  route('GET', `${DATA_SOURCE}$`, ({ host }) => jsonAnswer(host.dataSource.settings())),
  route('PUT', `${DATA_SOURCE}$`, async ({ host, request }) => {
    host.dataSource.save(await jsonBody(request), roleOf(request));
    return jsonAnswer({ message: 'Datasource updated', datasource: host.dataSource.settings() });
  }),
  route('GET', `${DATA_SOURCE}/health$`, health),
  route('ANY', `${DATA_SOURCE}/resources/(?<path>.*)$`, resource),
];

/** The answer of the API to a call; undefined where it has none. */
export function answerApi(host: Host, request: IncomingMessage, url: URL): Promise<Answer> | Answer | undefined {
  for (const { method, pattern, answer } of ROUTES) {
    const match = method === 'ANY' || method === request.method ? pattern.exec(url.pathname) : null;
    if (match !== null) {
      const groups = { ...match.groups };
      if (groups['uid'] !== undefined && url.pathname.startsWith('/api/datasources/')) {
        PreviewDataSource.requireUid(groups['uid']);
      }
      return answer({ host, request, url, groups });
    }
  }
  return undefined;
}

function route(method: string, pattern: string, answer: Route['answer']): Route {
  return { method, pattern: new RegExp(pattern), answer };
}

function frontendSettings({ dataSource }: Host) {
  const settings = dataSource.instanceSettings();
  return { datasources: { [settings.name]: settings }, defaultDatasource: settings.name };
}

async function health({ host, request }: Call): Promise<Answer> {
  const { status, message, jsonDetails } = await host.plugin.checkHealth(host.dataSource.context(roleOf(request)));
  const isOk = status === CheckHealthResponse_HealthStatus.OK;
  const details: unknown = jsonDetails.length === 0 ? {} : JSON.parse(jsonDetails.toString('utf8'));
  return jsonAnswer({ status: isOk ? 'OK' : 'ERROR', message, details }, isOk ? 200 : 400);
}

async function resource({ host, request, url, groups }: Call): Promise<Answer> {
  const context = host.dataSource.context(roleOf(request));
  const body = await buffer(request);
  const answer = await host.plugin.callResource(context, `${groups['path'] ?? ''}${url.search}`, request.method, body);
  const type = answer.headers['Content-Type']?.values[0] ?? 'application/octet-stream';
  return { status: answer.code, type, body: answer.body };
}
