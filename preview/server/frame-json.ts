import { DataType, RecordBatchReader, Type } from 'apache-arrow';
import type { RecordBatch } from 'apache-arrow';

/** A frame as Grafana's server sends it to the browser: `@grafana/data`'s `DataFrameJSON`. */
export interface FrameJson {
  readonly schema: {
    readonly name?: string;
    readonly refId: string;
    readonly meta: Readonly<Record<string, unknown>>;
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
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

type FieldType = 'time' | 'string' | 'number' | 'boolean';

/** Rows by what stands in them. */
interface Entities {
  readonly NaN: readonly number[];
  readonly Inf: readonly number[];
  readonly NegInf: readonly number[];
}

/**
 * Reads one Arrow IPC file as the backend answers.
 *
 * @param refId the query it answers
 * @throws Error that names a column of a type that Grafana refuses
 */
export function frameJson(bytes: Uint8Array, refId: string): FrameJson {
  const { schema, batch } = firstBatch(bytes);
  const name = schema.metadata.get('name') ?? '';
  const columns = schema.fields.map((_, index) => [...(batch?.getChildAt(index) ?? [])].map(plain));
  const entities = columns.map(entitiesOf);
  return {
    schema: {
      ...(name !== '' && { name }),
      refId,
      meta: json(schema.metadata.get('meta')) ?? {},
      fields: schema.fields.map((field) => {
        const labels = json(field.metadata.get('labels'));
        const config = json(field.metadata.get('config'));
        return {
          name: field.name,
          type: fieldType(field.name, field.type as DataType),
          ...(labels && { labels }),
          ...(config && { config }),
        };
      }),
    },
    data: { values: columns, ...(entities.some((entity) => entity !== null) && { entities }) },
  };
}

/** Not by apache-arrow's tables: they merge fields of one name, as lines of a wide frame are. */
function firstBatch(bytes: Uint8Array) {
  const reader = RecordBatchReader.from(bytes).open();
  // An iterator's result is typed any once it is done.
  return { schema: reader.schema, batch: reader.next().value as RecordBatch | null };
}

function fieldType(name: string, type: DataType): FieldType {
  const { typeId } = type;
  if (DataType.isTimestamp(type)) {
    return 'time';
  }
  if (DataType.isUtf8(type)) {
    return 'string';
  }
  if (DataType.isBool(type)) {
    return 'boolean';
  }
  if (DataType.isInt(type) || DataType.isFloat(type)) {
    return 'number';
  }
  throw new Error(`Column "${name}" is of the type ${Type[typeId]}, which Grafana refuses.`);
}

/** apache-arrow gives times as milliseconds already. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function entitiesOf(values: readonly unknown[]): Entities | null {
  const rows = (wanted: number) => values.flatMap((value, row) => (Object.is(value, wanted) ? [row] : []));
  const entities = { NaN: rows(NaN), Inf: rows(Infinity), NegInf: rows(-Infinity) };
  return Object.values(entities).some(({ length }) => length > 0) ? entities : null;
}

function json(text: string | undefined): Record<string, unknown> | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
}
