import { accessSync, constants, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ServerCredentials } from '@grpc/grpc-js';
import type { Server } from '@grpc/grpc-js';

import { replaceWornSessions } from './session-wear';

/** Where the server listens, as the handshake line names it. */
export type Address =
  { readonly network: 'unix'; readonly path: string } | { readonly network: 'tcp'; readonly hostPort: string };

/** A unix socket's path must be shorter (`sun_path` of Linux; macOS has 104). */
const MAX_SOCKET_PATH_BYTES = 103;

/**
 * Binds the server to a unix socket, or to a free port on 127.0.0.1 where no folder takes one
 * (a read-only system, a path too long, Windows).
 *
 * @throws where neither can be had
 */
export async function listen(server: Server, env: NodeJS.ProcessEnv): Promise<Address> {
  const address = await bindSomewhere(server, env);
  replaceWornSessions(server);
  return address;
}

async function bindSomewhere(server: Server, env: NodeJS.ProcessEnv): Promise<Address> {
  const path = socketPath(env);
  // Some file systems take files but no sockets, which only trying tells.
  if (path !== null && (await canBind(server, `unix:${path}`))) {
    return { network: 'unix', path };
  }
  const port = await bind(server, '127.0.0.1:0');
  return { network: 'tcp', hostPort: `127.0.0.1:${port}` };
}

function socketPath(env: NodeJS.ProcessEnv): string | null {
  if (process.platform === 'win32') {
    return null;
  }
  const folder = env['PLUGIN_UNIX_SOCKET_DIR'] ?? tmpdir();
  const path = join(folder, `sre-metrics-${process.pid}-${Date.now().toString(36)}.sock`);
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES && isWritable(folder) ? path : null;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canBind(server: Server, address: string): Promise<boolean> {
  return bind(server, address).then(
    () => true,
    () => false
  );
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) {
        resolve(port);
      } else {
        reject(error);
      }
    });
  });
}

/** Takes the socket's file away; a port needs nothing. */
export function release(address: Address): void {
  if (address.network === 'unix') {
    try {
      unlinkSync(address.path);
    } catch {
      // Gone already: the server removes it too when it closes.
    }
  }
}

/** go-plugin's core protocol, and Grafana's plugin protocol within it. */
const CORE_PROTOCOL_VERSION = 1;
const APPLICATION_PROTOCOL_VERSION = 2;

/** The one line on stdout by which the host learns where to connect. */
export function handshakeLine(address: Address): string {
  const where = address.network === 'unix' ? `unix|${address.path}` : `tcp|${address.hostPort}`;
  return `${CORE_PROTOCOL_VERSION}|${APPLICATION_PROTOCOL_VERSION}|${where}|grpc\n`;
}
