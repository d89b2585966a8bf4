import { once } from 'node:events';

/** Ends the test server and waits until it has gone. */
export default async function globalTeardown(): Promise<void> {
  const child = globalThis.sreMetricsTestServer;
  if (child?.exitCode === null) {
    child.stdin?.end();
    await once(child, 'exit');
  }
}
