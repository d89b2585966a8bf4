import { connectionConfig } from './connection';

/** TLS of the command line and the worker where nobody says `sslmode`. */

const PLAIN = { ssl: false };
const CHECKED = { ssl: {} };
const ANY_CERTIFICATE = { ssl: { rejectUnauthorized: false } };
const sslOf = (url: string | undefined, env: Record<string, string> = {}) => ({ ssl: connectionConfig(url, env).ssl });

it.each([
  ['postgres://u@localhost/d', PLAIN],
  ['postgres://u@127.0.0.1:5432/d', PLAIN],
  ['postgres://u@[::1]/d', PLAIN],
  ['postgres:///d', PLAIN],
  ['postgres:///d?host=/var/run/postgresql', PLAIN],
  ['postgres://u@%2Fvar%2Frun/d', PLAIN],
  ['postgres://u@writer.example.com/d', CHECKED],
  ['postgres://u@10.0.0.1/d', CHECKED],
  ['postgres://u@localhost.example.com/d', CHECKED],
  ['postgres://u@127.0.0.1.example.com/d', CHECKED],
  ['postgres://u@localhost/d?host=writer.example.com', CHECKED],
  ['postgres://u@writer.example.com/d?sslmode=', CHECKED],
  ['postgres://u@writer.example.com/d?sslmode=disable', PLAIN],
  ['postgres://u@writer.example.com/d?sslmode=require', ANY_CERTIFICATE],
  ['postgres://u@localhost/d?sslmode=verify-full', CHECKED],
])('%s', (url, expected) => {
  expect(sslOf(url)).toEqual(expected);
});

it.each([
  [{ PGHOST: 'writer.example.com' }, CHECKED],
  [{ PGHOST: 'writer.example.com', PGSSLMODE: 'disable' }, PLAIN],
  [{ PGHOST: '/var/run/postgresql' }, PLAIN],
  [{}, PLAIN],
])('%j', (env, expected) => {
  expect(sslOf(undefined, env)).toEqual(expected);
});

it('takes the variable where the URL names no host', () => {
  expect(sslOf('postgres:///d', { PGHOST: 'writer.example.com' })).toEqual(CHECKED);
});

it.each(['allow', 'prefer'])('says why %s is refused', (mode) => {
  expect(() => sslOf(`postgres://u@localhost/d?sslmode=${mode}`)).toThrow('gives in to plain text');
});
