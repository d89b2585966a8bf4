import { RecordBatchReader, Type, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';

import { encodeFrame } from './encode-frame';
import type { Column, Frame } from './frame';

async function decode(columns: readonly Column[], more: Partial<Frame> = {}) {
  const bytes = await encodeFrame({ name: 'frame', columns, meta: {}, ...more }, 'A');
  const reader = RecordBatchReader.from(bytes).open();
  const batch = reader.next().value as { getChildAt(index: number): Iterable<unknown> | null } | null;
  return {
    bytes,
    schema: reader.schema,
    types: reader.schema.fields.map(({ typeId }) => typeId),
    values: columns.map((_, index) => [...(batch?.getChildAt(index) ?? [])]),
  };
}

it('is an Arrow file, not a stream', async () => {
  const { bytes } = await decode([{ name: 'n', type: 'number', values: [1] }]);
  expect(Buffer.from(bytes).subarray(0, 6).toString()).toBe('ARROW1');
  expect(Buffer.from(bytes).subarray(-6).toString()).toBe('ARROW1');
});

it.each<[string, Column, Type, unknown[]]>([
  [
    'numbers',
    { name: 'c', type: 'number', values: [1.5, null, -0.1, Number.MAX_VALUE] },
    Type.Float,
    [1.5, null, -0.1, Number.MAX_VALUE],
  ],
  ['integers', { name: 'c', type: 'integer', values: [0, null, 2 ** 53, -1] }, Type.Int, [0n, null, 2n ** 53n, -1n]],
  [
    'texts, as Utf8 and no dictionary',
    { name: 'c', type: 'string', values: ['a', null, '', 'ü 漢 🚀'] },
    Type.Utf8,
    ['a', null, '', 'ü 漢 🚀'],
  ],
  [
    'booleans over more than one byte',
    { name: 'c', type: 'boolean', values: [true, false, null, true, true, true, true, true, false, true] },
    Type.Bool,
    [true, false, null, true, true, true, true, true, false, true],
  ],
])('keeps %s', async (_, column, type, values) => {
  const decoded = await decode([column]);
  expect(decoded.types).toEqual([type]);
  expect(decoded.values).toEqual([values]);
});

it('keeps times that may be missing, and only those, as nullable', async () => {
  const { schema, values } = await decode([
    { name: 'time', type: 'time', valuesMs: [1, 2] },
    { name: 'maybe', type: 'optionalTime', valuesMs: [null, 2] },
  ]);
  expect(schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
    ['time', false],
    ['maybe', true],
  ]);
  expect(values.map((column) => column.map((value) => (value === null ? null : Number(value))))).toEqual([
    [1, 2],
    [null, 2],
  ]);
});

it('has no value where Arrow has no such time or integer, rather than another or a failure', async () => {
  const { values } = await decode([
    { name: 'maybe', type: 'optionalTime', valuesMs: [Infinity, -Infinity, NaN, Date.UTC(9999, 0, 1), 0] },
    { name: 'count', type: 'integer', values: [Infinity, -Infinity, NaN, 1.5, 0] },
  ]);
  expect(values.map((column) => column.map((value) => (value === null ? null : Number(value))))).toEqual([
    [null, null, null, null, 0],
    [null, null, null, null, 0],
  ]);
});

it('keeps times as nanoseconds, before 1970 too', async () => {
  const valuesMs = [Date.UTC(1969, 11, 31, 23, 59, 59, 999), 0, Date.UTC(2026, 4, 1) + 0.5];
  const { bytes } = await decode([{ name: 't', type: 'time', valuesMs }]);
  const reader = RecordBatchReader.from(bytes).open();
  const batch = reader.next().value as { data: { children: { values: BigInt64Array }[] } };
  expect([...(batch.data.children[0]?.values ?? [])]).toEqual([-1_000_000n, 0n, 1_777_593_600_000_500_000n]);
});

