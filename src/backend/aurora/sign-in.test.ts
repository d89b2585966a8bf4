import { remembered } from './sign-in';

const NOW_MS = Date.UTC(2026, 4, 1);
const MINUTE_MS = 60_000;

/** A provider that counts, whose credentials last as long as told. */
function provider(lifetimeMs: number | null) {
  let calls = 0;
  return {
    calls: () => calls,
    provide: () => {
      calls += 1;
      return Promise.resolve({
        accessKeyId: `key-${calls}`,
        secretAccessKey: 'secret',
        ...(lifetimeMs !== null && { expiration: new Date(NOW_MS + lifetimeMs) }),
      });
    },
  };
}

it('asks AWS once for credentials that do not expire', async () => {
  const { provide, calls } = provider(null);
  const credentials = remembered(provide, () => NOW_MS);
  await credentials();
  expect(await credentials()).toMatchObject({ accessKeyId: 'key-1' });
  expect(calls()).toBe(1);
});

it('asks again shortly before they expire', async () => {
  let nowMs = NOW_MS;
  const { provide, calls } = provider(60 * MINUTE_MS);
  const credentials = remembered(provide, () => nowMs);
  await credentials();
  nowMs += 54 * MINUTE_MS;
  await credentials();
  expect(calls()).toBe(1);
  nowMs += 2 * MINUTE_MS;
  await credentials();
  expect(calls()).toBe(2);
});
