import { startEmbeddedDatabase } from '../../tooling/embedded-database';
import type { EmbeddedDatabaseOptions } from '../../tooling/embedded-database';

/**
 * A process that starts a server, prints its port and holds it, as the demo does. Its argument is
 * the options as JSON. Over its standard input it is told to `stop`, or to `exit` without stopping.
 */
async function hold(): Promise<void> {
  const database = await startEmbeddedDatabase(JSON.parse(process.argv[2] ?? '{}') as EmbeddedDatabaseOptions);
  process.stdout.write(`${database.port}\n`);
  process.stdin.once('data', (word) => {
    if (String(word) === 'exit') {
      process.exit(0);
    }
    // Else it alone would keep this process alive.
    process.stdin.destroy();
    void database.stop();
  });
}

hold().catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
