import {
  Bool,
  Field,
  Float64,
  Int64,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampNanosecond,
  Utf8,
  makeData,
  tableToIPC,
} from 'apache-arrow';
import type { Data } from 'apache-arrow';

import { rowsOf } from './frame';
import type { Column, Frame } from './frame';

/**
 * Encodes a frame as one Arrow IPC file, as Grafana's decoder wants it: names, labels, config and
 * meta as JSON in the schema's metadata; columns from typed arrays with their type named, since
 * apache-arrow's builders make dictionaries of strings and round nanoseconds.
 *
 * @param refId the query the frame answers
 */
export function encodeFrame(frame: Frame, refId: string): Uint8Array {
  const columns = frame.columns.map(encodeColumn);
  const fields = frame.columns.map(
    (column, index) =>
      new Field(column.name, columns[index]?.type ?? new Float64(), isNullable(column), fieldMetadata(column))
  );
  const metadata = new Map([
    ['name', frame.name],
    ['refId', refId],
    ['meta', JSON.stringify(frame.meta)],
  ]);
  const schema = new Schema(fields, metadata);
  return tableToIPC(new Table(schema, [recordBatch(schema, columns, rowsOf(frame))]), 'file');
}

/**
 * A batch with exactly this schema. Lines of a wide frame share their name and differ by labels,
 * but apache-arrow merges fields of one name when it makes a batch; so the batch is made with
 * numbered names, and given the real schema after. Names are not part of a batch's bytes.
 */
function recordBatch(schema: Schema, children: Data[], length: number): RecordBatch {
  const numbered = schema.fields.map(({ type, nullable }, index) => new Field(String(index), type, nullable));
  const data = makeData({ type: new Struct(numbered), length, nullCount: 0, children });
  return Object.assign(new RecordBatch(new Schema(numbered), data), { schema });
}

/** A series whose times may be null is none to Grafana: it looks for a time that cannot be. */
function isNullable({ type }: Column): boolean {
  return type !== 'time';
}

function fieldMetadata({ name, labels, config }: Column): Map<string, string> {
  const metadata = new Map([['name', name]]);
  if (labels !== undefined && Object.keys(labels).length > 0) {
    metadata.set('labels', JSON.stringify(labels));
  }
  if (config !== undefined) {
    metadata.set('config', JSON.stringify(config));
  }
  return metadata;
}

function encodeColumn(column: Column): Data {
  switch (column.type) {
    case 'time':
    case 'optionalTime': {
      const values = column.valuesMs.map((ms) => (ms === null ? null : nanoseconds(ms)));
      return makeData({
        type: new TimestampNanosecond(),
        length: values.length,
        ...validity(values),
        data: BigInt64Array.from(values, (value) => value ?? 0n),
      });
    }
    case 'number':
      return makeData({
        type: new Float64(),
        length: column.values.length,
        ...validity(column.values),
        data: Float64Array.from(column.values, (value) => value ?? 0),
      });
    case 'integer': {
      const values = column.values.map((value) => (value === null || !Number.isInteger(value) ? null : BigInt(value)));
      return makeData({
        type: new Int64(),
        length: values.length,
        ...validity(values),
        data: BigInt64Array.from(values, (value) => value ?? 0n),
      });
    }
    case 'boolean':
      return makeData({
        type: new Bool(),
        length: column.values.length,
        ...validity(column.values),
        data: bitmap(column.values, (value) => value === true).bits,
      });
    case 'string':
      return encodeStrings(column.values);
  }
}

/** What 64 bits of nanoseconds hold: the years 1678 to 2261. */
const FARTHEST_MS = 9_223_372_036_000;

/** Milliseconds may hold a fraction; nanoseconds are whole. Null for a time that Arrow cannot say, as `infinity`. */
function nanoseconds(ms: number): bigint | null {
  if (!(Math.abs(ms) <= FARTHEST_MS)) {
    return null;
  }
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1_000_000));
}

function encodeStrings(values: readonly (string | null)[]): Data<Utf8> {
  const encoder = new TextEncoder();
  const bytes = values.map((value) => encoder.encode(value ?? ''));
  const valueOffsets = new Int32Array(values.length + 1);
  bytes.forEach((text, index) => {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + text.length;
  });
  const data = new Uint8Array(valueOffsets[values.length] ?? 0);
  bytes.forEach((text, index) => {
    data.set(text, valueOffsets[index]);
  });
  return makeData({ type: new Utf8(), length: values.length, ...validity(values), valueOffsets, data });
}

function validity(values: readonly unknown[]): { nullCount: number; nullBitmap: Uint8Array } {
  const { bits, count } = bitmap(values, (value) => value !== null);
  return { nullCount: values.length - count, nullBitmap: bits };
}

/** One bit a value, least significant first, as Arrow packs them. */
function bitmap<T>(values: readonly T[], isSet: (value: T) => boolean): { bits: Uint8Array; count: number } {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  let count = 0;
  values.forEach((value, index) => {
    if (isSet(value)) {
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
      count += 1;
    }
  });
  return { bits, count };
}
