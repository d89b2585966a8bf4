import type { Sql } from 'sql-template-tag';

/**
 * How PostgreSQL plans a statement: for its values, each time it runs, `fresh`; or once a connection, for whatever values,
 * `kept`. Where little is read, planning takes longer than all else. `kept` is for statements whose best plan is the same
 * whatever they are given, such as those that read stored numbers: a plan for any values knows nothing of how many records
 * a range has.
 */
export type Planning = 'fresh' | 'kept';

/** One SQL statement with its parameters, as it goes to Aurora. */
export interface Statement {
  /** Text with `$1`, `$2`, …; made of constant fragments, never of input. */
  readonly text: string;
  readonly values: readonly unknown[];
  readonly planning: Planning;
}

/**
 * The statement of a template.
 *
 * @param planning default `fresh`
 */
export function statementOf(sql: Sql, planning: Planning = 'fresh'): Statement {
  return { text: sql.text, values: sql.values, planning };
}

/** A key by which equal statements are known: same text, same parameters. */
export function statementKey({ text, values }: Pick<Statement, 'text' | 'values'>): string {
  return JSON.stringify([text, values]);
}

/**
 * The statement as a person can run it in psql: parameters listed in a comment above the text.
 */
export function printStatement({ text, values }: Pick<Statement, 'text' | 'values'>): string {
  const listed = values.map((value, index) => `-- $${index + 1} = ${printValue(value)}`);
  return [...listed, text.trim()].join('\n');
}

function printValue(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return text.replaceAll('\n', ' ');
}
