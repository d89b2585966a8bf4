import { RequestError } from '@octokit/request-error';
import { z } from 'zod';

import { CutShort, TooLong } from './trouble';
import type { Trouble } from './trouble';

/** From an error that Octokit threw to what it means. */

/** After the reset, so that clocks a little apart do not ask too early. */
const RESET_MARGIN_MS = 1_000;

type Headers = Readonly<Record<string, unknown>>;

/** Null for what is no word of GitHub or the network: a mistake of this program, or a stop. */
export function readTrouble(error: unknown): Trouble | null {
  if (error instanceof CutShort) {
    return { kind: 'passing', text: error.message };
  }
  if (error instanceof RequestError && error.cause instanceof TooLong) {
    return { kind: 'passing', text: error.cause.message };
  }
  if (error instanceof RequestError) {
    return readHttp(error);
  }
  const answer = graphqlErrors.safeParse(error);
  if (answer.success) {
    return readGraphql(answer.data);
  }
  const isOfGraphql = error instanceof Error && error.name === 'GraphqlResponseError';
  return isOfGraphql ? { kind: 'passing', text: "GitHub's answer holds errors that nobody can read." } : null;
}

function readHttp({ status, message, response }: RequestError): Trouble {
  const text = firstLine(message);
  if (response === undefined) {
    return { kind: 'passing', text: `GitHub could not be reached: ${text}` };
  }
  const limited = readLimit(response.headers, message);
  if ((status === 403 || status === 429) && limited !== null) {
    return limited;
  }
  if (status === 429) {
    return { kind: 'secondaryLimit', waitMs: null, text };
  }
  if (status >= 500 || status === 408) {
    return { kind: 'passing', text: `GitHub answered ${status}.` };
  }
  const kinds = {
    401: 'signIn',
    403: 'forbidden',
    404: 'notFound',
    410: 'notFound',
    422: 'invalid',
    451: 'forbidden',
  } as const;
  const kind = Object.entries(kinds).find(([code]) => Number(code) === status)?.[1] ?? 'refused';
  return { kind, text };
}

/** GraphQL answers 200 with errors; a limit is one of them, or an HTTP error as elsewhere. */
const graphqlErrors = z.object({
  name: z.literal('GraphqlResponseError'),
  headers: z.record(z.string(), z.unknown()),
  errors: z
    .array(
      z.object({
        message: z.string(),
        type: z.string().optional(),
        // Of a query that GitHub's schema refuses.
        extensions: z.object({ code: z.string().optional() }).optional(),
      })
    )
    .min(1),
});

const BY_TYPE: ReadonlyMap<string, 'forbidden' | 'notFound' | 'staleCursor'> = new Map([
  ['NOT_FOUND', 'notFound'],
  ['FORBIDDEN', 'forbidden'],
  ['INSUFFICIENT_SCOPES', 'forbidden'],
  ['INVALID_CURSOR_ARGUMENTS', 'staleCursor'],
]);

/** A query that was too much for the server, which a smaller page may cure. */
const TOO_MUCH = /something went wrong|timeout|timed out|RESOURCE_LIMITS_EXCEEDED|MAX_NODE_LIMIT|INTERNAL|SERVICE_/i;

function readGraphql({ headers, errors }: z.infer<typeof graphqlErrors>): Trouble {
  const text = firstLine(errors.map(({ message }) => message).join('; '));
  const types = errors.map(({ type, extensions }) => type ?? extensions?.code ?? '');
  if (types.includes('RATE_LIMITED') || /rate limit/i.test(text)) {
    return readLimit(headers, text) ?? { kind: 'secondaryLimit', waitMs: null, text };
  }
  const firstKnownKind = types.map((type) => BY_TYPE.get(type)).find((kind) => kind !== undefined);
  if (firstKnownKind !== undefined) {
    return { kind: firstKnownKind, text };
  }
  // An error without a type is the server's own.
  const isPassing = types.every((type) => type === '') || TOO_MUCH.test(`${types.join(' ')} ${text}`);
  return { kind: isPassing ? 'passing' : 'refused', text };
}

/** A limit of either kind, by what GitHub documents: `retry-after`, then a used up hour, then words. */
function readLimit(headers: Headers, message: string): Trouble | null {
  const text = firstLine(message);
  const seconds = number(headers['retry-after']);
  if (seconds !== null) {
    return { kind: 'secondaryLimit', waitMs: Math.max(0, seconds * 1_000), text };
  }
  const reset = number(headers['x-ratelimit-reset']);
  if (number(headers['x-ratelimit-remaining']) === 0 && reset !== null) {
    return { kind: 'rateLimit', waitMs: Math.max(0, reset * 1_000 - serverTime(headers)) + RESET_MARGIN_MS, text };
  }
  return /secondary rate|abuse/i.test(message) ? { kind: 'secondaryLimit', waitMs: null, text } : null;
}

/** GitHub's own clock, as the reset is told by it; ours may be wrong. */
function serverTime(headers: Headers): number {
  const serverMs = Date.parse(String(headers['date']));
  return Number.isNaN(serverMs) ? Date.now() : serverMs;
}

function number(value: unknown): number | null {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null;
}

/** Error pages are whole HTML documents. No text of PostgreSQL or of a terminal may hold what is left out. */
function firstLine(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line
    .trim()
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ');
}
