import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Server } from '@grpc/grpc-js';

import { handshakeLine, listen, release } from './listen';

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listen-'));
  server = new Server();
});
afterEach(async () => {
  server.forceShutdown();
  await rm(folder, { recursive: true });
});

it('listens on a socket in the folder that the host names', async () => {
  const address = await listen(server, { PLUGIN_UNIX_SOCKET_DIR: folder });
  if (address.network !== 'unix') {
    throw new Error('expected a socket');
  }
  expect(address.path.startsWith(`${folder}/`)).toBe(true);
  expect(existsSync(address.path)).toBe(true);
  expect(handshakeLine(address)).toBe(`1|2|unix|${address.path}|grpc\n`);
  release(address);
  expect(existsSync(address.path)).toBe(false);
});

it.each([
  ['is missing', () => join(folder, 'nowhere')],
  ['has too long a path', () => join(folder, 'x'.repeat(100))],
  ['is a file', () => '/dev/null'],
  // Root may write to any folder, but nobody can make a socket here.
  ['takes no socket', () => '/proc'],
])('falls back to 127.0.0.1 where the folder %s', async (_, path) => {
  const address = await listen(server, { PLUGIN_UNIX_SOCKET_DIR: path() });
  expect(handshakeLine(address)).toMatch(/^1\|2\|tcp\|127\.0\.0\.1:\d+\|grpc\n$/);
});
