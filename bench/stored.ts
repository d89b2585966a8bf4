import type { Client, ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { WHOLE, withClient, withReader } from './database';
import { median, timed } from './statistics';

/** What is stored, beside what defines it: how quick answers are, and what it costs. */

/** Rows that are written one by one, with and without marks. */
const WRITES = 500;

export interface StoredCase {
  readonly name: string;
  /** Reads what is stored. */
  readonly statement: Statement;
  /** Asks what defines it for the same. */
  readonly definition: Statement;
}

interface Stored {
  /** What is stored, as a plural. */
  readonly what: string;
  /** The table of what may be stale. */
  readonly marks: string;
  /** Marks everything; default every service. */
  readonly markAll?: string | undefined;
}

/**
 * Prints how long each statement takes on the definition, on what is stored, and where everything is marked.
 *
 * @param runs of each statement; medians are shown
 * @throws Error where their rows differ
 */
export async function measureStored(
  server: EmbeddedDatabase,
  { what, marks, markAll, cases, runs }: Stored & { readonly cases: readonly StoredCase[]; readonly runs: number }
): Promise<void> {
  const folded = await withReader(server, WHOLE, (client) => timesOf(client, cases, runs));
  await withClient(server, WHOLE, (client) => markEverything(client, { marks, markAll }));
  const marked = await withReader(server, WHOLE, (client) => timesOf(client, cases, runs));
  await withClient(server, WHOLE, (client) => client.query(`truncate ${marks}`));
  const rows = cases.map(({ name }, index) => {
    const [{ definitionMs = NaN, oursMs = NaN } = {}, { oursMs: markedMs = NaN } = {}] = [folded[index], marked[index]];
    return [name, ...[definitionMs, oursMs, markedMs, definitionMs / oursMs].map((value) => value.toFixed(1))];
  });
  const header = ['Statement', 'On the definition, ms', `On ${what}, ms`, 'All marked, ms', 'Times as quick'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
}

interface Times {
  readonly definitionMs: number;
  readonly oursMs: number;
}

async function timesOf(client: ClientBase, cases: readonly StoredCase[], runs: number): Promise<readonly Times[]> {
  const times: Times[] = [];
  for (const { name, statement, definition } of cases) {
    const run = async ({ text, values }: Statement) => {
      const { rows } = await client.query<object>({ text, values: [...values] });
      return JSON.stringify(rows);
    };
    if ((await run(definition)) !== (await run(statement))) {
      throw new Error(`What is stored and the definition give different rows for "${name}".`);
    }
    const measured = { definition: [] as number[], ours: [] as number[] };
    for (let turn = 0; turn < runs; turn += 1) {
      measured.definition.push(await timed(() => run(definition)));
      measured.ours.push(await timed(() => run(statement)));
    }
    times.push({ definitionMs: median(measured.definition), oursMs: median(measured.ours) });
  }
  return times;
}

async function markEverything(client: Client, { marks, markAll }: Pick<Stored, 'marks' | 'markAll'>): Promise<void> {
  await client.query(markAll ?? `insert into ${marks} (service_id) select s.id from stackflow.services as s`);
  await client.query(`vacuum analyze ${marks}`);
}

/** Prints how long the first fold takes, which fills everything, and one of what is right already; and how much it is. */
export async function printFold(
  client: Client,
  {
    what,
    stored,
    marks,
    markAll,
    fold,
  }: Stored & {
    /** Its tables; rows of the first are counted. */
    readonly stored: readonly [string, ...string[]];
    readonly fold: (client: Client, signal: AbortSignal) => Promise<unknown>;
  }
): Promise<void> {
  const { signal } = new AbortController();
  await client.query(`truncate ${[...stored, marks].join(', ')}`);
  const foldAgain = async () => {
    await markEverything(client, { marks, markAll });
    return await timed(() => fold(client, signal));
  };
  const [firstMs, againMs] = [await foldAgain(), await foldAgain()];
  await client.query(`vacuum analyze ${[...stored, marks].join(', ')}`);
  const sizes = stored.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
  const { rows } = await client.query<{ n: string; size: string }>(
    `select (select count(*) from ${stored[0]}) as n, pg_size_pretty(${sizes}) as size`
  );
  console.log(
    `The first fold took ${(firstMs / 1000).toFixed(1)} s, one of everything once more ${(againMs / 1000).toFixed(1)} s; ` +
      `${Number(rows[0]?.n).toLocaleString('en')} ${what}, ${rows[0]?.size}.\n`
  );
}

/** Prints what marks add to a write of a row; undone at the end. */
export async function printWriteCost(
  client: Client,
  {
    what,
    table,
    update,
    alsoWrites = [],
  }: {
    readonly what: string;
    readonly table: string;
    readonly update: string;
    /** Tables that a write of the first writes too. */
    readonly alsoWrites?: readonly string[];
  }
): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ id: string }>(`select t.id from ${table} as t limit $1`, [WRITES]);
  const write = () =>
    timed(async () => {
      for (const { id } of rows) {
        await client.query(`update ${table} set ${update} where id = $1`, [id]);
      }
    });
  await write();
  const withMs = await write();
  const { rows: markers } = await client.query<{ disable: string }>(
    `select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname) as disable
     from pg_trigger as t
     where t.tgname like 'mark\\_%' and t.tgrelid = any ($1::regclass[])`,
    [[table, ...alsoWrites]]
  );
  await client.query(markers.map(({ disable }) => disable).join('; '));
  const withoutMs = await write();
  await client.query('rollback');
  const us = (ms: number) => ((1000 * ms) / rows.length).toFixed(0);
  console.log(`\nA write of ${what} takes ${us(withMs)} µs with its mark, ${us(withoutMs)} µs without.`);
}
