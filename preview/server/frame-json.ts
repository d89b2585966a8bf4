import { DataType, Precision, RecordBatchReader, Type } from 'apache-arrow';
import type { Field, RecordBatch } from 'apache-arrow';
import { z } from 'zod';

import { servedConfig, servedMeta } from './server-settings';
import type { FieldConfigJson, FrameMetaJson } from './server-settings';

/** A frame as Grafana's server sends it to the browser: `@grafana/data`'s `DataFrameJSON`. */
export interface FrameJson {
  readonly schema: {
    readonly name?: string;
    readonly refId: string;
    readonly meta?: FrameMetaJson;
    readonly fields: readonly FieldJson[];
  };
  readonly data: {
    readonly values: ReadonlyArray<readonly unknown[]>;
    /** By column: rows of what JSON has no number for. */
    readonly entities?: ReadonlyArray<Entities | null>;
  };
}

interface FieldJson {
  readonly name: string;
  readonly type: FieldType;
  readonly typeInfo: { readonly frame: string; readonly nullable?: true };
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FieldConfigJson;
}

type FieldType = 'time' | 'string' | 'number' | 'boolean';

/** Rows by what stands in them. */
interface Entities {
  readonly NaN: readonly number[];
  readonly Inf: readonly number[];
  readonly NegInf: readonly number[];
}

/**
 * Reads one Arrow IPC file as the backend answers, and gives what Grafana's server makes of it.
 *
 * @param refId the query it answers
 * @throws Error that names a column that Grafana refuses, by its type or its settings
 */
export function frameJson(bytes: Uint8Array, refId: string): FrameJson {
  const { schema, batch } = firstBatch(bytes);
  const name = schema.metadata.get('name') ?? '';
  const meta = schema.metadata.get('meta');
  const columns = schema.fields.map((_, index) => [...(batch?.getChildAt(index) ?? [])].map(plain));
  const entities = columns.map(entitiesOf);
  return {
    schema: {
      ...(name !== '' && { name }),
      refId,
      ...(meta !== undefined && { meta: servedMeta(meta) }),
      fields: schema.fields.map(fieldJson),
    },
    data: {
      values: columns.map((values) => values.map(asJson)),
      ...(entities.some((entity) => entity !== null) && { entities }),
    },
  };
}

function fieldJson({ name, type, nullable, metadata }: Field): FieldJson {
  const labels = metadata.get('labels');
  const config = metadata.get('config');
  const { type: shownType, frame } = typesOf(name, type as DataType);
  try {
    return {
      name,
      type: shownType,
      typeInfo: { frame, ...(nullable && { nullable }) },
      ...(labels !== undefined && { labels: JSON.parse(labels) as Readonly<Record<string, string>> }),
      ...(config !== undefined && { config: servedConfig(config) }),
    };
  } catch (error) {
    throw new Error(`Grafana cannot read the settings of column "${name}": ${messageOf(error)}`, { cause: error });
  }
}

/** Not by apache-arrow's tables: they merge fields of one name, as lines of a wide frame are. */
function firstBatch(bytes: Uint8Array) {
  const reader = RecordBatchReader.from(bytes).open();
  // An iterator's result is typed any once it is done.
  return { schema: reader.schema, batch: reader.next().value as RecordBatch | null };
}

interface Types {
  /** In the browser. */
  readonly type: FieldType;
  /** Of Go. */
  readonly frame: string;
}

function typesOf(name: string, type: DataType): Types {
  if (DataType.isTimestamp(type)) {
    return { type: 'time', frame: 'time.Time' };
  }
  if (DataType.isUtf8(type)) {
    return { type: 'string', frame: 'string' };
  }
  if (DataType.isBool(type)) {
    return { type: 'boolean', frame: 'bool' };
  }
  if (DataType.isInt(type)) {
    return { type: 'number', frame: `${type.isSigned ? '' : 'u'}int${type.bitWidth}` };
  }
  if (DataType.isFloat(type)) {
    return { type: 'number', frame: `float${type.precision === Precision.DOUBLE ? 64 : 32}` };
  }
  throw new Error(`Column "${name}" is of the type ${Type[type.typeId]}, which Grafana refuses.`);
}

/** apache-arrow gives times as milliseconds already. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function entitiesOf(values: readonly unknown[]): Entities | null {
  const rows = (special: number) => values.flatMap((value, row) => (Object.is(value, special) ? [row] : []));
  const entities = { NaN: rows(NaN), Inf: rows(Infinity), NegInf: rows(-Infinity) };
  return Object.values(entities).some(({ length }) => length > 0) ? entities : null;
}

/** JSON has no number for these; the row is named among the entities. */
function asJson(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function messageOf(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error) : String(error);
}
