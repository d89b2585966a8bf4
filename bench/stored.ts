import type { Client, ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { WHOLE, withClient, withReader } from './database';
import type { Goal } from './goals';
import { median, timed } from './statistics';

/** What is stored, beside what defines it: how quick answers are, and what it costs. */

/** Rows that are written one by one, with and without marks, … */
const WRITES = 500;
/** … so many in a turn. */
const WRITES_A_TURN = 25;
/** What we want a mark to add to a write at most. */
const WANTED_ADDED_MS = 0.1;

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
 * @returns by the name of the case
 * @throws Error where their rows differ
 */
export async function measureStored(
  server: EmbeddedDatabase,
  { what, marks, markAll, cases, runs }: Stored & { readonly cases: readonly StoredCase[]; readonly runs: number }
): Promise<ReadonlyMap<string, Times>> {
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
  return new Map(cases.map(({ name }, index) => [name, folded[index] ?? { definitionMs: NaN, oursMs: NaN }]));
}

export interface Times {
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

/** Triggers of the product that mark what is stored. */
const MARKERS = 'mark\\_%';

interface WriteCase {
  /** As `a link`. */
  readonly what: string;
  readonly table: string;
  /** One write of the row whose id is given. */
  readonly write: string;
  /** Tables that a write of the first writes too. */
  readonly alsoWrites?: readonly string[];
}

/**
 * Measures what marks add to a write, inside the server: the same row is written in turns with the triggers that mark and
 * without, so that a slow spell of the machine hits both. Undone at the end.
 *
 * @returns what was wanted: that a mark adds little, the median of the differences
 */
export async function measureWriteCost(
  client: Client,
  { what, table, write, alsoWrites = [] }: WriteCase
): Promise<Goal> {
  await client.query('begin');
  await client.query(WRITTEN_MS);
  const { rows } = await client.query<{ id: string }>(`select t.id from ${table} as t order by t.id desc limit $1`, [
    WRITES,
  ]);
  const { rows: markers } = await client.query<{ table: string; name: string }>(
    `select t.tgrelid::regclass::text as table, quote_ident(t.tgname) as name
     from pg_trigger as t
     where t.tgname like '${MARKERS}' and t.tgrelid = any ($1::regclass[])`,
    [[table, ...alsoWrites]]
  );
  const set = (state: 'enable always' | 'disable') =>
    client.query(markers.map((one) => `alter table ${one.table} ${state} trigger ${one.name}`).join('; '));
  const times = { with: [] as number[], without: [] as number[] };
  const chunks = Array.from({ length: Math.ceil(rows.length / WRITES_A_TURN) }, (_, n) =>
    rows.slice(n * WRITES_A_TURN, (n + 1) * WRITES_A_TURN).map(({ id }) => id)
  );
  for (const ids of [...chunks, ...chunks]) {
    for (const turn of ['with', 'without'] as const) {
      await set(turn === 'with' ? 'enable always' : 'disable');
      await client.query('savepoint turn');
      times[turn].push(await writtenMs(client, write, ids));
      await client.query('rollback to savepoint turn');
    }
  }
  await client.query('rollback');
  const addedMs = median(times.with.map((ms, turn) => ms - (times.without[turn] ?? NaN)));
  const us = (ms: number) => `${(1000 * ms).toFixed(0)} µs`;
  console.log(
    `${what}: ${us(median(times.with))} with its mark, ${us(median(times.without))} without; added ${us(addedMs)}.`
  );
  return {
    what: `Mark added to ${what}`,
    wanted: `≤ ${us(WANTED_ADDED_MS)}`,
    measured: us(addedMs),
    otherwise: null,
    isMet: addedMs <= WANTED_ADDED_MS,
  };
}

/** How long each of some writes takes, a statement of its own; the first one, in which PostgreSQL plans, is done before. */
const WRITTEN_MS = `create or replace function pg_temp.written_ms(write text, ids bigint[]) returns double precision
language plpgsql as $$
declare
  id bigint;
  began timestamptz;
begin
  execute write using ids[1];
  began := clock_timestamp();
  foreach id in array ids loop
    execute write using id;
  end loop;
  return extract(epoch from clock_timestamp() - began) * 1000 / cardinality(ids);
end
$$`;

async function writtenMs(client: Client, write: string, ids: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ ms: number }>(`select pg_temp.written_ms($1, $2) as ms`, [write, ids]);
  return rows[0]?.ms ?? NaN;
}
