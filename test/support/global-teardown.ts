import { once } from 'node:events';

import { removeTestBackend } from './built-backend';
import { hasEnded } from './until';

/** Ends the test server, waits until it has gone, and removes the backend that was built. */
export default async function globalTeardown(): Promise<void> {
  await removeTestBackend();
  const child = globalThis.sreMetricsTestServer;
  if (child !== undefined && !hasEnded(child)) {
    child.stdin?.end();
    await once(child, 'exit');
  }
}
