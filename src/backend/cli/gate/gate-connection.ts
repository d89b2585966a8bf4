import { Option } from 'commander';

import { clientReader } from '../../aurora/client-reader';
import type { Reader } from '../../aurora/reader';
import { connectionConfig } from '../../environment/connection';
import type { Task } from '../../environment/database-errors';
import { withClient } from '../../environment/with-client';
import type { Scope } from '../../metrics/scope';

/** What the gate's commands have in common. */

/** More than anybody reads at a terminal. */
export const ROW_LIMIT = 10_000;

export interface Connected {
  readonly reader: Reader;
  /** The database user. */
  readonly user: string;
}

/** Connects to the database of `--url` or the environment, and works. */
export async function withGateReader<T>(
  url: string | undefined,
  env: NodeJS.ProcessEnv,
  task: Task,
  work: (connected: Connected) => Promise<T>
): Promise<T> {
  return await withClient(connectionConfig(url, env), task, (client) =>
    work({ reader: clientReader(client), user: client.user ?? 'unknown' })
  );
}

export function servicesOption(): Option {
  return new Option('--service <name...>', 'only these services').default([], 'every service');
}

export function scopeOf(services: readonly string[]): Scope {
  return { services, teams: [], tiers: [] };
}

/** Who did it; a blank name would hide who it was. */
export function whoOf(as: string | undefined, user: string): string {
  return as?.trim() || user;
}

export function asOption(): Option {
  return new Option('--as <name>', 'who does it, for the record (default: the database user)');
}
