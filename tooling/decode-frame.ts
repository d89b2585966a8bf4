import { RecordBatchReader } from 'apache-arrow';
import type { RecordBatch } from 'apache-arrow';

import type { DataResponse } from '../src/backend/protocol/generated/pluginv2/backend';

/** A column of a frame as Grafana reads it. */
export interface DecodedField {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** Integers as numbers; times in ms since the epoch. */
  readonly values: readonly unknown[];
}

export interface DecodedFrame {
  readonly name: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly fields: readonly DecodedField[];
  readonly numRows: number;
}

/**
 * The only frame of an answer.
 *
 * @throws Error with the answer's own error
 */
export function frameOf(response: DataResponse | undefined): DecodedFrame {
  if (response === undefined || response.error !== '') {
    throw new Error(response?.error ?? 'The query was not answered.');
  }
  const [bytes] = response.frames;
  if (bytes === undefined) {
    throw new Error('The answer holds no frame.');
  }
  // Not by apache-arrow's tables: they merge fields of one name, as lines of a wide frame are.
  const reader = RecordBatchReader.from(bytes).open();
  // An iterator's result is typed any once it is done.
  const batch = reader.next().value as RecordBatch | null;
  return {
    name: reader.schema.metadata.get('name') ?? '',
    meta: json(reader.schema.metadata.get('meta')),
    numRows: batch?.numRows ?? 0,
    fields: reader.schema.fields.map(({ name, metadata }, index) => ({
      name,
      labels: json(metadata.get('labels')) as Record<string, string>,
      config: json(metadata.get('config')),
      values: [...(batch?.getChildAt(index) ?? [])].map(plain),
    })),
  };
}

/**
 * The values of the first column of a name.
 *
 * @throws Error that lists the columns there are
 */
export function column(frame: DecodedFrame, name: string): readonly unknown[] {
  const field = frame.fields.find((candidate) => candidate.name === name);
  if (field === undefined) {
    throw new Error(
      `The frame has no column "${name}", only ${frame.fields.map(({ name: existing }) => existing).join(', ')}.`
    );
  }
  return field.values;
}

function json(text: string | undefined): Record<string, unknown> {
  return JSON.parse(text ?? '{}') as Record<string, unknown>;
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
