import { readFileSync } from 'node:fs';

import { badRequest } from '../../model/failure';
import { GITHUB_COM } from '../sync/api/settings';
import type { GitHubApiSettings, GitHubCredentials } from '../sync/api/settings';

/** The environment variables that say how to reach GitHub; a secret never stands in a command. */
export const GITHUB_VARIABLES = {
  token: 'SRE_METRICS_GITHUB_TOKEN',
  appId: 'SRE_METRICS_GITHUB_APP_ID',
  privateKey: 'SRE_METRICS_GITHUB_APP_PRIVATE_KEY',
  privateKeyFile: 'SRE_METRICS_GITHUB_APP_PRIVATE_KEY_FILE',
  installationId: 'SRE_METRICS_GITHUB_APP_INSTALLATION_ID',
  apiUrl: 'SRE_METRICS_GITHUB_API_URL',
} as const;

export const GITHUB_HELP = `
GitHub is reached with a personal token in ${GITHUB_VARIABLES.token}, or as an App with
${GITHUB_VARIABLES.appId} and ${GITHUB_VARIABLES.privateKey}
(the key itself) or ${GITHUB_VARIABLES.privateKeyFile} (its file).
${GITHUB_VARIABLES.installationId} fixes the installation; else each owner's own is used.
${GITHUB_VARIABLES.apiUrl} is for GitHub Enterprise Server: https://HOST/api/v3.`;

/** What the environment says of GitHub's API. */
export type Settings = Pick<GitHubApiSettings, 'credentials' | 'baseUrl'>;

/** The settings, or everything that is wrong with them, without the values of secrets. */
export type ReadSettings =
  | { readonly kind: 'right'; readonly settings: Settings }
  | { readonly kind: 'wrong'; readonly errors: readonly string[] };

/**
 * How to reach GitHub, by the environment.
 *
 * @throws Failure that tells everything that is wrong at once, without the values of secrets
 */
export function githubApiSettings(env: NodeJS.ProcessEnv): Settings {
  const read = readGithubApiSettings(env);
  if (read.kind === 'wrong') {
    throw badRequest(read.errors.join(' '));
  }
  return read.settings;
}

/** The same for a caller that has more to check. */
export function readGithubApiSettings(env: NodeJS.ProcessEnv): ReadSettings {
  const errors: string[] = [];
  const credentials = readCredentials(env, errors);
  const baseUrl = readUrl(env, errors);
  return errors.length > 0 || credentials === null
    ? { kind: 'wrong', errors }
    : { kind: 'right', settings: { credentials, baseUrl } };
}

function readCredentials(env: NodeJS.ProcessEnv, errors: string[]): GitHubCredentials | null {
  const { token: tokenName, appId: appIdName } = GITHUB_VARIABLES;
  const [token, appId] = [valueOf(env, tokenName), valueOf(env, appIdName)];
  if (token !== null && appId !== null) {
    errors.push(`Set ${tokenName} or ${appIdName}, not both.`);
    return null;
  }
  if (token !== null) {
    return { kind: 'token', token };
  }
  if (appId === null) {
    errors.push(`GitHub is not set up: set ${tokenName}, or ${appIdName} and ${GITHUB_VARIABLES.privateKey}.`);
    return null;
  }
  if (!/^([1-9]\d{0,14}|Iv[\w.]+)$/.test(appId)) {
    errors.push(`${appIdName} must be the App's id, a number, or its client id.`);
  }
  const privateKey = readPrivateKey(env, errors);
  const installationId = readInstallationId(env, errors);
  return privateKey === null ? null : { kind: 'app', appId, privateKey, installationId };
}

function readPrivateKey(env: NodeJS.ProcessEnv, errors: string[]): string | null {
  const { privateKey: name, privateKeyFile: fileName } = GITHUB_VARIABLES;
  const file = valueOf(env, fileName);
  const key = file === null ? valueOf(env, name) : readKeyFile(file, fileName, errors);
  if (key === null) {
    if (file === null) {
      errors.push(`An App needs its private key in ${name} or ${fileName}.`);
    }
    return null;
  }
  if (!/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    errors.push(`${file === null ? name : fileName} holds no private key in PEM form.`);
  }
  return key;
}

function readKeyFile(file: string, name: string, errors: string[]): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    errors.push(`The file of ${name} cannot be read.`);
    return null;
  }
}

function readInstallationId(env: NodeJS.ProcessEnv, errors: string[]): number | null {
  const text = valueOf(env, GITHUB_VARIABLES.installationId);
  if (text !== null && !/^[1-9]\d{0,14}$/.test(text)) {
    errors.push(`${GITHUB_VARIABLES.installationId} must be a whole number from 1, of up to 15 digits.`);
  }
  return text === null ? null : Number(text);
}

function readUrl(env: NodeJS.ProcessEnv, errors: string[]): string {
  const text = valueOf(env, GITHUB_VARIABLES.apiUrl) ?? GITHUB_COM;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isSafe(url) || url.username !== '' || url.password !== '') {
    errors.push(`${GITHUB_VARIABLES.apiUrl} must look like https://HOST/api/v3, without a user or password.`);
  }
  return text;
}

/** In plain text only to this very machine: every request carries a secret. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname));
}

/** A variable that is set to nothing is not set. */
function valueOf(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}
