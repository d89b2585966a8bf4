import { z } from 'zod';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { DataQuery, DataResponse } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { PluginProcess } from '../../tooling/plugin-process';
import { frameJson } from './frame-json';
import { HttpError, jsonAnswer } from './http';
import type { Answer } from './http';

/** `POST /api/ds/query`: queries in Grafana's JSON to the backend's calls, Arrow frames back to JSON. */

const epochMs = z.coerce.bigint();

const requestSchema = z.object({
  from: epochMs,
  to: epochMs,
  queries: z
    .array(
      z.looseObject({
        refId: z.string(),
        queryType: z.string().default(''),
        intervalMs: z.number().default(1000),
        maxDataPoints: z.number().default(100),
      })
    )
    .min(1),
});

/** @throws HttpError 400 where the request is none of Grafana's */
export async function answerQueries(plugin: PluginProcess, context: PluginContext, body: unknown): Promise<Answer> {
  const request = requestSchema.safeParse(body);
  if (!request.success) {
    throw new HttpError(400, `The queries cannot be read: ${z.prettifyError(request.error)}`);
  }
  const { queries, from, to } = request.data;
  const timeRange = { fromEpochMS: from, toEpochMS: to };
  const { responses } = await plugin.queryData(
    context,
    queries.map((query) => ({ ...dataQuery(query), timeRange }))
  );
  const results = Object.fromEntries(queries.map(({ refId }) => [refId, resultOf(responses[refId], refId)] as const));
  const failed = Object.values(results).some(({ error }) => error !== undefined);
  // As Grafana does, which tells of every query's own failure inside.
  return jsonAnswer({ results }, failed ? 400 : 200);
}

type Query = z.output<typeof requestSchema>['queries'][number];

function dataQuery(query: Query): Omit<DataQuery, 'timeRange'> {
  const { refId, queryType, intervalMs, maxDataPoints } = query;
  return {
    refId,
    queryType,
    intervalMS: BigInt(Math.round(intervalMs)),
    maxDataPoints: BigInt(Math.round(maxDataPoints)),
    json: Buffer.from(JSON.stringify(query)),
  };
}

function resultOf(response: DataResponse | undefined, refId: string) {
  if (response === undefined) {
    return { status: 500, error: `The backend did not answer query ${refId}.`, frames: [] };
  }
  const { error, errorSource, status } = response;
  const frames = response.frames.map((bytes) => frameJson(bytes, refId));
  return error === '' ? { status: 200, frames } : { status, error, errorSource, frames };
}
