import { once } from 'node:events';

import { hasEnded } from './until';

/** Ends the test server and waits until it has gone. */
export default async function globalTeardown(): Promise<void> {
  const child = globalThis.sreMetricsTestServer;
  if (child !== undefined && !hasEnded(child)) {
    child.stdin?.end();
    await once(child, 'exit');
  }
}
