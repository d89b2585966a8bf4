import { Failure, badRequest } from '../../../model/failure';
import { withoutSlashesAtEnd } from '../../../model/without-slashes';
import type { Reader } from '../../aurora/reader';
import type { CallResourceRequest, User } from '../../protocol/generated/pluginv2/backend';
import type { Instance } from '../instances/instance';

/** Which route answers a resource call, by method and path. */

export type Method = 'GET' | 'POST' | 'PUT';

/** A call of a route. */
export interface ResourceCall<Parameter extends string = string> {
  readonly instance: Instance;
  /** The path's parameters by name, decoded, never empty. */
  readonly path: Readonly<Record<Parameter, string>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** Who calls; undefined where Grafana itself does. */
  readonly user: User | undefined;
  /** A way to the database as the caller may use it: no text comes by it that the caller is not shown. */
  readonly asCaller: (reader: Reader) => Reader;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: 200 | 201;
  /** Goes out as JSON. */
  readonly body: unknown;
}

/** One resource under one method. */
export interface Route {
  readonly method: Method;
  readonly pattern: string;
  readonly answer: (call: ResourceCall) => Promise<Answer>;
  /** Set where the route itself finds out whether the schema can be read. Else that is known before it is asked. */
  readonly asksForSchema?: true;
}

/** The parameters that a pattern names. */
type ParametersOf<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Bare}...` ? Bare : Name) | ParametersOf<Rest>
  : never;

/**
 * A route. To add one, list it in `resources/routes.ts`: a pattern holds segments, of which `{name}`
 * takes any one and, as the last, `{name...}` all that are left. The latter is for names that may
 * hold a slash, since Grafana decodes `%2F` before a plugin sees the path:
 *
 *     route('GET', 'slos/{service...}', async ({ instance, path, signal }) => ok(await … path.service …))
 *
 * Decoding before, Grafana also stumbles over names with `%`, `?` or `#`, unless callers encode them
 * twice; both spellings arrive here as the same name.
 */
export function route<Pattern extends string>(
  method: Method,
  pattern: Pattern,
  answer: (call: ResourceCall<ParametersOf<Pattern>>) => Promise<Answer>
): Route {
  // A call reaches it with the parameters that its pattern names.
  return { method, pattern, answer };
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** A resource that is there, but not under the method of the call. */
export class WrongMethod extends Failure {
  constructor(
    path: string,
    method: string,
    readonly allowed: readonly Method[]
  ) {
    super({
      status: 405,
      source: 'downstream',
      message: `The resource "/${path}" cannot be called with ${method}.`,
      advice: `Use ${allowed.join(' or ')}.`,
    });
  }
}

export interface Match {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/**
 * The route of a call.
 *
 * @throws Failure 414 for a path that is too long, 400 for one that cannot be decoded, 404 for one of
 * no route; WrongMethod
 */
export function matchRoute(routes: readonly Route[], { url, method }: CallResourceRequest): Match {
  const segments = segmentsOf(url);
  const matches = routes.flatMap((candidate) => {
    const path = parametersOf(candidate.pattern, segments);
    return path === null ? [] : [{ route: candidate, path }];
  });
  const match = matches.find((candidate) => candidate.route.method === method);
  if (match !== undefined) {
    return match;
  }
  const path = segments.join('/');
  if (matches.length > 0) {
    throw new WrongMethod(
      path,
      method,
      matches.map((candidate) => candidate.route.method)
    );
  }
  const paths = new Set(routes.map(({ pattern }) => `/${pattern.replace('...}', '}')}`));
  throw new Failure({
    status: 404,
    source: 'downstream',
    message: `There is no resource "/${path}".`,
    advice: `Known ones: ${[...paths].join(', ')}.`,
  });
}

/** Longer than any name that the database holds, encoded. */
const MAX_PATH_BYTES = 4096;

/**
 * The decoded segments of the path-relative URL that Grafana sends; its `path` beside it is decoded
 * already, so that a name's own slash or percent sign can no longer be told there.
 */
function segmentsOf(url: string): string[] {
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new Failure({
      status: 414,
      source: 'downstream',
      message: `The path of the call is longer than ${MAX_PATH_BYTES} bytes.`,
      advice: null,
    });
  }
  try {
    return withoutOuterSlashes(path).split('/').map(decodeURIComponent);
  } catch {
    throw badRequest(`The path "${path}" is not percent-encoded UTF-8.`, 'Encode names with encodeURIComponent.');
  }
}

/** Grafana may send a leading `./` or slash. By index: what a caller may write without end is not for a pattern. */
function withoutOuterSlashes(path: string): string {
  let start = 0;
  while (path[start] === '/' || (path[start] === '.' && path[start + 1] === '/')) {
    start += 1;
  }
  return withoutSlashesAtEnd(path.slice(start));
}

/** Null where the pattern does not match. */
function parametersOf(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/');
  const isOpen = pattern.endsWith('...}');
  if (isOpen ? segments.length < parts.length : segments.length !== parts.length) {
    return null;
  }
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const value = isOpen && isLast ? segments.slice(index).join('/') : segments[index];
    const name = /^\{(\w+)(?:\.\.\.)?\}$/.exec(part)?.[1];
    if (value === undefined || value === '' || (name === undefined && value !== part)) {
      return null;
    }
    if (name !== undefined) {
      parameters[name] = value;
    }
  }
  return parameters;
}
