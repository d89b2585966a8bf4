import { requirePostgresVersion } from './postgres-version';

it.each([149_999, 140_023, 90_624])('refuses %d', (version) => {
  expect(() => requirePostgresVersion(version)).toThrow('15 or later is needed');
});

it.each([150_000, 150_018, 180_004])('takes %d', (version) => {
  expect(() => requirePostgresVersion(version)).not.toThrow();
});

it('refuses a server that tells no version', () => {
  expect(() => requirePostgresVersion(undefined)).toThrow('does not report a version');
});
