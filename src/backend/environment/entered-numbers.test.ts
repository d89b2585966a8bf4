import fc from 'fast-check';

import { sreMetrics } from '../../../test/support/command-line';
import { connectionConfig } from './connection';
import { readWorkerConfig } from './worker-config';

/** Numbers that are entered as text, by variables and options: outside their range they are refused by their name. */

const ABSURD = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e-9',
  '1e999',
  '-1',
  '0x10',
  '1.5',
  '9'.repeat(400),
  'one',
  '1,5',
  '½',
];
const OVER = fc.oneof(
  fc.constantFrom(...ABSURD),
  fc.bigInt({ min: 100_000n }).map(String),
  fc.integer({ max: -1 }).map(String),
  fc
    .double({ noNaN: true })
    .filter((value) => !Number.isInteger(value))
    .map(String)
);

it.each(['SRE_METRICS_WORKER_PORT', 'SRE_METRICS_WORKER_JOBS', 'PGPORT'])('%s', (name) => {
  fc.assert(
    fc.property(OVER, (text) => {
      const env = { PGHOST: '127.0.0.1', PGDATABASE: 'd', PGUSER: 'u', [name]: text };
      expect(() => readWorkerConfig(env)).toThrow(new RegExp(`${name} must be a (whole )?number from`));
    })
  );
});

it('SRE_METRICS_GITHUB_APP_INSTALLATION_ID', () => {
  fc.assert(
    fc.property(fc.constantFrom('0', ...ABSURD), (text) => {
      const env = { PGHOST: '127.0.0.1', SRE_METRICS_GITHUB_APP_ID: '1', SRE_METRICS_GITHUB_APP_INSTALLATION_ID: text };
      expect(() => readWorkerConfig(env)).toThrow('SRE_METRICS_GITHUB_APP_INSTALLATION_ID must be a whole number');
    })
  );
});

it('PGPORT of a command', () => {
  fc.assert(
    fc.property(OVER, (text) => {
      expect(() => connectionConfig(undefined, { PGPORT: text })).toThrow('PGPORT must be a number from 1 to 65535');
    })
  );
});

it.each([
  [
    '--hours',
    ['gate', 'override', 'add', '--service', 'Shop', '--reason', 'r', '--hours'],
    ABSURD.filter((text) => text !== '1.5'),
  ],
  ['--since', ['github', 'sync', '--since'], ABSURD],
  ['id', ['gate', 'override', 'end'], ABSURD],
  ['change', ['gate', 'release', '--reason', 'r'], ABSURD],
])('%s', async (name, command, texts) => {
  for (const text of texts) {
    // What begins with a dash would be an option.
    const args = text.startsWith('-') && !name.startsWith('--') ? [...command, '--', text] : [...command, text];
    const { status, err } = await sreMetrics(args, { SRE_METRICS_DATABASE_URL: 'postgres://u@127.0.0.1:1/d' });
    expect({ text, status, err }).toMatchObject({ text, status: 2, err: expect.stringContaining(name) as string });
  }
});
