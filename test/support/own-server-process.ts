import { startEmbeddedDatabase } from '../../tooling/embedded-database';
import type { EmbeddedDatabase } from '../../tooling/embedded-database';
import type { ServerCommand, ServerReply } from './own-server';

/** The child process of `startOwnServer`: a PostgreSQL that does as it is told over IPC. */

let server: EmbeddedDatabase | undefined;

async function obey(command: ServerCommand): Promise<ServerReply> {
  if (command.action === 'start') {
    server = await startEmbeddedDatabase({ inMemory: true, ...(command.tls !== null && { tls: command.tls }) });
  } else {
    await server?.[command.action]();
  }
  return { port: server?.port ?? 0 };
}

process.on('message', (command: ServerCommand) => {
  obey(command).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ error: String(error) } satisfies ServerReply)
  );
});
// The test run is gone: so is its server.
process.on('disconnect', () => {
  void Promise.resolve(server?.stop()).finally(() => process.exit(0));
});
