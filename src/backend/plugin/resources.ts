import { z } from 'zod';

import { Failure, asFailure, badRequest } from '../../model/failure';
import type { ResourceError, SchemaResponse } from '../../model/resources';
import { TIERS } from '../../model/query-fields';
import { REQUIRED_SCHEMA_VERSION } from '../aurora/schema-version';
import { describeSchema } from '../aurora/schema-tables';
import { listServices, listTeams } from '../metrics/catalogue';
import type { CallResourceRequest, CallResourceResponse } from '../transport/generated/pluginv2/backend';
import type { Instance } from './instance';

interface ResourceCall {
  readonly instance: Instance;
  readonly parameters: URLSearchParams;
  readonly signal: AbortSignal;
}

type Route = (call: ResourceCall) => Promise<unknown>;

/** `GET` routes by path; what each answers is in `model/resources`. */
const ROUTES: Readonly<Record<string, Route>> = {
  services: async ({ instance, parameters, signal }) => {
    const scope = { services: [], teams: teamsOf(parameters), tiers: tiersOf(parameters) };
    return await listServices(instance.reader, scope, signal);
  },
  teams: async ({ instance, signal }) => await listTeams(instance.reader, signal),
  schema: async ({ instance, signal }): Promise<SchemaResponse> => {
    const installedVersion = await instance.schema.installedVersion(signal);
    return {
      installedVersion,
      requiredVersion: REQUIRED_SCHEMA_VERSION,
      status: installedVersion > REQUIRED_SCHEMA_VERSION ? 'newer' : 'current',
      tables: [...(await describeSchema(instance.reader, signal))],
    };
  },
};

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
    const route = routeOf(request);
    const instance = open();
    await instance.schema.ensureReadable(signal);
    return response(200, await route({ instance, parameters: parametersOf(request.url), signal }));
  } catch (error) {
    signal.throwIfAborted();
    const failure = asFailure(error);
    onFailure(failure);
    return response(failure.status, { message: failure.text } satisfies ResourceError);
  }
}

function routeOf({ path, method }: CallResourceRequest): Route {
  const name = path.replace(/^\/+|\/+$/g, '');
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) {
    throw new Failure({
      status: 404,
      source: 'downstream',
      message: `There is no resource "/${name}".`,
      advice: `Known ones: ${Object.keys(ROUTES)
        .map((known) => `/${known}`)
        .join(', ')}.`,
    });
  }
  if (method !== 'GET') {
    throw new Failure({
      status: 405,
      source: 'downstream',
      message: `The resource "/${name}" cannot be called with ${method}.`,
      advice: 'Use GET.',
    });
  }
  return route;
}

/** Query parameters of the path-relative URL that Grafana sends. */
function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

function teamsOf(parameters: URLSearchParams): string[] {
  const teams = parameters.getAll('team');
  if (teams.some((team) => team.includes('\u0000'))) {
    throw badRequest('team holds a NUL character, which no name has.');
  }
  return teams;
}

function tiersOf(parameters: URLSearchParams) {
  const tiers = z.array(z.enum(TIERS)).safeParse(parameters.getAll('tier'));
  if (!tiers.success) {
    throw badRequest(`tier must be one of: ${TIERS.join(', ')}.`);
  }
  return tiers.data;
}

function response(code: number, body: unknown): CallResourceResponse {
  return {
    code,
    headers: { 'Content-Type': { values: ['application/json'] } },
    body: Buffer.from(JSON.stringify(body)),
  };
}
