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

const nullable = (frame: string) => ({ frame, nullable: true });
const number = nullable('float64');

it('hands on columns of one name, their labels and settings, and values of every type', async () => {
  const { schema, data } = frameJson(await encodeFrame({ name: 'rows', meta: { type: 'table' }, columns }, 'B'), 'B');
  expect(asSent(schema)).toEqual({
    name: 'rows',
    refId: 'B',
    meta: { type: 'table', typeVersion: [0, 0] },
    fields: [
      { name: 'Time', type: 'time', typeInfo: nullable('time.Time') },
      { name: 'Value', type: 'number', typeInfo: number, labels: { service: 'a' }, config: { unit: 's' } },
      { name: 'Value', type: 'number', typeInfo: number, labels: { service: 'b' } },
      { name: 'n', type: 'number', typeInfo: nullable('int64') },
      { name: 'Service', type: 'string', typeInfo: nullable('string') },
      { name: 'Open', type: 'boolean', typeInfo: nullable('bool') },
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

it('fails where Grafana cannot read what a column says of itself', async () => {
  const broken = { name: 'Share', type: 'number', values: [1], config: { decimals: -1 } } as const;
  const bytes = await encodeFrame({ name: 'rows', meta: {}, columns: [broken] }, 'A');
  expect(() => frameJson(bytes, 'A')).toThrow(/cannot read the settings of column "Share"[^]*decimals/);
});

it('names the rows of numbers that JSON has not', () => {
  const bytes = ipc(new Float64(), new Float64Array([NaN, 1, Infinity, -Infinity]));
  expect(frameJson(bytes, 'A').data.values).toEqual([[null, 1, null, null]]);
  expect(frameJson(bytes, 'A').data.entities).toEqual([{ NaN: [0], Inf: [2], NegInf: [3] }]);
});

it('reads 64-bit integers as numbers', () => {
  expect(frameJson(ipc(new Int64(), new BigInt64Array([9_007_199_254_740_991n])), 'A').data.values).toEqual([
    [9_007_199_254_740_991],
  ]);
});

/** What is undefined is not sent. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function ipc(type: Float64 | Int64, data: Float64Array | BigInt64Array): Uint8Array {
  const schema = new Schema([new Field('x', type, true)]);
  const child = makeData({ type, data } as Parameters<typeof makeData>[0]);
  const rows = makeData({ type: new Struct(schema.fields), children: [child] });
  return tableToIPC(new Table(schema, new RecordBatch(schema, rows)), 'file');
}
