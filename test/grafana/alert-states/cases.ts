import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

/** The cases of `test/conformance`, which hold its own evaluator to what Grafana does. */

const statesSchema = z.record(z.string(), z.string());

const caseSchema = z.strictObject({
  name: z.string(),
  for: z.string(),
  keepFiringFor: z.string(),
  noDataState: z.enum(['NoData', 'OK', 'Alerting', 'KeepLast']),
  execErrState: z.enum(['Error', 'OK', 'Alerting', 'KeepLast']),
  missingEvaluations: z.number().optional(),
  steps: z.array(
    z.strictObject({
      restart: z.literal(true).optional(),
      /** What the condition gives for each instance, or that the query fails. */
      answer: z.union([z.literal('error'), z.record(z.string(), z.union([z.literal(0), z.literal(1), z.null()]))]),
      /** By instance; "" stands for the whole rule. */
      states: statesSchema,
      'statesFrom12.4': statesSchema.optional(),
    })
  ),
});
export type StateCase = z.infer<typeof caseSchema>;
export type StateStep = StateCase['steps'][number];

const fileSchema = z.strictObject({ intervalSeconds: z.number(), cases: z.array(caseSchema).min(1) });

export function readStateCases(): z.infer<typeof fileSchema> {
  const text = readFileSync(join(__dirname, '../../conformance/alert-states.json'), 'utf8');
  return fileSchema.parse(JSON.parse(text));
}

/** @param version of Grafana, such as `12.3.0` */
export function statesOf(step: StateStep, version: string): Readonly<Record<string, string>> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isLater = major > 12 || (major === 12 && minor >= 4);
  return (isLater ? step['statesFrom12.4'] : undefined) ?? step.states;
}
