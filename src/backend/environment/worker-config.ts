import { parseCronItem } from 'graphile-worker';
import type { ClientConfig } from 'pg';
import { z } from 'zod';

import type { PublishDestination } from '../publish/destination';
import { badConfiguration } from './bad-configuration';
import { LOG_LEVELS } from './log';
import type { LogLevel } from './log';
import { readDatabase } from './read-database';
import { readFold } from './read-fold';
import { readGitHub, readSecret } from './read-github';
import type { GitHubConfig } from './read-github';
import { readPublishing } from './read-publishing';
import { readStatuses } from './read-statuses';
import type { StatusesConfig } from './read-statuses';
import { WORKER_VARIABLES } from './variables';
import { withoutBlanks } from './without-blanks';

/** What every process that works on the queue needs. */
export interface QueueConfig {
  readonly database: ClientConfig;
  readonly github: GitHubConfig;
  /** By which deployments are signed; null: they are not taken. */
  readonly deploymentsSecret: string | null;
  /** Null: nothing is published to CloudWatch. */
  readonly publishing: PublishDestination | null;
  readonly statuses: StatusesConfig;
  /** Whether downtime is folded. */
  readonly folds: boolean;
  readonly logLevel: LogLevel;
}

export interface WorkerConfig extends QueueConfig {
  readonly http: { readonly host: string; readonly port: number };
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Cron pattern in UTC. */
  readonly syncSchedule: string;
  /** Cron pattern in UTC. */
  readonly publishSchedule: string;
}

const logLevelSchema = z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info');

const workerSchema = z.object({
  [WORKER_VARIABLES.host]: z.string().default('0.0.0.0'),
  // 0 takes any free port.
  [WORKER_VARIABLES.port]: numberOf(0, 65_535).default(8080),
  [WORKER_VARIABLES.jobs]: numberOf(1, 32).default(4),
  [WORKER_VARIABLES.logLevel]: logLevelSchema,
  [WORKER_VARIABLES.syncSchedule]: cronOf('*/10 * * * *'),
  // After the ten minutes in which an hour's records may still come in.
  [WORKER_VARIABLES.publishSchedule]: cronOf('12 * * * *'),
});

const queueSchema = z.object({ [WORKER_VARIABLES.logLevel]: logLevelSchema });

/**
 * The worker's configuration.
 *
 * @throws Failure that lists everything that is wrong, without the values
 */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  return readConfig(env, workerSchema, (values, queue) => ({
    ...queue,
    http: { host: values[WORKER_VARIABLES.host], port: values[WORKER_VARIABLES.port] },
    concurrency: values[WORKER_VARIABLES.jobs],
    syncSchedule: values[WORKER_VARIABLES.syncSchedule],
    publishSchedule: values[WORKER_VARIABLES.publishSchedule],
  }));
}

/**
 * The configuration of a process that works on the queue now and then.
 *
 * @throws Failure as `readWorkerConfig` does
 */
export function readQueueConfig(env: NodeJS.ProcessEnv): QueueConfig {
  return readConfig(env, queueSchema, (_values, queue) => queue);
}

type Shared = z.infer<typeof queueSchema>;

function readConfig<T extends Shared, R>(
  env: NodeJS.ProcessEnv,
  schema: z.ZodType<T>,
  build: (values: T, queue: QueueConfig) => R
): R {
  const errors: string[] = [];
  const database = readDatabase(env, errors);
  const github = readGitHub(env, errors);
  const deploymentsSecret = readSecret(env, WORKER_VARIABLES.deploymentsSecret, errors);
  const publishing = readPublishing(env, errors);
  const statuses = readStatuses(env, errors);
  const folds = readFold(env, errors);
  const values = schema.safeParse(withoutBlanks(env));
  errors.push(...(values.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`));
  if (errors.length > 0 || database === null || !values.success) {
    throw badConfiguration(errors);
  }
  const logLevel = values.data[WORKER_VARIABLES.logLevel];
  return build(values.data, { database, github, deploymentsSecret, publishing, statuses, folds, logLevel });
}

function numberOf(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

function cronOf(usual: string) {
  return z.string().refine(isCron, `must be a cron pattern such as ${usual}`).default(usual);
}

function isCron(pattern: string): boolean {
  try {
    parseCronItem({ task: 'any', match: pattern });
    return true;
  } catch {
    return false;
  }
}
