import { Readable } from 'node:stream';

import fc from 'fast-check';

import { until } from '../../../../test/support/until';
import { readRecords } from './read-records';
import type { CsvRecord } from './read-records';

/** @param chunkBytes how the text comes in pieces */
async function read(text: string, chunkBytes = 64): Promise<CsvRecord[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)
  );
  const records: CsvRecord[] = [];
  for await (const record of readRecords(Readable.from(chunks))) {
    records.push(record);
  }
  return records;
}

describe('readRecords', () => {
  it('gives the line each record begins on, whatever the line ends and the text in quotes', async () => {
    const field = fc
      .array(fc.constantFrom('a', 'é', '🦉', '"', ',', ' ', '\n', '\r\n', '\r'), { maxLength: 6 })
      .map((parts) => `x${parts.join('')}x`);
    const record = fc.record({ fields: fc.array(field, { minLength: 2, maxLength: 3 }), blankLines: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        async (records, end, chunkBytes) => {
          let text = '';
          const expected = records.map(({ fields, blankLines }) => {
            text += end.repeat(blankLines);
            const line = 1 + text.split(/\r\n|\n|\r/).length - 1;
            text += fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + end;
            return { line, fields };
          });
          expect(await read(text, chunkBytes)).toEqual(expected);
        }
      )
    );
  });

  it('drops a byte order mark and blanks around fields', async () => {
    expect(await read('\uFEFF a , "b " \n')).toEqual([{ line: 1, fields: ['a', 'b '] }]);
  });

  it.each([
    ['a,b\n1,"2\n3,4\n', 2, 'a quote is opened here and never closed'],
    ['a,b\n1,2\n3,4"5"\n', 3, 'a quote stands inside a field that is not quoted; quote the field and double it'],
    ['a,b\n\n"1"2,3\n', 2, 'a quoted field goes on after its quote; double the quotes inside it'],
    [`a\n"${'x\n'.repeat(60_000)}`, 2, 'is longer than 100000 characters; perhaps a quote is never closed'],
  ])('refuses broken quotes (%#)', async (text, line, message) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'BrokenCsv', line, message });
  });

  it('passes on what the stream says', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('disk gone')) });
    await expect(readRecords(broken).next()).rejects.toThrow('disk gone');
  });

  it('closes its input when nobody reads on', async () => {
    const input = Readable.from(Array.from({ length: 1_000 }, () => Buffer.from('a,b\n'.repeat(1_000))));
    for await (const record of readRecords(input)) {
      expect(record.line).toBe(1);
      break;
    }
    await until(() => input.destroyed);
  });
});
