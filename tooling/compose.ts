import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths';

/** docker-compose.yml, and what Docker Compose says of it. Reading it needs no Docker engine. */

const COMPOSE_FILE = join(ROOT, 'docker-compose.yml');
/** Names everything and sets no password; a .env of this checkout would be its owner's. */
const EXAMPLE = join(ROOT, '.env.example');

export const composeText = (): string => readFileSync(COMPOSE_FILE, 'utf8');

/** Variables without which the file is refused, in order of appearance. */
export function requiredVariables(text = composeText()): readonly string[] {
  return [...new Set(Array.from(text.matchAll(/\$\{(\w+):\?/g), ([, name]) => name ?? ''))];
}

export interface ComposeAnswer {
  /** The program that answered, for example `docker-compose`. */
  readonly program: string;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Debian's package and the plugin of Docker's command line. */
const PROGRAMS = [['docker-compose'], ['docker', 'compose']] as const;

/**
 * What `config` makes of the file, worker included.
 *
 * @param variables all that the file can see; .env is not read
 * @returns null where neither `docker-compose` nor `docker compose` is installed
 */
export function composeConfig(variables: Readonly<Record<string, string>>): ComposeAnswer | null {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...variables };
  for (const [command, ...first] of PROGRAMS) {
    if (spawnSync(command, [...first, 'version'], { env }).status === 0) {
      const args = [...first, '--env-file', EXAMPLE, '--file', COMPOSE_FILE, '--profile', 'worker', 'config'];
      const { status, stdout, stderr } = spawnSync(command, args, { env, cwd: ROOT, encoding: 'utf8' });
      return { program: [command, ...first].join(' '), status, stdout, stderr };
    }
  }
  return null;
}

export const NOT_INSTALLED =
  'docker-compose.yml is not checked by Docker Compose: neither "docker-compose" (Debian: apt-get install docker-compose) nor "docker compose" is installed.';
