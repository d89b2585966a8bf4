import { parseSettings } from '../../model/settings';
import { passwordProvider, remembered } from './sign-in';

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

it.each([
  ['the name of the endpoint where the host is an alias of it', 'c1.rds.amazonaws.com', 'c1.rds.amazonaws.com:6432'],
  ['the host where there is no other name', '', 'db.example.com:6432'],
])('makes a token for %s', async (_, awsTokenHost, signedFor) => {
  const json = { host: 'db.example.com', port: 6432, database: 'd', user: 'grafana', authMethod: 'iam', awsTokenHost };
  const keys = { awsAccessKeyId: 'AKIA', awsSecretAccessKey: 'shh' };
  const parsed = parseSettings({ ...json, awsRegion: 'eu-central-1' }, keys);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  const token = await passwordProvider(parsed.settings)();
  expect(token.split('/')[0]).toBe(signedFor);
  expect(new URL(`https://${token}`).searchParams.get('DBUser')).toBe('grafana');
});
