import type { Context } from 'aws-lambda';

import { PublishMetricsFunction } from './publish-handler';

/** The bundle's entry: what AWS Lambda calls as `index.handler`. */

const publishFunction = new PublishMetricsFunction(process.env, (line) => process.stdout.write(`${line}\n`));

export function handler(event: unknown, context: Context) {
  return publishFunction.handle(event, context);
}
