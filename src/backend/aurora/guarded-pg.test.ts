/** @jest-environment node */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { parseSettings } from '../../model/settings';
import { GuardedPool } from './guarded-pg';
import { poolConfig } from './pool-config';

function configFor(statementTimeoutSeconds: number, port = 5432) {
  const json = { host: '127.0.0.1', port, database: 'd', user: 'u', tlsMode: 'disable', statementTimeoutSeconds };
  const parsed = parseSettings(json, { password: 'p' });
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  return poolConfig(parsed.settings, { maxConnections: 1, maxLifetimeSeconds: 0 }, 'read', () => undefined);
}

it('waits for a free connection as long as a query may take, and no less than for a new one', () => {
  expect(configFor(60)).toMatchObject({ connectionTimeoutMillis: 60_000, connectTimeoutMs: 10_000 });
  expect(configFor(1)).toMatchObject({ connectionTimeoutMillis: 10_000, connectTimeoutMs: 10_000 });
});

it('gives a server up that says nothing, however long it waits for a free connection', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const pool = new GuardedPool({ ...configFor(60, port), connectTimeoutMs: 50 });
  try {
    await expect(pool.connect()).rejects.toThrow('timeout expired');
  } finally {
    await pool.end();
    sockets.forEach((socket) => socket.destroy());
    silent.close();
  }
});
