import { z } from 'zod';

import { ROUTES } from '../../src/backend/plugin/resources/routes';
import type { Route } from '../../src/backend/plugin/resources/routing';
import { resourceErrorSchema } from '../../src/model/resources';
import { CALL_DESCRIPTIONS } from './call-descriptions';
import type { CallDescription, QueryParameter } from './call-descriptions';
import type { DocComments, JsonSchema } from './doc-comments';
import { jsonSchemas, nameOf } from './json-schemas';
import { CALL_MODULES } from './modules';

/** The resource calls as an OpenAPI 3.1 document. */

const uri = (name: string) => `#/components/schemas/${name}`;
const refTo = (schema: z.ZodType): JsonSchema => ({ $ref: uri(nameOf(CALL_MODULES, schema)) });
const json = (schema: z.ZodType) => ({ 'application/json': { schema: refTo(schema) } });
const failed = (description: string) => ({ description, content: json(resourceErrorSchema) });

/** Statuses that any call may answer. */
const REFUSALS_OF_ALL: Readonly<Record<string, string>> = {
  400: "The data source's settings are incomplete, or the path is not percent-encoded UTF-8.",
  401: 'The database refuses the sign-in.',
  403: 'The database user lacks a grant.',
  404: 'There is no such resource.',
  405: 'The resource is not called with this method; the header `Allow` names those that it is.',
  414: 'The path is longer than 4096 bytes.',
  429: 'The database has no connection to spare, or the data source none.',
  500: "The plugin failed, which is a fault of its own. Grafana's log has the cause.",
  502: 'The database cannot be reached, or does not hold what it should.',
  504: 'The database did not answer in time.',
};

/** @returns the document, whose schemas are those of what the calls take and answer */
export function resourceApi(docs: DocComments): Record<string, unknown> {
  const paths = pathsOf(ROUTES);
  return {
    openapi: '3.1.1',
    info: {
      title: 'StackFlow SRE Metrics: resource calls',
      // Of the calls, not of the plugin: a release that leaves them alone leaves this document alone.
      version: '1',
      description:
        "What the data source answers beside queries, through Grafana's `resources` of a data source. Times are ISO 8601 in UTC. Ids are decimal texts, since bigints do not fit a JSON number. Answers may get more fields; none is renamed or taken away within a version.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{grafana}/api/datasources/uid/{uid}/resources',
        variables: {
          grafana: { default: 'http://localhost:3000', description: "Grafana's address." },
          uid: { default: 'stackflow-sre-metrics', description: "The data source's uid." },
        },
      },
    ],
    security: [{ serviceAccount: [] }],
    paths,
    components: {
      securitySchemes: {
        serviceAccount: { type: 'http', scheme: 'bearer', description: 'A token of a Grafana service account.' },
      },
      responses: Object.fromEntries(
        Object.entries(REFUSALS_OF_ALL).map(([status, description]) => [`Failed${status}`, failed(description)])
      ),
      schemas: usedIn(paths, schemasOfCalls(docs)),
    },
  };
}

/** How a route is called in `CALL_DESCRIPTIONS`. */
export const keyOf = ({ method, pattern }: Pick<Route, 'method' | 'pattern'>): string => `${method} ${pattern}`;

/** A route's path as OpenAPI writes it. */
export const pathOf = (pattern: string): string => `/${pattern.replace('...}', '}')}`;

function pathsOf(routes: readonly Route[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const description = CALL_DESCRIPTIONS[keyOf(route)];
    if (description === undefined) {
      throw new Error(
        `The resource call "${keyOf(route)}" is not described in tooling/reference/call-descriptions.ts.`
      );
    }
    const path = pathOf(route.pattern);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, description) };
  }
  return paths;
}

function operationOf(route: Route, call: CallDescription): Record<string, unknown> {
  const parameters = [...pathParameters(route, call), ...(call.query ?? []).map(queryParameter)];
  return {
    operationId: operationIdOf(route),
    summary: call.summary,
    description: [call.description, whoMay(call)].filter(Boolean).join('\n\n'),
    'x-grafana-role': call.role,
    ...(parameters.length > 0 && { parameters }),
    ...(call.body && { requestBody: { required: true, content: json(call.body) } }),
    responses: responsesOf(call),
  };
}

function whoMay({ role, setting }: CallDescription): string {
  const who = role === 'Viewer' ? 'Whoever may query the data source may call it.' : 'Only Editors and Admins may.';
  return setting === undefined ? who : `${who} The setting \`${setting}\` must be on.`;
}

function responsesOf({ answer, refusals = {} }: CallDescription): Record<string, unknown> {
  const responses: Record<string, unknown> = {
    [answer.status]: { description: answer.description, content: json(answer.schema) },
  };
  for (const status of Object.keys(REFUSALS_OF_ALL)) {
    responses[status] = { $ref: `#/components/responses/Failed${status}` };
  }
  for (const [status, description] of Object.entries(refusals)) {
    const always = REFUSALS_OF_ALL[status];
    responses[status] = failed(always === undefined ? description : `${description} Or: ${always}`);
  }
  return responses;
}

function pathParameters({ pattern }: Route, { path = {} }: CallDescription): unknown[] {
  return [...pattern.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name = '']) => {
    const description = path[name];
    if (description === undefined) {
      throw new Error(`The parameter ${name} of ${pattern} is not described.`);
    }
    return { name, in: 'path', required: true, description, schema: { type: 'string' } };
  });
}

function queryParameter({ name, description, required, schema }: QueryParameter) {
  const { $schema: _dialect, ...written }: JsonSchema = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  return { name, in: 'query', description, ...(required && { required }), schema: written };
}

/** `getSloDefinitionsHistory`, `putSloDefinitionsById`. */
function operationIdOf({ method, pattern }: Route): string {
  const parts = pattern.split('/');
  const fixed = parts.filter((part) => !part.startsWith('{')).flatMap((part) => part.split('-'));
  const last = parts.at(-1) ?? '';
  const words = last.startsWith('{') ? [...fixed, 'by', last.replaceAll(/\W/g, '')] : fixed;
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Bodies as they are sent, everything else as it is answered. */
function schemasOfCalls(docs: DocComments): Record<string, JsonSchema> {
  const bodies = new Set(
    Object.values(CALL_DESCRIPTIONS).flatMap(({ body }) => (body === undefined ? [] : [nameOf(CALL_MODULES, body)]))
  );
  const sent = jsonSchemas(CALL_MODULES, { direction: 'input', uri, docs });
  const answered = jsonSchemas(CALL_MODULES, { direction: 'output', uri, docs });
  return Object.fromEntries(
    Object.keys(answered).map((name) => [name, (bodies.has(name) ? sent : answered)[name] ?? {}])
  );
}

/** Only what the calls lead to. */
function usedIn(paths: unknown, schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const used = new Set<string>(['ResourceError']);
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (!used.has(name)) {
        used.add(name);
        visit(schemas[name] ?? {});
      }
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}
