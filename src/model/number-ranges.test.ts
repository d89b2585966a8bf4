import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

/** Every number that people or programs enter has a smallest and a largest value. */

/** Schemas of what we answer ourselves, or read from our own database: what they hold was not entered as it is. */
const OWN =
  /Response(Schema)?$|^(keptSlo|sloItem|sloEdited|team|gateOverride|gateAnswer|gatedService|blockedChange|githubSync)/;

const isSchema = (value: unknown): value is z.core.$ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value;

/** Every schema of the model by its name. */
async function schemas(): Promise<(readonly [string, z.core.$ZodType])[]> {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const modules = await Promise.all(files.map((file) => import(join(__dirname, file)) as Promise<object>));
  return modules
    .flatMap((module) => Object.entries(module) as [string, unknown][])
    .flatMap(([name, value]) => (isSchema(value) ? [[name, value] as const] : []));
}

/** The paths of all numbers without a range of their own. */
function unbounded(schema: z.core.$ZodType, path: string, visited = new Set<unknown>()): string[] {
  if (visited.has(schema)) {
    return [];
  }
  visited.add(schema);
  const { def } = schema._zod;
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodBigInt) {
    // Whole numbers are bounded by what a double holds, which is no range.
    const isBounded = [schema.minValue, schema.maxValue].every(
      (bound) => bound !== null && Math.abs(Number(bound)) < Number.MAX_SAFE_INTEGER
    );
    return isBounded ? [] : [path];
  }
  return nestedSchemas(def).flatMap(([key, part]) => unbounded(part, `${path}.${key}`, visited));
}

/** The schemas that a definition is made of, however deep they lie in it. */
function nestedSchemas(value: unknown, key = ''): (readonly [string, z.core.$ZodType])[] {
  if (isSchema(value)) {
    return [[key, value]];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => nestedSchemas(part, name))
    : [];
}

it('finds a number without a range, wherever it lies', () => {
  const deep = z.object({ a: z.array(z.union([z.string(), z.object({ b: z.int().min(1).optional() })])).default([]) });
  expect(unbounded(deep, 'deep')).toHaveLength(1);
  expect(unbounded(z.string().transform(Number).pipe(z.number().min(0)), 'piped')).toHaveLength(1);
  expect(unbounded(z.record(z.string(), z.coerce.number().gt(0).lte(1)), 'fine')).toEqual([]);
});

it('leaves no number that is entered without one', async () => {
  const entered = (await schemas()).filter(([name]) => !OWN.test(name));
  expect(entered.map(([name]) => name)).toEqual(
    expect.arrayContaining(['jsonDataSchema', 'sloDefinitionSchema', 'overrideRequestSchema', 'recordsQuerySchema'])
  );
  expect(entered.flatMap(([name, schema]) => unbounded(schema, name))).toEqual([]);
});
