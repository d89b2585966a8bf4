import type { Client, ClientBase } from 'pg';

import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { WHOLE, withClient } from './database';
import type { Goal } from './goals';
import { marksOf, setMarks } from './marks';
import type { Mark } from './marks';
import { median, timed } from './statistics';
import { MARK_MOST_ADDED_US } from './wanted';

/** What marks of what is stored add to a write: the same rows are written with and without, in turns. */

export interface WriteCase {
  /** As `a link`. */
  readonly what: string;
  readonly table: string;
  /** One write of the row whose id is given. */
  readonly write: string;
  /** Tables that a write of the first writes too. */
  readonly alsoWrites?: readonly string[];
}

/** Rows that are written one by one, … */
const ROWS = 500;
/** … so many in a turn, … */
const ROWS_A_TURN = 25;
/** … each turn so often. */
const ROUNDS = 2;

const TURNS = ['with', 'without'] as const;

/** Of one write; each number is that of a turn, in µs. */
interface Costs {
  /** Inside the server. */
  readonly server: Pair;
  /** With the way there and back. */
  readonly roundTrip: Pair;
}
type Pair = Record<(typeof TURNS)[number], number[]>;

/**
 * Prints what marks add to writes; nothing of it stays.
 *
 * @returns what was wanted: that a mark adds little inside the server, by the median of the differences within pairs
 */
export async function measureWriteCosts(
  server: EmbeddedDatabase,
  cases: readonly WriteCase[]
): Promise<readonly Goal[]> {
  const measured: { readonly what: string; readonly marks: readonly Mark[]; readonly costs: Costs }[] = [];
  for (const one of cases) {
    measured.push({ what: one.what, ...(await withClient(server, WHOLE, (client) => costsOf(client, one))) });
  }
  const header = ['Write', 'With, µs', 'Without', 'Added', 'Round trip with', 'Without it', 'Added to it', 'Pairs'];
  const rows = measured.map(({ what, costs: { server: inside, roundTrip } }) => [
    what,
    ...[inside, roundTrip].flatMap((pair) => [median(pair.with), median(pair.without), added(pair)]).map(asUs),
    String(inside.with.length),
  ]);
  console.log(`\n${printTable(header, rows, new Set(header.slice(1)))}`);
  const tables = new Set(measured.flatMap(({ marks }) => marks.map(({ table }) => table)));
  console.log(
    `\nAdded: the median of the differences within pairs, of ${ROWS_A_TURN} writes each, the commit not counted. ` +
      `Without: triggers that mark are off, and no others, of ${[...tables].join(', ')}.`
  );
  return measured.map(({ what, costs }) => {
    const addedUs = added(costs.server);
    return {
      what: `Mark added to ${what}`,
      warm: `${asUs(addedUs)} µs`,
      wanted: `≤ ${MARK_MOST_ADDED_US} µs`,
      isMet: addedUs <= MARK_MOST_ADDED_US,
    };
  });
}

const added = (pair: Pair) => median(pair.with.map((us, turn) => us - (pair.without[turn] ?? NaN)));
const asUs = (us: number) => us.toFixed(0);

/** @throws Error where the table has too few rows, or no triggers that mark */
async function costsOf(client: Client, { what, table, write, alsoWrites = [] }: WriteCase) {
  const costs: Costs = { server: { with: [], without: [] }, roundTrip: { with: [], without: [] } };
  await client.query('begin');
  await client.query(WRITE_ALL_US);
  const marks = await marksOf(client, [table, ...alsoWrites]);
  const [first, ...ids] = await newestIds(client, table);
  if (first === undefined || ids.length === 0 || marks.length === 0) {
    throw new Error(`There is nothing to measure of "${what}": ${ids.length} rows, ${marks.length} triggers.`);
  }
  const chunks = Array.from({ length: ROUNDS }, () => inChunks(ids)).flat();
  for (const [n, chunk] of chunks.entries()) {
    for (const [place, measure] of [
      ['server', writtenUs],
      ['roundTrip', roundTripUs],
    ] as const) {
      // Who comes second finds more in caches: it is each by turns.
      for (const turn of n % 2 === 0 ? TURNS : TURNS.toReversed()) {
        await setMarks(client, marks, turn === 'with');
        await client.query('savepoint turn');
        costs[place][turn].push(await measure(client, write, [first, ...chunk]));
        await client.query('rollback to savepoint turn');
      }
    }
  }
  await client.query('rollback');
  return { marks, costs };
}

function inChunks(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / ROWS_A_TURN) }, (_, n) =>
    ids.slice(n * ROWS_A_TURN, (n + 1) * ROWS_A_TURN)
  );
}

async function newestIds(client: ClientBase, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${table} as t order by t.id desc limit ${ROWS + 1}`
  );
  return rows.map(({ id }) => id);
}

/** Writes each row by a statement of its own; the first one, in which PostgreSQL plans anew, is not counted. */
const WRITE_ALL_US = `create or replace function pg_temp.write_all_us(write text, ids bigint[]) returns double precision
language plpgsql as $$
declare
  id bigint;
  began timestamptz;
begin
  execute write using ids[1];
  began := clock_timestamp();
  foreach id in array ids[2:] loop
    execute write using id;
  end loop;
  return extract(epoch from clock_timestamp() - began) * 1e6 / (cardinality(ids) - 1);
end
$$`;

async function writtenUs(client: Client, write: string, ids: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ us: number }>('select pg_temp.write_all_us($1, $2) as us', [write, ids]);
  return rows[0]?.us ?? NaN;
}

async function roundTripUs(client: Client, write: string, [first, ...ids]: readonly string[]): Promise<number> {
  await client.query(write, [first]);
  const ms = await timed(async () => {
    for (const id of ids) {
      await client.query(write, [id]);
    }
  });
  return (1000 * ms) / ids.length;
}
