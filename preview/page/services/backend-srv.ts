import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, NEVER, Observable } from 'rxjs';

import { ROLE_HEADER } from '../../contract/page-boot';
import { boot } from '../boot';
import { messageOf } from '../message-of';
import { untilAnswered } from '../settled';

/** Grafana's HTTP client, as far as data sources use it: every call says the role it is made in. */
export function backendSrv(): BackendSrv {
  const fetchOf = <T>(options: BackendSrvRequest): Observable<FetchResponse<T>> =>
    new Observable((subscriber) => {
      // Whoever does not want the answer any more takes the question back, as with Grafana's own client.
      const cancellation = new AbortController();
      untilAnswered(call<T>(options, cancellation.signal)).then(
        (response) => {
          subscriber.next(response);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error)
      );
      return () => cancellation.abort();
    });
  const data = async <T>(options: BackendSrvRequest) => (await lastValueFrom(fetchOf<T>(options))).data;
  return {
    fetch: fetchOf,
    // The interface asks for these two, old as they are.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    request: data,
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    datasourceRequest: (options) => lastValueFrom(fetchOf(options)),
    chunked: () => NEVER,
    get: (url, params: BackendSrvRequest['params'], requestId, options) =>
      data({ ...options, method: 'GET', url, params, requestId }),
    delete: (url, body, options) => data({ ...options, method: 'DELETE', url, data: body }),
    post: (url, body, options) => data({ ...options, method: 'POST', url, data: body }),
    patch: (url, body, options) => data({ ...options, method: 'PATCH', url, data: body }),
    put: (url, body, options) => data({ ...options, method: 'PUT', url, data: body }),
  };
}

/** Rejects as Grafana's client does: with a `FetchError`, which is no Error. */
async function call<T>(options: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const answer = await answerOf(options, signal);
  if (!answer.ok) {
    if (!signal.aborted) {
      showFailure(options, answer.message);
    }
    const { status, statusText, data, message } = answer;
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw { status, statusText, data, message, config: options } satisfies FetchError;
  }
  const { ok, status, statusText, redirected, type, headers } = answer.response;
  // What an endpoint answers is known to its caller alone.
  return {
    data: answer.data as T,
    ok,
    status,
    statusText,
    redirected,
    type,
    url: options.url,
    headers,
    config: options,
  };
}

type Answer =
  | { readonly ok: true; readonly response: Response; readonly data: unknown }
  | {
      readonly ok: false;
      readonly status: number;
      readonly statusText: string;
      readonly data: unknown;
      readonly message: string;
    };

async function answerOf(
  { url, method = 'GET', params, headers, ...options }: BackendSrvRequest,
  signal: AbortSignal
): Promise<Answer> {
  const body: unknown = options.data;
  let response: Response;
  try {
    response = await fetch(addressOf(url, params), {
      method,
      signal,
      headers: { 'content-type': 'application/json', ...headers, [ROLE_HEADER]: boot.role },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const message = 'The preview does not answer; is it still running?';
    return { ok: false, status: 0, statusText: message, data: { message: messageOf(error) }, message };
  }
  const text = await response.text();
  const data: unknown = isJson(response) && text !== '' ? JSON.parse(text) : text;
  const { ok, status, statusText } = response;
  const hasMessage = typeof data === 'object' && data !== null && 'message' in data;
  return ok
    ? { ok, response, data }
    : { ok, status, statusText, data, message: hasMessage ? messageOf(data) : statusText };
}

/** Parameters without a value are left out; a list becomes the parameter once for each item. */
function addressOf(url: string, params: Readonly<Record<string, unknown>> = {}): string {
  const address = new URL(url.startsWith('/') ? url : `/${url}`, window.location.origin);
  for (const [name, value] of Object.entries(params)) {
    for (const item of [value].flat()) {
      if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') {
        address.searchParams.append(name, String(item));
      }
    }
  }
  return address.href;
}

function isJson(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').includes('application/json');
}

/** A panel shows what went wrong with its queries itself. */
function showFailure({ url, showErrorAlert }: BackendSrvRequest, message: string): void {
  if (showErrorAlert !== false && !url.startsWith('/api/ds/query')) {
    getAppEvents().publish({ type: AppEvents.alertError.name, payload: [message] });
  }
}
