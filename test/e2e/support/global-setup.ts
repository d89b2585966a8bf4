import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { SERVED_VARIABLE } from './served';

/**
 * Starts the preview in a process of its own, unless one runs already.
 *
 * @returns ends it, and waits until it has gone
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[SERVED_VARIABLE] !== undefined) {
    return undefined;
  }
  const child = fork(join(__dirname, 'serve.ts'), { execArgv: ['--import', 'tsx'], stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = once(child, 'exit');
  const answer: unknown[] = await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('The preview ended before it was ready; its message is above.');
    }),
  ]);
  process.env[SERVED_VARIABLE] = JSON.stringify(answer[0]);
  return async () => {
    child.disconnect();
    await ended;
  };
}