it('keeps fields of one name apart, each with its labels', async () => {
  const columns = [1, 2, 3].map((n): Column => ({
    name: 'same',
    type: 'number',
    labels: { service: `s${n}` },
    values: [n],
  }));
  const { schema, values } = await decode(columns);
  expect(schema.fields.map(({ name, metadata }) => [name, metadata.get('labels')])).toEqual([
    ['same', '{"service":"s1"}'],
    ['same', '{"service":"s2"}'],
    ['same', '{"service":"s3"}'],
  ]);
  expect(values).toEqual([[1], [2], [3]]);
});

it('carries name, refId, meta and config as Grafana looks for them', async () => {
  const { schema } = await decode([{ name: 'n', type: 'number', config: { unit: 's' }, values: [1] }], {
    meta: { type: 'numeric-wide', typeVersion: [0, 1] },
  });
  expect(schema.metadata.get('name')).toBe('frame');
  expect(schema.metadata.get('refId')).toBe('A');
  expect(JSON.parse(schema.metadata.get('meta') ?? '')).toEqual({ type: 'numeric-wide', typeVersion: [0, 1] });
  expect(schema.fields[0]?.metadata.get('config')).toBe('{"unit":"s"}');
});

it('is a frame without fields where there are none', async () => {
  const { schema } = await decode([], { meta: { type: 'timeseries-wide', typeVersion: [0, 1] } });
  expect(schema.fields).toEqual([]);
});

it('has no rows where its columns hold none', async () => {
  const columns: Column[] = [
    { name: 'time', type: 'time', valuesMs: [] },
    { name: 'number', type: 'number', values: [] },
    { name: 'integer', type: 'integer', values: [] },
    { name: 'maybe', type: 'optionalTime', valuesMs: [] },
    { name: 'string', type: 'string', values: [] },
    { name: 'boolean', type: 'boolean', values: [] },
  ];
  const table = tableFromIPC(await encodeFrame({ name: 'f', columns, meta: {} }, 'A'));
  expect(table.numRows).toBe(0);
  expect(table.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual(
    columns.map(({ name }) => [name, name !== 'time'])
  );
});

it('keeps any values and names, rows of any number', async () => {
  const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const row = fc.record({
    time: fc.integer({ min: -8.64e12, max: 8.64e12 }),
    number: nullable(fc.double({ noNaN: true })),
    integer: nullable(fc.maxSafeInteger()),
    string: nullable(fc.string({ unit: 'binary' })),
    boolean: nullable(fc.boolean()),
  });
  const text = fc.string({ unit: 'binary', minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 70 }), text, text, async (rows, name, label) => {
      const table = tableFromIPC(
        await encodeFrame(
          {
            name,
            columns: [
              { name: 'time', type: 'time', valuesMs: rows.map(({ time }) => time) },
              { name: 'number', type: 'number', values: rows.map(({ number }) => number), labels: { [label]: label } },
              { name: 'integer', type: 'integer', values: rows.map(({ integer }) => integer) },
              { name: 'string', type: 'string', values: rows.map(({ string }) => string) },
              { name: 'boolean', type: 'boolean', values: rows.map(({ boolean }) => boolean) },
            ],
            meta: {},
          },
          'A'
        )
      );
      const column = (index: number) => [...(table.getChildAt(index) ?? [])] as unknown[];
      expect(table.schema.metadata.get('name')).toBe(name);
      expect(JSON.parse(table.schema.fields[1]?.metadata.get('labels') ?? '{}')).toEqual({ [label]: label });
      expect(column(0).map(Number)).toEqual(rows.map(({ time }) => time));
      expect(column(1)).toEqual(rows.map(({ number }) => number));
      expect(column(2)).toEqual(rows.map(({ integer }) => (integer === null ? null : BigInt(integer))));
      expect(column(3)).toEqual(rows.map(({ string }) => string));
      expect(column(4)).toEqual(rows.map(({ boolean }) => boolean));
    })
  );
});
