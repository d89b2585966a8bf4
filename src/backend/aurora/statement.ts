import type { Sql } from 'sql-template-tag';

/** One SQL statement with its parameters, as it goes to Aurora. */
export interface Statement {
  /** Text with `$1`, `$2`, …; made of constant fragments, never of input. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement of a template. */
export function statementOf(sql: Sql): Statement {
  return { text: sql.text, values: sql.values };
}

/** A key by which equal statements are known: same text, same parameters. */
export function statementKey({ text, values }: Statement): string {
  return JSON.stringify([text, values]);
}

/**
 * The statement as a person can run it in psql: parameters listed in a comment above the text.
 */
export function printStatement({ text, values }: Statement): string {
  const listed = values.map((value, index) => `-- $${index + 1} = ${printValue(value)}`);
  return [...listed, text.trim()].join('\n');
}

function printValue(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return text.replaceAll('\n', ' ');
}
