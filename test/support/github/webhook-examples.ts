import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Real payloads of every event of GitHub, as `@octokit/webhooks-examples` collects them. */

interface EventExamples {
  readonly name: string;
  readonly examples: readonly object[];
}

export interface Example {
  readonly event: string;
  readonly payload: object;
}

/** github.com and the versions of GitHub Enterprise Server there are payloads of. */
export const EXAMPLE_SOURCES = ['api.github.com', 'ghes-31', 'ghes-35'] as const;

export function webhookExamples(source: (typeof EXAMPLE_SOURCES)[number] = 'api.github.com'): readonly Example[] {
  const file = createRequire(__filename).resolve(`@octokit/webhooks-examples/${source}/index.json`);
  const events = JSON.parse(readFileSync(file, 'utf8')) as readonly EventExamples[];
  return events.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
