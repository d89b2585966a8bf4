import { rateLimitOf } from './rate-limit';

const limitOf = (changes: Readonly<Record<string, string>> = {}) =>
  rateLimitOf(
    new Headers({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': '1767225600',
      'x-ratelimit-resource': 'graphql',
      ...changes,
    }),
    'token'
  );

it('reads what GitHub tells of a limit', () => {
  expect(limitOf()).toEqual({
    account: 'token',
    resource: 'graphql',
    limit: 5_000,
    remaining: 4_999,
    resetsAt: new Date('2026-01-01T00:00:00Z'),
  });
});

it.each<Readonly<Record<string, string>>>([
  { 'x-ratelimit-limit': '2147483648' },
  { 'x-ratelimit-remaining': '99999999999' },
  { 'x-ratelimit-reset': '99999999999' },
  { 'x-ratelimit-reset': '9'.repeat(400) },
  { 'x-ratelimit-limit': '-1' },
  { 'x-ratelimit-limit': '' },
  { 'x-ratelimit-resource': 'a resource that somebody made up' },
])('takes %o for no limit', (changes) => {
  expect(limitOf(changes)).toBeNull();
});
