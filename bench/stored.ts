import type { Client, ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { coldMsOf } from './cold';
import { WHOLE, withClient, withReader } from './database';
import type { Measurement } from './goals';
import { median, timed } from './statistics';

/** What is stored, beside what defines it: how quick answers are, and what it costs. */

export interface StoredCase {
  readonly name: string;
  /** Reads what is stored. */
  readonly statement: Statement;
  /** Asks what defines it for the same. */
  readonly definition: Statement;
}

export interface Times {
  readonly definitionMs: number;
  readonly oursMs: number;
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
  return new Map(folded.map((times, index) => [cases[index]?.name ?? '', times]));
}

/**
 * One of the cases that were measured, and cold as well, for which the database is started anew. Nobody may be connected.
 *
 * @throws Error where there is no such case
 */
export async function measurementOf(
  server: EmbeddedDatabase,
  {
    name,
    cases,
    times,
    runs,
  }: {
    readonly name: string;
    readonly cases: readonly StoredCase[];
    readonly times: ReadonlyMap<string, Times>;
    readonly runs: number;
  }
): Promise<Measurement & { readonly unstoredMs: number }> {
  const [statement, time] = [cases.find((one) => one.name === name)?.statement, times.get(name)];
  if (statement === undefined || time === undefined) {
    throw new Error(`No case "${name}" was measured.`);
  }
  return {
    unstoredMs: time.definitionMs,
    coldMs: await coldMsOf(server, statement, { runs }),
    warmMs: time.oursMs,
  };
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
