import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Programs from PyPI: each in a folder of its own outside of the project, installed once a machine. */

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

export interface PythonProgram {
  /** What PyPI calls it. */
  readonly name: string;
  readonly version: string;
  /** What else of it is wanted, such as `server` in `moto[server]`; null: nothing. */
  readonly extra: string | null;
  /** The executable that it brings. */
  readonly program: string;
}

/**
 * Installs a program where it is not there yet.
 *
 * @returns the path of its executable
 * @throws Error that says what is missing on this machine
 */
export function installPythonProgram({ name, version, extra, program }: PythonProgram): string {
  const folder = join(CACHE, 'sre-metrics', `${name}-${version}`);
  const path = join(folder, 'bin', program);
  if (!existsSync(path)) {
    call('python3', ['--version'], `${name} needs Python 3; Debian: apt-get install python3 python3-venv`);
    call('python3', ['-m', 'venv', '--clear', folder], 'Debian: apt-get install python3-venv');
    const requirement = `${name}${extra === null ? '' : `[${extra}]`}==${version}`;
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
    call(join(folder, 'bin', 'python'), pip, `${name} comes from PyPI, which must be reachable.`);
  }
  return path;
}

/**
 * Runs a program to its end.
 *
 * @param advice what to do where it fails
 * @returns what it printed
 * @throws Error with what the program said where it fails
 */
export function call(command: string, args: readonly string[], advice: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error([error?.message, stdout, stderr, advice].filter((text) => text?.trim()).join('\n'));
  }
  return stdout.trim();
}
