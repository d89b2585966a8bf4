import type { Octokit } from '@octokit/core';
import { z } from 'zod';

import { APP, createAccounts } from './accounts';
import type { Meter } from './meter';
import { Pauses } from './pauses';
import type { Resource } from './pauses';
import { persist } from './persist';
import type { Patience } from './persist';
import type { GitHubApiSettings } from './settings';
import { CutShort } from './trouble';

const RETRY_BASE_MS = 1_000;

/** A GraphQL query and what its answer must look like. */
export interface Query<T> {
  /** `owner/name`: the query's `$owner` and `$name`, and whom to sign in as. */
  readonly repository: string;
  readonly text: string;
  /** @param failedAttempts for asking less than before */
  readonly variables: (failedAttempts: number) => Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<T>;
}

/** An answer to a REST call: its body is checked unless nothing changed. */
export type RestAnswer<T> =
  | { readonly kind: 'notModified' }
  | {
      readonly kind: 'given';
      readonly body: T;
      readonly etag: string | null;
      /** The cursor of the following page, as the list of deliveries tells it; null: there is none. */
      readonly nextCursor: string | null;
    };

export interface RestCall<T> {
  /** `owner/name`: whom to sign in as, and what messages call it. */
  readonly repository: string;
  /** Whether the App itself asks, not its installation. */
  readonly isOfApp?: boolean;
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly etag: string | null;
  readonly answer: z.ZodType<T>;
}

/** Sends requests: signed in, metered, patiently, and with answers checked. */
export class Requests {
  readonly #patience: Patience;
  readonly #accounts;
  readonly #pauses = new Pauses();

  constructor(settings: GitHubApiSettings, meter: Meter) {
    this.#patience = { ...settings, retryBaseMs: settings.retryBaseMs ?? RETRY_BASE_MS };
    this.#accounts = createAccounts(settings, meter);
  }

  /** Whether an App asks, which has a webhook of its own. */
  get isApp(): boolean {
    return this.#accounts.isApp;
  }

  graphql<T>({ repository, text, variables, answer }: Query<T>, signal: AbortSignal): Promise<T> {
    const [owner, name] = repository.split('/');
    return this.#send('graphql', repository, signal, async (octokit, failedAttempts) => {
      const request = { signal };
      const data = await octokit.graphql(text, { owner, name, request, ...variables(failedAttempts) });
      return checked(answer, data, repository);
    });
  }

  rest<T>(
    { repository, isOfApp = false, route, parameters, etag, answer }: RestCall<T>,
    signal: AbortSignal
  ): Promise<RestAnswer<T>> {
    return this.#send('core', isOfApp ? APP : repository, signal, async (octokit) => {
      const headers = etag === null ? {} : { 'if-none-match': etag };
      const response = await octokit.request(route, { ...parameters, headers, request: { signal } }).catch(notModified);
      if (response === null && etag === null) {
        throw new CutShort(`a question about ${repository}`);
      }
      if (response === null) {
        return { kind: 'notModified' };
      }
      const body = checked(answer, response.data, repository);
      const nextCursor = nextCursorIn(response.headers.link);
      return { kind: 'given', body, etag: response.headers.etag ?? null, nextCursor };
    });
  }

  #send<T>(
    resource: Resource,
    repository: string,
    signal: AbortSignal,
    send: (octokit: Octokit, failedAttempts: number) => Promise<T>
  ): Promise<T> {
    const ask = (failedAttempts: number) =>
      this.#accounts
        .as(repository, (octokit) => send(octokit, failedAttempts))
        .catch((error: unknown) => cutShort(error, repository));
    return persist(ask, {
      what: repository,
      asker: { account: this.#accounts.nameFor(repository), resource },
      pauses: this.#pauses,
      patience: this.#patience,
      signal,
    });
  }
}

/** GitHub names the following page by its address. */
function nextCursorIn(link: string | undefined): string | null {
  const [, address = ''] = /<([^<>]*)>; *rel="next"/.exec(link ?? '') ?? [];
  return URL.canParse(address) ? new URL(address).searchParams.get('cursor') : null;
}

const NOT_MODIFIED = z.object({ status: z.literal(304) });

/** Octokit throws where nothing changed. */
function notModified(error: unknown): null {
  if (NOT_MODIFIED.safeParse(error).success) {
    return null;
  }
  throw error;
}

/** Octokit stumbles where an answer is JSON of another shape. */
function cutShort(error: unknown, repository: string): never {
  throw error instanceof TypeError ? new CutShort(`a question about ${repository}`, error) : error;
}

function checked<T>(answer: z.ZodType<T>, data: unknown, repository: string): T {
  const parsed = answer.safeParse(data);
  if (!parsed.success) {
    throw new CutShort(`a question about ${repository}`);
  }
  return parsed.data;
}
