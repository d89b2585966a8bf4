import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { defer, from, lastValueFrom, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';

import { ROLE_HEADER } from '../../shared/page-boot';
import { boot } from '../boot';
import { untilAnswered } from '../settled';

/** Grafana's HTTP client, as far as data sources use it: every call says the role it is made in. */
export function backendSrv(): BackendSrv {
  const fetchOf = <T>(options: BackendSrvRequest): Observable<FetchResponse<T>> =>
    defer(() => from(untilAnswered(call<T>(options))));
  const data = async <T>(options: BackendSrvRequest) => (await lastValueFrom(fetchOf<T>(options))).data;
  return {
    fetch: fetchOf,
    request: data,
    datasourceRequest: (options) => lastValueFrom(fetchOf(options)),
    chunked: () => NEVER,
    get: (url, params, requestId, options) => data({ ...options, method: 'GET', url, params, requestId }),
    delete: (url, body, options) => data({ ...options, method: 'DELETE', url, data: body }),
    post: (url, body, options) => data({ ...options, method: 'POST', url, data: body }),
    patch: (url, body, options) => data({ ...options, method: 'PATCH', url, data: body }),
    put: (url, body, options) => data({ ...options, method: 'PUT', url, data: body }),
  };
}

/** Rejects as Grafana's client does: with a `FetchError`. */
async function call<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
  const { url, method = 'GET', data, headers } = options;
  const response = await fetch(addressOf(url, options.params), {
    method,
    headers: { 'content-type': 'application/json', ...headers, [ROLE_HEADER]: boot.role },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  }).catch((error: unknown) => {
    throw failed(options, {
      status: 0,
      statusText: 'The preview does not answer; is it still running?',
      data: { message: String(error) },
    });
  });
  const text = await response.text();
  const body: unknown = isJson(response) && text !== '' ? JSON.parse(text) : text;
  const { ok, status, statusText, redirected, type } = response;
  if (!ok) {
    throw failed(options, { status, statusText, data: body });
  }
  // What an endpoint answers is known to its caller alone.
  return { data: body as T, ok, status, statusText, redirected, type, url, headers: response.headers, config: options };
}

/** Parameters that are undefined are left out; a list becomes the parameter once for each item. */
function addressOf(url: string, params: Record<string, unknown> = {}): string {
  const address = new URL(url.startsWith('/') ? url : `/${url}`, window.location.origin);
  for (const [name, value] of Object.entries(params)) {
    for (const item of [value].flat()) {
      if (item !== undefined && item !== null) {
        address.searchParams.append(name, String(item));
      }
    }
  }
  return address.href;
}

function isJson(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').includes('application/json');
}

function failed(config: BackendSrvRequest, error: Pick<FetchError, 'status' | 'statusText' | 'data'>): FetchError {
  const { data } = error;
  const message =
    typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : error.statusText;
  if (config.showErrorAlert !== false && config.url.startsWith('/api/ds/query') === false) {
    getAppEvents().publish({ type: AppEvents.alertError.name, payload: [message ?? 'Request failed'] });
  }
  return { ...error, ...(message !== undefined && { message }), config };
}
