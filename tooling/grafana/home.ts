import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { ROOT } from '../paths';

/** A Grafana that is installed on this machine. */
export interface GrafanaHome {
  /** The folder that holds `bin`, `conf` and `public`. */
  readonly path: string;
  /** What starts its server, before the server's own arguments. */
  readonly command: readonly [string, ...string[]];
  /** For example `12.3.1`. */
  readonly version: string;
}

const VARIABLE = 'GRAFANA_HOME';
const HINT = `Set ${VARIABLE} to the folder of an unpacked or installed Grafana, for example /usr/share/grafana.`;
const PARTS = ['conf/defaults.ini', 'public'];
const VERSION = /\b(\d+)\.(\d+)\.\d+\S*/;
/** How long a Grafana may take to say its version. */
const VERSION_TIMEOUT_MS = 20_000;

/**
 * The Grafana of `GRAFANA_HOME`.
 *
 * @throws Error that says what is missing, and what to do
 */
export async function findGrafana(env: NodeJS.ProcessEnv): Promise<GrafanaHome> {
  const path = env[VARIABLE];
  if (path === undefined || path === '') {
    throw new Error(`${VARIABLE} is not set. ${HINT}`);
  }
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new Error(`${VARIABLE} names ${path}, which is not a folder. ${HINT}`);
  }
  const command = serverCommand(path);
  const missing = PARTS.filter((part) => !existsSync(join(path, part)));
  if (missing.length > 0) {
    throw new Error(`${path} is not a Grafana: ${missing.join(' and ')} are missing there. ${HINT}`);
  }
  const version = await versionOf(command);
  refuseOldVersion(version, path);
  return { path, command, version };
}

function serverCommand(home: string): GrafanaHome['command'] {
  const [grafana, server] = ['grafana', 'grafana-server'].map((name) => join(home, 'bin', name));
  if (grafana !== undefined && existsSync(grafana)) {
    return [grafana, 'server'];
  }
  if (server !== undefined && existsSync(server)) {
    return [server];
  }
  throw new Error(`${home} is not a Grafana: it has neither bin/grafana nor bin/grafana-server. ${HINT}`);
}

async function versionOf([executable, ...args]: GrafanaHome['command']): Promise<string> {
  const output = await promisify(execFile)(executable, [...args, '-v'], { timeout: VERSION_TIMEOUT_MS }).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message.trim() : String(error);
      throw new Error(`${executable} does not run: ${reason}`, { cause: error });
    }
  );
  const version = VERSION.exec(output.stdout)?.[0];
  if (version === undefined) {
    throw new Error(`${executable} does not tell its version but: ${output.stdout.trim() || 'nothing'}`);
  }
  return version;
}

function refuseOldVersion(version: string, home: string): void {
  const needed = neededVersion();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < needed.major || (major === needed.major && minor < needed.minor)) {
    throw new Error(
      `The Grafana in ${home} is ${version}; the plugin needs ${needed.major}.${needed.minor} or later. Update it, or name another by ${VARIABLE}.`
    );
  }
}

/** The least version that plugin.json allows. */
function neededVersion(): { major: number; minor: number } {
  const manifest = z
    .object({ dependencies: z.object({ grafanaDependency: z.string() }) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'src/plugin.json'), 'utf8')));
  const [, major, minor] = VERSION.exec(manifest.dependencies.grafanaDependency) ?? [];
  return { major: Number(major), minor: Number(minor) };
}
