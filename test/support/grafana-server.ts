import { PluginType } from '@grafana/data';
import type { DataSourceInstanceSettings } from '@grafana/data';
import { setBackendSrv } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { defer, of, throwError } from 'rxjs';

import type { SreJson } from '../../src/config/types';

/** Grafana's server as the browser half meets it: it answers requests, and they are kept to look at. */
export interface GrafanaServer {
  readonly requests: BackendSrvRequest[];
  /** What the last request sent. */
  lastBody(): { queries: Array<Record<string, unknown>> };
}

/** A failed answer, as Grafana's own client rejects with it. */
export class FailedAnswer {
  constructor(
    readonly status: number,
    readonly data: unknown
  ) {}
}

/**
 * Puts a server in place.
 *
 * @param answer the body for a request; a `FailedAnswer` rejects
 */
export function setServer(answer: (request: BackendSrvRequest) => unknown): GrafanaServer {
  const requests: BackendSrvRequest[] = [];
  const fetch = (request: BackendSrvRequest) =>
    defer(() => {
      requests.push(request);
      const data = answer(request);
      return data instanceof FailedAnswer
        ? throwError(() => ({ status: data.status, data: data.data, config: request }))
        : of({ data, status: 200, ok: true } as FetchResponse);
    });
  // Of Grafana's client the data source uses `fetch` alone.
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return {
    requests,
    lastBody: () => requests.at(-1)?.data as { queries: Array<Record<string, unknown>> },
  };
}

/** Grafana's record of one data source of this plugin. */
export function instanceSettings(): DataSourceInstanceSettings<SreJson> {
  const info = { author: { name: '' }, description: '', links: [], screenshots: [], updated: '', version: '' };
  const type = 'stackflow-sremetrics-datasource';
  return {
    uid: 'sre',
    type,
    name: 'SRE metrics',
    access: 'proxy',
    readOnly: false,
    jsonData: {},
    meta: {
      id: type,
      name: 'StackFlow SRE Metrics',
      type: PluginType.datasource,
      module: '',
      baseUrl: '',
      info: { ...info, logos: { large: '', small: '' } },
    },
  };
}
