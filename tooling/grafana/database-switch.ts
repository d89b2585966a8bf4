import { once } from 'node:events';
import { createServer } from 'node:http';

import { startCuttingProxy } from '../../test/support/cutting-proxy';
import { LOOPBACK } from '../ports';

/** A way to the demo's database that tests interrupt over HTTP, as an outage would. */
export interface DatabaseSwitch {
  /** Where Grafana finds the database, on 127.0.0.1. */
  readonly databasePort: number;
  close(): Promise<void>;
}

/**
 * Listens on `port`: `PUT /off` drops every connection to the database and refuses new ones, `PUT /on` ends that.
 *
 * @param databasePort of the database itself
 */
export async function startDatabaseSwitch(port: number, databasePort: number): Promise<DatabaseSwitch> {
  const proxy = await startCuttingProxy(databasePort);
  const positions = new Map([
    ['/off', () => proxy.hold()],
    ['/on', () => proxy.release()],
  ]);
  const server = createServer(({ method, url = '' }, response) => {
    const turn = method === 'PUT' ? positions.get(url) : undefined;
    turn?.();
    response.writeHead(turn === undefined ? 404 : 204).end();
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    databasePort: proxy.port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await proxy.close();
    },
  };
}
