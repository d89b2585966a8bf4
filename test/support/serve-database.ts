import { startTestServer } from './test-server';

/**
 * A process that runs the test server until its standard input ends, so that the server goes with
 * whoever started it, however that one ends. Prints the server's address as one line of JSON.
 */
async function serve(): Promise<void> {
  const server = await startTestServer();
  process.stdin.resume().once('close', () => {
    void server.stop().then(() => process.exit(0));
  });
  const { host, port, adminUser, adminPassword } = server;
  process.stdout.write(`${JSON.stringify({ host, port, adminUser, adminPassword })}\n`);
}

void serve();
