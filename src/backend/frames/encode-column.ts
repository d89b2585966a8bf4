import { Bool, Float64, Int64, TimestampNanosecond, Utf8, makeData } from 'apache-arrow';
import type { Data } from 'apache-arrow';

import type { Column } from './frame';

/**
 * A column as Arrow keeps it. By loops over typed arrays with their type named: apache-arrow's builders make
 * dictionaries of strings and round nanoseconds, and a callback a value is a tenth as quick.
 */
export function encodeColumn(column: Column): Data {
  switch (column.type) {
    case 'time':
    case 'optionalTime': {
      const values = column.valuesMs.map((ms) => (ms === null ? null : nanoseconds(ms)));
      return makeData({ type: new TimestampNanosecond(), ...validity(values), data: integers(values) });
    }
    case 'number':
      return makeData({ type: new Float64(), ...validity(column.values), data: doubles(column.values) });
    case 'integer': {
      const values = column.values.map((value) => (value === null || !Number.isInteger(value) ? null : BigInt(value)));
      return makeData({ type: new Int64(), ...validity(values), data: integers(values) });
    }
    case 'boolean':
      return makeData({ type: new Bool(), ...validity(column.values), data: bitmap(column.values, isTrue).bits });
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

function doubles(values: readonly (number | null)[]): Float64Array {
  const data = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    data[index] = values[index] ?? 0;
  }
  return data;
}

function integers(values: readonly (bigint | null)[]): BigInt64Array {
  const data = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    data[index] = values[index] ?? 0n;
  }
  return data;
}

const MOST_BYTES = 3;

function encodeStrings(values: readonly (string | null)[]): Data<Utf8> {
  // A code unit takes three bytes at most. One room for all: to encode each by itself takes three times as long.
  const room = Buffer.allocUnsafe(MOST_BYTES * values.reduce((sum, value) => sum + (value ?? '').length, 0));
  const valueOffsets = new Int32Array(values.length + 1);
  let used = 0;
  values.forEach((value, index) => {
    used += room.write(value ?? '', used, 'utf8');
    valueOffsets[index + 1] = used;
  });
  return makeData({
    type: new Utf8(),
    ...validity(values),
    valueOffsets,
    data: new Uint8Array(room.subarray(0, used)),
  });
}

const isTrue = (value: unknown) => value === true;
const isThere = (value: unknown) => value !== null;

function validity(values: readonly unknown[]) {
  const { bits, count } = bitmap(values, isThere);
  return { length: values.length, nullCount: values.length - count, nullBitmap: bits };
}

/** One bit a value, least significant first, as Arrow packs them. */
function bitmap<T>(values: readonly T[], isSet: (value: T) => boolean): { bits: Uint8Array; count: number } {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    // In range, and of a type that holds no undefined unless T does.
    if (isSet(values[index] as T)) {
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
      count += 1;
    }
  }
  return { bits, count };
}
