import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';

/** Grafana's transformations, as far as they choose and order what is shown; none computes. */

/** Keeps these columns, in this order. */
export function columns(...names: readonly string[]): DataTransformerConfig[] {
  return [
    { id: 'filterFieldsByName', options: { include: { names: [...names] } } },
    {
      id: 'organize',
      options: { indexByName: Object.fromEntries(names.map((name, index) => [name, index])), excludeByName: {} },
    },
  ];
}

/** Drops these columns. */
export function without(...names: readonly string[]): DataTransformerConfig {
  return { id: 'organize', options: { excludeByName: Object.fromEntries(names.map((name) => [name, true])) } };
}

/** Rows of several answers with the same columns in one table. */
export const MERGE: DataTransformerConfig = { id: 'merge', options: {} };
