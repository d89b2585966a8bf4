import type { Context } from 'aws-lambda';

import { GitHubSyncFunction } from './github-sync-handler';

/** The bundle's entry: what AWS Lambda calls as `index.handler`. */

const syncFunction = new GitHubSyncFunction(process.env, (line) => process.stdout.write(`${line}\n`));

export function handler(event: unknown, context: Context) {
  return syncFunction.handle(event, context);
}
