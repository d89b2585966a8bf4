import { asFailure } from '../../../model/failure';
import type { Failure } from '../../../model/failure';
import type { ResourceError } from '../../../model/resources';
import type { CallResourceRequest, CallResourceResponse } from '../../protocol/generated/pluginv2/backend';
import { failureFor } from '../access/editor-roles';
import { readerFor } from '../access/shown-texts';
import type { Instance } from '../instances/instance';
import { FieldFailure } from './field-failure';
import { ROUTES } from './routes';
import { WrongMethod, matchRoute } from './routing';

/**
 * Answers a resource call; every failure is an answer too, with an HTTP status and a message.
 *
 * @param onFailure told of it as well, for the log
 */
export async function callResource(
  request: CallResourceRequest,
  open: () => Instance,
  onFailure: (failure: Failure) => void,
  signal: AbortSignal
): Promise<CallResourceResponse> {
  try {
    const { route, path } = matchRoute(ROUTES, request);
    const instance = open();
    if (route.asksForSchema !== true) {
      await instance.schema.ensureReadable(signal);
    }
    const user = request.pluginContext?.user;
    const { status, body } = await route.answer({
      instance,
      path,
      query: queryOf(request.url),
      body: request.body,
      user,
      asCaller: (reader) => readerFor(reader, instance.settings.showEditorsTo, user),
      signal,
    });
    return response(status, body);
  } catch (error) {
    signal.throwIfAborted();
    const failure = asFailure(error);
    onFailure(failure);
    return refusal(failureFor(request.pluginContext?.user, failure));
  }
}

/** The query of the path-relative URL that Grafana sends. */
function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

function refusal(failure: Failure): CallResourceResponse {
  const body: ResourceError = {
    message: failure.text,
    ...(failure instanceof FieldFailure && { field: failure.field }),
  };
  const answer = response(failure.status, body);
  return failure instanceof WrongMethod
    ? { ...answer, headers: { ...answer.headers, Allow: { values: [failure.allowed.join(', ')] } } }
    : answer;
}

function response(code: number, body: unknown): CallResourceResponse {
  return {
    code,
    headers: { 'Content-Type': { values: ['application/json'] } },
    body: Buffer.from(JSON.stringify(body)),
  };
}
