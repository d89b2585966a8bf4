/**
 * `npm run test:conformance`: packages the plugin, unzips it as an administrator would, sets up a
 * database with the executable's own command line, and lets a real go-plugin host judge it.
 * `-- --packaged` judges what `npm run package` has made instead. Other arguments go to `go test`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { buildBackend } from '../../tooling/backend-bundle';
import { startEmbeddedDatabase } from '../../tooling/embedded-database';
import type { EmbeddedDatabase } from '../../tooling/embedded-database';
import { DIST, EXECUTABLE, PLUGIN_ID, ROOT } from '../../tooling/paths';
import { hostPlatform } from '../../tooling/platforms';
import type { Platform } from '../../tooling/platforms';
import { packagePlatform, zipPathOf } from '../../tooling/plugin-package';
import { run } from '../../tooling/run';
import { FIXTURE, FIXTURE_SQL } from './fixture';

const PACKAGED = '--packaged';
const IS_PACKAGED = process.argv.includes(PACKAGED);
const GO_ARGUMENTS = process.argv.slice(2).filter((argument) => argument !== PACKAGED);

const DATABASE = 'fixture';
const READER = { user: 'conformance', password: 'conformance-secret' } as const;

/** Runs a program to its end. The database's output is read meanwhile, or it would stand still. */
async function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = ROOT): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed.`);
  }
}

function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/** Of the zip that is judged. */
async function packaged(platform: Platform): Promise<string> {
  if (IS_PACKAGED) {
    return zipPathOf(platform);
  }
  if (!existsSync(join(DIST, 'module.js'))) {
    await execute('npm', ['run', 'build:frontend'], process.env);
  }
  await buildBackend();
  return packagePlatform(platform);
}

/** Unzips the package below `folder`; returns the executable's path. */
async function install(folder: string): Promise<string> {
  const platform = hostPlatform();
  const zip = await packaged(platform);
  await execute('unzip', ['-q', zip, '-d', folder], process.env);
  return join(folder, PLUGIN_ID, `${EXECUTABLE}_${platform.suffix}${platform.extension}`);
}

async function query(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Migrates and fills the database with nothing but the packaged executable, in an empty environment. */
async function setUp(database: EmbeddedDatabase, executable: string, folder: string): Promise<void> {
  const url = database.urlOf(DATABASE);
  const env: NodeJS.ProcessEnv = { SRE_METRICS_DATABASE_URL: url };
  await query(database.urlOf('postgres'), `create database ${DATABASE}`);
  await execute(executable, ['migrate'], env);
  for (const [kind, text] of Object.entries(FIXTURE)) {
    const file = join(folder, `${kind}.csv`);
    writeFileSync(file, text);
    await execute(executable, ['import', file, '--kind', kind], env);
  }
  await query(url, FIXTURE_SQL);
  await query(url, `create role ${READER.user} login password '${READER.password}' in role sre_metrics_reader`);
}

async function judge(database: EmbeddedDatabase, executable: string, framesFolder: string): Promise<void> {
  const setting = {
    executable,
    adminUrl: database.urlOf(DATABASE),
    host: database.host,
    port: database.port,
    database: DATABASE,
    ...READER,
    framesFolder,
  };
  const env = { ...process.env, CONFORMANCE_SETTING: JSON.stringify(setting) };
  const args = ['test', '-count=1', '-timeout=5m', '-v', ...GO_ARGUMENTS, '.'];
  await execute('go', args, env, __dirname);
}

/** Looks at the answers as the browser does, sent by the servers of the oldest and the newest Grafana. */
async function display(framesFolder: string): Promise<void> {
  if (readdirSync(framesFolder).length === 0) {
    console.log('The displayed frames were not checked: TestFrames was not among the tests.');
    return;
  }
  await execute('go', ['run', '.', framesFolder], process.env, join(__dirname, 'grafana-12'));
  await execute(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'displayed-frames.ts'), framesFolder],
    process.env
  );
}

async function main(): Promise<void> {
  if (!hasGo()) {
    if (process.env['CI'] === 'true') {
      throw new Error('Go is missing; the conformance test needs it.');
    }
    console.log('The conformance test was not run: it needs Go (https://go.dev/dl), which is not installed here.');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sre-conformance-'));
  // PostgreSQL runs as a user of its own where we are root, and must reach its data below.
  chmodSync(folder, 0o755);
  let database: EmbeddedDatabase | null = null;
  try {
    const executable = await install(folder);
    const dataFolder = join(folder, 'postgres');
    mkdirSync(dataFolder);
    database = await startEmbeddedDatabase({ dataFolder });
    await setUp(database, executable, folder);
    const framesFolder = join(folder, 'frames');
    mkdirSync(framesFolder);
    await judge(database, executable, framesFolder);
    await display(framesFolder);
  } finally {
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

run(main);
