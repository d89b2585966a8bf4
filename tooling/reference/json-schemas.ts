import { z } from 'zod';

import type { Direction, DocComments, JsonSchema } from './doc-comments';

/** JSON schemas of zod schemas that modules export, with their doc comments as descriptions. */

/** A module, and the path of its file. */
export interface SchemaModule {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

interface NamedSchema {
  /** `SloItem` of `sloItemSchema`. */
  readonly name: string;
  readonly file: string;
  readonly exported: string;
  readonly schema: z.ZodType;
}

/** What zod leaves out or writes otherwise than it is meant here. */
export type Override = (schema: JsonSchema, of: z.core.$ZodTypes) => void;

export interface JsonSchemaOptions {
  readonly direction: Direction;
  /** Where a schema's name stands in the document. */
  readonly uri: (name: string) => string;
  readonly override?: Override;
  readonly docs: DocComments;
}

/** One JSON schema for each zod schema that a module exports, by name; they refer to one another. */
export function jsonSchemas(
  modules: readonly SchemaModule[],
  { direction, uri, override, docs }: JsonSchemaOptions
): Record<string, JsonSchema> {
  const named = modules.flatMap(namedSchemas);
  const registry = z.registry<{ id: string }>();
  named.forEach(({ schema, name }) => registry.add(schema, { id: name }));
  const { schemas } = z.toJSONSchema(registry, {
    io: direction,
    uri,
    // As what Grafana itself writes on a query.
    unrepresentable: 'any',
    override: ({ jsonSchema, zodSchema }) => {
      tidy(jsonSchema as JsonSchema, zodSchema, direction);
      override?.(jsonSchema as JsonSchema, zodSchema);
    },
  });
  return Object.fromEntries(
    named.map(({ name, file, exported }) => {
      const { $id: _id, $schema: _dialect, ...schema } = schemas[name] as JsonSchema;
      docs.describe(schema, file, exported, direction);
      return [name, schema];
    })
  );
}

/** The name by which the schemas of `modules` are told apart. */
export function nameOf(modules: readonly SchemaModule[], schema: z.ZodType): string {
  const found = modules.flatMap(namedSchemas).find((one) => one.schema === schema);
  if (found === undefined) {
    throw new Error('A schema that is named here must be exported by a module of the reference.');
  }
  return found.name;
}

function namedSchemas({ file, exports }: SchemaModule): NamedSchema[] {
  return Object.entries(exports).flatMap(([exported, schema]) =>
    schema instanceof z.ZodType ? [{ name: nameFrom(exported), file, exported, schema }] : []
  );
}

function nameFrom(exported: string): string {
  const bare = exported.replace(/Schema$/, '');
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}`;
}

/** Answers may get more fields in later versions; JavaScript's largest whole number is no rule of ours. */
function tidy(schema: JsonSchema, { _zod: { def } }: z.core.$ZodTypes, direction: Direction): void {
  if (direction === 'output' && def.type === 'object' && def.catchall === undefined) {
    delete schema['additionalProperties'];
  }
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) {
    delete schema['minimum'];
  }
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) {
    delete schema['maximum'];
  }
}
