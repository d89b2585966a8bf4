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

/** Reads the headers of an answer; null where a server limits nothing, as GitHub Enterprise Server may. */
export function rateLimitOf(headers: Headers, account: string): RateLimit | null {
  const limit = count(headers.get('x-ratelimit-limit'));
  const remaining = count(headers.get('x-ratelimit-remaining'));
  const reset = count(headers.get('x-ratelimit-reset'));
  if (limit === null || remaining === null || reset === null) {
    return null;
  }
  const resource = headers.get('x-ratelimit-resource') ?? 'core';
  return { account, resource, limit, remaining, resetsAt: new Date(reset * 1000) };
}

function count(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
