import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';

import { version } from '../../../../package.json';
import { withoutSlashesAtEnd } from '../../../model/without-slashes';
import type { Meter } from './meter';
import { GITHUB_COM } from './settings';
import type { GitHubApiSettings, GitHubCredentials } from './settings';
import { CutShort } from './trouble';

type AppCredentials = Extract<GitHubCredentials, { kind: 'app' }>;

/** In place of a repository: the App itself. No owner is called so, as it holds a blank. */
export const APP = 'the App';

/** Whom we are to GitHub. An App has one installation for each owner of repositories. */
export interface Accounts {
  readonly isApp: boolean;
  /** Whose limits a request about a repository (`owner/name`) counts against: `token`, or the owner. */
  nameFor(repository: string): string;
  /** Asks with Octokit that is signed in for a repository, or as `APP`. */
  as<T>(repository: string, ask: (octokit: Octokit) => Promise<T>): Promise<T>;
}

/** Nothing is sent before the first use. */
export function createAccounts(settings: GitHubApiSettings, meter: Meter): Accounts {
  const common = (account: string) => ({
    baseUrl: withoutSlashesAtEnd(settings.baseUrl ?? GITHUB_COM),
    userAgent: `sre-metrics/${version}`,
    request: { fetch: meter.fetchFor(account) },
    // `persist` does both, and can be stopped.
    throttle: { enabled: false },
    retry: { enabled: false },
    log: SILENT,
  });
  const { credentials } = settings;
  if (credentials.kind === 'token') {
    const octokit = new Octokit({ ...common('token'), auth: credentials.token });
    return { isApp: false, nameFor: () => 'token', as: (_, ask) => ask(octokit) };
  }
  return installations(credentials, common);
}

/** Octokit's own words may hold addresses and belong to no log of ours. */
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function installations(credentials: AppCredentials, common: (account: string) => object): Accounts {
  const { appId } = credentials;
  const privateKey = credentials.privateKey.replaceAll('\\n', '\n');
  const app = new Octokit({ ...common('app'), authStrategy: createAppAuth, auth: { appId, privateKey } });
  const clients = new Map<string, Octokit>();
  const signedInFor = async (repository: string) => {
    const owner = ownerOf(repository);
    const octokit =
      clients.get(owner) ??
      new Octokit({
        ...common(owner),
        authStrategy: createAppAuth,
        auth: { appId, privateKey, installationId: credentials.installationId ?? (await lookUp(app, repository)) },
      });
    clients.set(owner, octokit);
    return octokit;
  };
  return {
    isApp: true,
    nameFor: (repository) => (repository === APP ? 'app' : ownerOf(repository)),
    as: async (repository, ask) => {
      if (repository === APP) {
        return await ask(app);
      }
      const wasKnown = clients.has(ownerOf(repository));
      try {
        return await ask(await signedInFor(repository));
      } catch (error) {
        if (!wasKnown || !isSignedOut(error)) {
          throw error;
        }
        clients.delete(ownerOf(repository));
        return await ask(await signedInFor(repository));
      }
    },
  };
}

/** An App that was removed and installed again has another installation, and none of its tokens holds any more. */
function isSignedOut(error: unknown): boolean {
  const isTokenRefused = (url: string) => /\/app\/installations\/\d+\/access_tokens$/.test(url);
  return (
    error instanceof RequestError &&
    (error.status === 401 || (error.status === 404 && isTokenRefused(error.request.url)))
  );
}

const installation = z.object({ id: z.number().int() });

async function lookUp(app: Octokit, repository: string): Promise<number> {
  const [owner = '', repo = ''] = repository.split('/');
  const { data } = await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
  const parsed = installation.safeParse(data);
  if (!parsed.success) {
    throw new CutShort(`the installation on ${repository}`);
  }
  return parsed.data.id;
}

/** In lower case: GitHub takes both for the same. */
function ownerOf(repository: string): string {
  return (repository.split('/')[0] ?? '').toLowerCase();
}
