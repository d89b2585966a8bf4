/** How much GitHub still answers in the hour under way. */
export interface RateLimit {
  /** Whose limit it is: `token`, or the owner whose installation is used. */
  readonly account: string;
  /** What is limited: `core` for REST, `graphql`. */
  readonly resource: string;
  /** Requests (REST) or points (GraphQL) an hour. */
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/** What has limits that concern us. Each other name that a server invents would be one more row for ever. */
const RESOURCES = ['core', 'graphql'];
/** Beyond these nothing is a limit, or a time, that GitHub sets. The number is the greatest of the database's column. */
const MOST = 2 ** 31 - 1;
const LAST_RESET_SECONDS = Date.UTC(2200, 0, 1) / 1_000;

/** Reads the headers of an answer; null where a server limits nothing, as GitHub Enterprise Server may, or tells absurd limits. */
export function rateLimitOf(headers: Headers, account: string): RateLimit | null {
  const limit = count(headers.get('x-ratelimit-limit'), MOST);
  const remaining = count(headers.get('x-ratelimit-remaining'), MOST);
  const reset = count(headers.get('x-ratelimit-reset'), LAST_RESET_SECONDS);
  const resource = headers.get('x-ratelimit-resource') ?? 'core';
  if (limit === null || remaining === null || reset === null || !RESOURCES.includes(resource)) {
    return null;
  }
  return { account, resource, limit, remaining, resetsAt: new Date(reset * 1_000) };
}

function count(text: string | null, most: number): number | null {
  return text !== null && /^\d+$/.test(text) && Number(text) <= most ? Number(text) : null;
}
