import { Field, Float64, Int64, RecordBatch, Schema, Struct, makeData, tableToIPC, Table } from 'apache-arrow';

import { encodeFrame } from '../../src/backend/frames/encode-frame';
import { frameJson } from './frame-json';

const columns = [
  { name: 'Time', type: 'optionalTime', valuesMs: [1_700_000_000_000, null] },
  { name: 'Value', type: 'number', values: [1.5, null], labels: { service: 'a' }, config: { unit: 's' } },
  { name: 'Value', type: 'number', values: [2, 3], labels: { service: 'b' } },
  { name: 'n', type: 'integer', values: [7, null] },
  { name: 'Service', type: 'string', values: ['a', null] },
  { name: 'Open', type: 'boolean', values: [true, null] },
] as const;

it('hands on columns of one name, their labels and settings, and values of every type', () => {
  const { schema, data } = frameJson(encodeFrame({ name: 'rows', meta: { type: 'table' }, columns }, 'B'), 'B');
  expect(schema).toEqual({
    name: 'rows',
    refId: 'B',
    meta: { type: 'table' },
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number', labels: { service: 'a' }, config: { unit: 's' } },
      { name: 'Value', type: 'number', labels: { service: 'b' } },
      { name: 'n', type: 'number' },
      { name: 'Service', type: 'string' },
      { name: 'Open', type: 'boolean' },
    ],
  });
  expect(data).toEqual({
    values: [
      [1_700_000_000_000, null],
      [1.5, null],
      [2, 3],
      [7, null],
      ['a', null],
      [true, null],
    ],
  });
});

it('names the rows of numbers that JSON has not', () => {
  const bytes = ipc(new Float64(), new Float64Array([NaN, 1, Infinity, -Infinity]));
  expect(frameJson(bytes, 'A').data.entities).toEqual([{ NaN: [0], Inf: [2], NegInf: [3] }]);
});

it('reads 64-bit integers as numbers', () => {
  expect(frameJson(ipc(new Int64(), new BigInt64Array([9_007_199_254_740_991n])), 'A').data.values).toEqual([
    [9_007_199_254_740_991],
  ]);
});

function ipc(type: Float64 | Int64, data: Float64Array | BigInt64Array): Uint8Array {
  const schema = new Schema([new Field('x', type, true)]);
  const child = makeData({ type, data } as Parameters<typeof makeData>[0]);
  const rows = makeData({ type: new Struct(schema.fields), children: [child] });
  return tableToIPC(new Table(schema, new RecordBatch(schema, rows)), 'file');
}
