import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';

import { badRequest, Failure } from '../../model/failure';
import { URL_VARIABLE } from '../environment/connection';
import { GITHUB_VARIABLES } from '../environment/github-api-settings';
import type { Log } from '../environment/log';
import { WORKER_VARIABLES } from '../environment/variables';

/** Variables that name secrets of AWS Secrets Manager. */
export const SECRET_VARIABLES = {
  /** A JSON object of variables that this program knows, such as `SRE_METRICS_GITHUB_WEBHOOK_SECRET`. */
  own: 'SRE_METRICS_SECRET_ARN',
  /** A secret as RDS keeps it: `username` and `password`, and where it is by `host`, `port`, `dbname`. */
  database: 'SRE_METRICS_DATABASE_SECRET_ARN',
} as const;

/** A secret that was changed is in use after this time at the latest. */
const KEEP_MS = 5 * 60_000;

const value = z.union([z.string(), z.number()]).transform(String).optional();

const ownSchema = z.strictObject(
  Object.fromEntries(
    [
      WORKER_VARIABLES.webhookSecret,
      GITHUB_VARIABLES.token,
      GITHUB_VARIABLES.appId,
      GITHUB_VARIABLES.privateKey,
      GITHUB_VARIABLES.installationId,
      URL_VARIABLE,
      'PGUSER',
      'PGPASSWORD',
    ].map((name) => [name, value])
  )
);

const databaseSchema = z
  .object({ username: value, password: value, host: value, port: value, dbname: value })
  .transform(({ username, password, host, port, dbname }) => ({
    PGUSER: username,
    PGPASSWORD: password,
    PGHOST: host,
    PGPORT: port,
    PGDATABASE: dbname,
  }));

type Values = Readonly<Record<string, string | undefined>>;

/** Secrets as variables of the environment, kept for five minutes. */
export class Secrets {
  readonly #client = new SecretsManagerClient({ maxAttempts: 3 });
  readonly #cache = new Map<string, { readonly values: Values; readonly untilMs: number }>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * The environment with what secrets add to it; a variable that is set there wins.
   *
   * @throws Failure for a secret that cannot be read, or holds something else; never with a value
   */
  async environment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
    const own = await this.#read(env[SECRET_VARIABLES.own], ownSchema);
    const database = await this.#read(env[SECRET_VARIABLES.database], databaseSchema);
    return { ...database, ...own, ...withoutBlanks(env) };
  }

  async #read(id: string | undefined, schema: z.ZodType<Values>): Promise<Values> {
    if (id === undefined || id === '') {
      return {};
    }
    const cached = this.#cache.get(id);
    if (cached !== undefined && Date.now() < cached.untilMs) {
      return cached.values;
    }
    try {
      const values = valuesOf(id, await this.#fetch(id), schema);
      this.#cache.set(id, { values, untilMs: Date.now() + KEEP_MS });
      return values;
    } catch (error) {
      if (cached === undefined) {
        throw error;
      }
      this.#log.warn('A secret could not be read again; its last value is used', { secret: id, error: nameOf(error) });
      return cached.values;
    }
  }

  async #fetch(id: string): Promise<string> {
    try {
      const { SecretString: text } = await this.#client.send(new GetSecretValueCommand({ SecretId: id }));
      return text ?? '';
    } catch (error) {
      throw new Failure({
        status: 502,
        source: 'downstream',
        message: `The secret ${id} cannot be read (${nameOf(error)}).`,
        advice: 'The function needs secretsmanager:GetSecretValue on it, kms:Decrypt on its key, and a way to AWS.',
        cause: error,
      });
    }
  }
}

function valuesOf(id: string, text: string, schema: z.ZodType<Values>): Values {
  const read = schema.safeParse(jsonOf(text));
  if (!read.success) {
    const what = read.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown names: ${issue.keys.join(', ')}`
        : `${issue.path.join('.') || 'it'} is of another kind`
    );
    throw badRequest(`The secret ${id} must hold a JSON object of known names with texts (${what.join('; ')}).`);
  }
  return read.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What AWS calls an error; its text may quote what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function withoutBlanks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, text]) => text !== undefined && text.trim() !== ''));
}
