import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

import type { SreQueryInput } from '../../../src/model/query';
import type { DecodedFrame } from '../../../tooling/decode-frame';
import { DATASOURCE, DEMO_RANGE } from '../provisioned';

/** The metric engine behind the data source, asked past every dashboard: what the screen must show. */

const frameSchema = z.object({
  schema: z.object({
    name: z.string().default(''),
    meta: z.record(z.string(), z.unknown()).default({}),
    fields: z.array(
      z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
        config: z.record(z.string(), z.unknown()).default({}),
      })
    ),
  }),
  data: z.object({ values: z.array(z.array(z.unknown())) }),
});

const answerSchema = z.object({ results: z.object({ A: z.object({ frames: z.array(frameSchema).min(1) }) }) });

/** A range as dashboards take it, in ms since the epoch. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The only frame of an answer, without any filter that the query itself has not.
 *
 * @param range default: what `DEMO_RANGE` shows
 * @throws ZodError where the answer is an error
 */
export async function frame(
  request: APIRequestContext,
  query: SreQueryInput,
  range: Range = DEMO_RANGE
): Promise<DecodedFrame> {
  const answer = await request.post('/api/ds/query', {
    data: {
      ...range,
      queries: [{ refId: 'A', datasource: { type: DATASOURCE.type, uid: DATASOURCE.uid }, timeZone: 'UTC', ...query }],
    },
  });
  const [first] = answerSchema.parse(await answer.json()).results.A.frames;
  if (first === undefined) {
    throw new Error('The answer holds no frame.');
  }
  const { schema, data } = first;
  const fields = schema.fields.map((field, index) => ({ ...field, values: data.values[index] ?? [] }));
  return { name: schema.name, meta: schema.meta, fields, numRows: fields[0]?.values.length ?? 0 };
}

/** The rows of a table. */
export async function rows(request: APIRequestContext, query: SreQueryInput, range?: Range): Promise<readonly Row[]> {
  const { fields, numRows } = await frame(request, query, range);
  return Array.from({ length: numRows }, (_, row) =>
    Object.fromEntries(fields.map(({ name, values }) => [name, values[row]]))
  );
}
