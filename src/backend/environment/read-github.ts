import { GITHUB_VARIABLES, readGithubApiSettings } from './github-api-settings';
import type { Settings } from './github-api-settings';
import { WORKER_VARIABLES } from './variables';

/** A shorter secret could be guessed. */
const SECRET_LENGTH = 16;

export interface GitHubConfig {
  /** Null: GitHub is never asked; what deliveries tell is stored, and there is no reconciliation. */
  readonly api: Settings | null;
  /** Null: the webhook is off. */
  readonly webhookSecret: string | null;
}

/**
 * GitHub by the environment; without a single variable of it, it is not used.
 *
 * @param errors takes what is wrong, without the values
 */
export function readGitHub(env: NodeJS.ProcessEnv, errors: string[]): GitHubConfig {
  const webhookSecret = readSecret(env, WORKER_VARIABLES.webhookSecret, errors);
  return { api: readApi(env, errors), webhookSecret };
}

/** A secret by which requests are signed; null: it is not set. */
export function readSecret(env: NodeJS.ProcessEnv, name: string, errors: string[]): string | null {
  // A line end that came with a file is no part of the secret.
  const secret = env[name]?.trim() || null;
  if (secret !== null && secret.length < SECRET_LENGTH) {
    errors.push(`${name} must have at least ${SECRET_LENGTH} characters.`);
  }
  return secret;
}

function readApi(env: NodeJS.ProcessEnv, errors: string[]): Settings | null {
  if (Object.values(GITHUB_VARIABLES).every((name) => !env[name]?.trim())) {
    return null;
  }
  const read = readGithubApiSettings(env);
  if (read.kind === 'right') {
    return read.settings;
  }
  errors.push(...read.errors);
  return null;
}
