import fc from 'fast-check';

import { createLogger, describeError, logLine } from './plugin-log';
import type { LogFields } from './plugin-log';

const AT = new Date('2026-01-02T15:04:05.006Z');

it('writes the three fields that Grafana reads, the time with six decimals', () => {
  expect(JSON.parse(logLine('warn', 'Slow', { seconds: 3, refId: 'A' }, AT))).toEqual({
    '@level': 'warn',
    '@message': 'Slow',
    '@timestamp': '2026-01-02T15:04:05.006000Z',
    seconds: 3,
    refId: 'A',
  });
});

it('never lets a field replace one of the three', () => {
  const line = logLine('info', 'mine', { '@message': 'theirs', '@level': 7 }, AT);
  expect(JSON.parse(line)).toMatchObject({ '@message': 'mine', '@level': 'info' });
});

it('says when facts are left out because they do not fit', () => {
  const fields = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, '\u0001'.repeat(4000)]));
  expect(JSON.parse(logLine('info', 'm', fields, AT))).toMatchObject({ '@message': 'm', fields: 'left out: too long' });
});

const value: fc.Arbitrary<LogFields[string]> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }),
  fc.double(),
  fc.boolean(),
  fc.constant(null)
);

it('is one line of JSON under 64 KiB with three strings, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }),
      fc.dictionary(fc.string(), value),
      (message, fields) => {
        const line = logLine('error', message, fields, AT);
        expect(line).not.toMatch(/[\n\r]/);
        expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
        const read = JSON.parse(line) as Record<string, unknown>;
        expect([read['@level'], read['@message'], read['@timestamp']].map((text) => typeof text)).toEqual([
          'string',
          'string',
          'string',
        ]);
      }
    ),
    { numRuns: 60 }
  );
});

it('hands whole lines on', () => {
  const lines: string[] = [];
  createLogger((line) => lines.push(line)).info('a\nb');
  expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
});

it('describes an error with its causes', () => {
  const error = new Error('outer', { cause: new Error('inner') });
  expect(describeError(error)).toMatch(/outer[^]*caused by: Error: inner/);
  expect(describeError('just text')).toBe('just text');
});
