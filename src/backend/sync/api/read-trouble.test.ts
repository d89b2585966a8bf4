import { RequestError } from '@octokit/request-error';

import { readTrouble } from './read-trouble';
import { CutShort } from './trouble';

const REQUEST = { method: 'GET', url: 'https://api.github.com/repos/a/b', headers: {} } as const;

function answered(status: number, message: string, headers: Record<string, string> = {}): RequestError {
  const response = { status, url: REQUEST.url, headers, data: { message } };
  return new RequestError(message, status, { request: REQUEST, response });
}

function graphql(errors: readonly object[], headers: Record<string, string> = {}) {
  return Object.assign(new Error('Request failed'), { name: 'GraphqlResponseError', headers, errors });
}

describe('readTrouble', () => {
  it('reads the reset by the clock that told it', () => {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1767225720',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    };
    expect(readTrouble(answered(403, 'API rate limit exceeded', headers))).toMatchObject({
      kind: 'rateLimit',
      waitMs: 121_000,
    });
  });

  it('takes what GitHub says about waiting before what is left of the hour', () => {
    const headers = { 'retry-after': '17', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225720' };
    expect(readTrouble(answered(429, 'Slow down', headers))).toMatchObject({ kind: 'secondaryLimit', waitMs: 17_000 });
  });

  it.each([
    [403, 'You have exceeded a secondary rate limit.'],
    [403, 'You have triggered an abuse detection mechanism.'],
    [429, 'Too many requests'],
  ])('knows a limit without a time by %i %s', (status, message) => {
    expect(readTrouble(answered(status, message))).toMatchObject({ kind: 'secondaryLimit', waitMs: null });
  });

  it.each([
    [401, 'Bad credentials', 'signIn'],
    [403, 'Resource not accessible by integration', 'forbidden'],
    [404, 'Not Found', 'notFound'],
    [422, 'Validation Failed', 'invalid'],
    [500, 'Server Error', 'passing'],
    [504, '<html>', 'passing'],
  ])('knows %i %s as %s', (status, message, kind) => {
    expect(readTrouble(answered(status, message))).toMatchObject({ kind });
  });

  it.each([
    [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }, 'secondaryLimit'],
    [{ type: 'NOT_FOUND', message: 'Could not resolve' }, 'notFound'],
    [{ type: 'FORBIDDEN', message: 'SAML enforcement' }, 'forbidden'],
    [{ type: 'INVALID_CURSOR_ARGUMENTS', message: 'not a valid cursor' }, 'staleCursor'],
    [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits exceeded' }, 'passing'],
    [{ message: 'Something went wrong while executing your query.' }, 'passing'],
    [{ message: "Field 'x' doesn't exist", extensions: { code: 'undefinedField' } }, 'refused'],
    [{ type: 'EXCESSIVE_PAGINATION', message: 'Requesting 200 records' }, 'refused'],
  ])('knows %o in an answer to GraphQL as %s', (error, kind) => {
    expect(readTrouble(graphql([error]))).toMatchObject({ kind });
  });

  it('waits for the reset that an answer to GraphQL came with', () => {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1767225720',
      date: 'Thu, 01 Jan 2026 00:02:30 GMT',
    };
    expect(readTrouble(graphql([{ type: 'RATE_LIMITED', message: 'exceeded' }], headers))).toMatchObject({
      kind: 'rateLimit',
      waitMs: 1_000,
    });
  });

  it('takes no answer, and half of one, for what may pass', () => {
    expect(readTrouble(new RequestError('connect ECONNREFUSED', 500, { request: REQUEST }))).toMatchObject({
      kind: 'passing',
      text: 'GitHub could not be reached: connect ECONNREFUSED',
    });
    expect(readTrouble(new CutShort('a page'))).toMatchObject({ kind: 'passing' });
  });

  it('leaves mistakes of this program alone', () => {
    expect(readTrouble(new TypeError('x is undefined'))).toBeNull();
  });
});
