import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from 'pg';

import { DASHBOARD_UIDS } from '../dashboards/ids';
import { temporaryFolder } from '../tooling/data-folder';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { startDatabaseSwitch } from '../tooling/grafana/database-switch';
import { layOutGrafana } from '../tooling/grafana/files';
import { findGrafana } from '../tooling/grafana/home';
import type { GrafanaHome } from '../tooling/grafana/home';
import { startGrafana } from '../tooling/grafana/server';
import { aborted, interruption } from '../tooling/interruption';
import { DIST, ROOT } from '../tooling/paths';
import { LOOPBACK, freePort, requireFreePort } from '../tooling/ports';
import { run } from '../tooling/run';
import { DATA_SET_LABELS, REAL_SHOWN_RANGE, dataSetName } from './data-sets';
import type { DataSetName } from './data-sets';
import { beginWork, connectionOf, loadDemo, urlOf } from './demo-database';
import { ensureLogin } from './login-roles';
import { writeMarkedDashboards } from './marked-dashboards';

/**
 * `npm run grafana [-- --data real --port 3000 --switch-port 3001]`: the Grafana of GRAFANA_HOME with the
 * built plugin, the provisioning of this checkout and the demo's database, all in a temporary folder, until
 * Ctrl-C. At the switch's port tests take the database away and give it back.
 */

interface Served extends GrafanaPorts {
  readonly data: DataSetName;
}

interface GrafanaPorts {
  readonly port: number;
  /** Of the switch between Grafana and the database; there is none without. */
  readonly switchPort?: number;
}

/** The real data ends with the outages, so that "the last 30 days" would soon show nothing. */
const SHOWN: Readonly<Record<DataSetName, string>> = {
  company: '',
  real: `from=${REAL_SHOWN_RANGE.fromMs}&to=${REAL_SHOWN_RANGE.toMs}`,
};

/** A dashboard's address at the days of the data. */
function pathOf(uid: string, data: DataSetName, parameters = ''): string {
  const search = [parameters, SHOWN[data]].filter((part) => part !== '').join('&');
  return `/d/${uid}${search === '' ? '' : `?${search}`}`;
}

/** Who Grafana signs in as: it can only read. */
async function readerOf(database: EmbeddedDatabase): Promise<{ user: string; password: string }> {
  const { jsonData, secureJsonData } = connectionOf(database);
  const { host, port, user } = jsonData;
  const client = new Client({ host, port, user, database: jsonData.database, password: secureJsonData.password });
  const reader = { user: 'grafana_plugin', password: randomBytes(16).toString('hex') };
  await client.connect();
  await ensureLogin(client, { name: reader.user, password: reader.password, memberOf: ['sre_metrics_reader'] });
  await client.end();
  return reader;
}

/** What `provisioning/datasources/sre-metrics.yaml` asks for; Grafana reaches the database at `port`. */
async function datasourceVariables(database: EmbeddedDatabase, port: number): Promise<Record<string, string>> {
  const { user, password } = await readerOf(database);
  return {
    SRE_METRICS_HOST: database.host,
    SRE_METRICS_PORT: String(port),
    SRE_METRICS_DATABASE: connectionOf(database).jsonData.database,
    SRE_METRICS_USER: user,
    SRE_METRICS_PASSWORD: password,
    SRE_METRICS_TLS_MODE: 'disable',
  };
}

function printAddresses(home: GrafanaHome, port: number, data: DataSetName, url: string, adminPassword: string): void {
  const address = `http://${LOOPBACK}:${port}`;
  console.log(`
Grafana ${home.version}. ${DATA_SET_LABELS[data]}

  Dashboards  ${address}/
  Wall        ${address}${pathOf(DASHBOARD_UIDS.wall, data, 'kiosk&autofitpanels&theme=dark')}
  Alerts      ${address}/alerting/list
  Database    ${url}

Everybody may look; "admin" signs in with the password ${adminPassword}
Ctrl-C ends it, and removes what it made.`);
}

function build(): void {
  console.log('Building the plugin');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error('The plugin cannot be built; what is wrong stands above.');
  }
}

async function serve(home: GrafanaHome, folder: string, served: Served, signal: AbortSignal): Promise<void> {
  const { port, switchPort, data: name } = served;
  const dashboards = join(folder, 'dashboards');
  writeMarkedDashboards(join(DIST, 'dashboards'), dashboards, DATA_SET_LABELS[name]);
  const homePage = pathOf(DASHBOARD_UIDS.metrics, name);
  const configuration = layOutGrafana(folder, { port, dashboards, homePage });
  console.log(
    `Starting PostgreSQL, loading ${name === 'company' ? 'a sample company' : 'real pull requests and outages'}`
  );
  const database = await startEmbeddedDatabase();
  const databaseSwitch = switchPort === undefined ? null : await startDatabaseSwitch(switchPort, database.port);
  try {
    signal.throwIfAborted();
    const endWork = await beginWork(database, await loadDemo(database, name));
    signal.throwIfAborted();
    console.log(`Starting Grafana ${home.version}`);
    const adminPassword = process.env['GRAFANA_ADMIN_PASSWORD'] ?? randomBytes(8).toString('hex');
    const env = await datasourceVariables(database, databaseSwitch?.databasePort ?? database.port);
    const server = await startGrafana({ home, configuration, port, adminPassword, env, signal });
    printAddresses(home, port, name, urlOf(database), adminPassword);
    await Promise.race([server.ended, aborted(signal)]);
    await server.stop();
    await endWork();
  } finally {
    await databaseSwitch?.close();
    await database.stop();
  }
}

/** @throws Error where a port cannot be used */
async function portsOf(args: Readonly<Partial<Record<'port' | 'switch-port', string>>>): Promise<GrafanaPorts> {
  const usable = async (name: keyof typeof args, text: string) => {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new Error(`--${name} must be a number from 1 to 65535.`);
    }
    await requireFreePort(port);
    return port;
  };
  const { port, 'switch-port': switchPort } = args;
  return {
    port: port === undefined ? await freePort() : await usable('port', port),
    ...(switchPort !== undefined && { switchPort: await usable('switch-port', switchPort) }),
  };
}

async function grafana(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'switch-port': { type: 'string' },
      data: { type: 'string', default: 'company' },
    },
  });
  const data = dataSetName(values.data);
  const home = await findGrafana(process.env);
  const ports = await portsOf(values);
  const signal = interruption();
  build();
  const folder = await temporaryFolder('sre-metrics-grafana-');
  try {
    await serve(home, folder.path, { ...ports, data }, signal);
  } catch (error) {
    // What a step says that Ctrl-C has cut short is no news.
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    await folder.release();
  }
}

run(grafana);
