import type { ClientBase } from 'pg';

/** A trigger that marks what is stored. */
export interface Mark {
  readonly table: string;
  readonly name: string;
}

/**
 * The triggers that mark, by their names. A session of a replica would not switch them off: they are there for its rows too.
 */
export async function marksOf(client: ClientBase, tables: readonly string[]): Promise<readonly Mark[]> {
  const { rows } = await client.query<Mark>(
    `select t.tgrelid::regclass::text as table, quote_ident(t.tgname) as name
     from pg_trigger as t
     where t.tgname like 'mark\\_%' and t.tgrelid = any ($1::regclass[])
     order by 1, 2`,
    [tables]
  );
  return rows;
}

/** Switches triggers on or off, for the transaction that the client is in and those after it. */
export async function setMarks(client: ClientBase, marks: readonly Mark[], isOn: boolean): Promise<void> {
  const state = isOn ? 'enable always' : 'disable';
  await client.query(marks.map(({ table, name }) => `alter table ${table} ${state} trigger ${name}`).join('; '));
}
