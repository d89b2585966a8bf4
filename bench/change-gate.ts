/** `npm run bench:gate`: what the change gate adds to a write of a change record. */
import { Command } from 'commander';
import type { Client } from 'pg';
import type { ClientBase } from 'pg';

import { installGate } from '../src/backend/cli/gate/enforce';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { run } from '../tooling/run';
import { WHOLE, fill, startServer, withClient } from './database';
import { END } from './history';
import { median, percentile, timed } from './statistics';
import { wholeNumber } from './whole-number';

interface Options {
  readonly changes: number;
  readonly incidents: number;
  readonly services: number;
  readonly years: number;
  /** Pairs of writes of each kind. */
  readonly pairs: number;
  /** Pairs of new connections. */
  readonly connections: number;
}

/** A copy of `WHOLE` with the gate; the two are written to in turns. */
const GATED = 'bench_gate';

/** What the gate may add to an insert. */
const WANTED_ADDED_MS = 1;

/** Writes that a session has made before it is measured, so that statements are planned. */
const WARM_UP = 50;

async function bench(options: Options): Promise<void> {
  const server = await startServer();
  try {
    console.log(`Making ${options.incidents} incidents and ${options.changes} changes …`);
    await fill(server, options);
    await withClient(server, WHOLE, setClock);
    await withClient(server, 'postgres', (client) => client.query(`create database ${GATED} template ${WHOLE}`));
    await withClient(server, GATED, async (client) => {
      await installGate(client);
      // As a worker does each minute.
      await client.query('select stackflow.keep_gate_spells()');
    });
    await measure(server, options);
  } finally {
    await server.stop();
  }
}

/** The history ends in the past: the gate's clock stands at its end. */
async function setClock(client: ClientBase): Promise<void> {
  await client.query(`create or replace function stackflow.gate_now() returns timestamptz
    language sql volatile parallel safe as $$ select timestamptz '${END}' $$`);
}

interface Case {
  readonly name: string;
  readonly services: readonly string[];
  readonly text: string;
}

async function measure(server: EmbeddedDatabase, { pairs, connections }: Options): Promise<void> {
  const { gated, free } = await withClient(server, GATED, services);
  console.log(`${gated.length} of ${gated.length + free.length} services are gated.\n`);
  const insert = (state: string) =>
    `insert into stackflow.change_records (service_id, title, change_type, state) values ($1, 'bench', 'deployment', '${state}')`;
  const cases: readonly Case[] = [
    { name: 'insert as draft', services: free, text: insert('draft') },
    { name: 'insert as implementing, service not gated', services: free, text: insert('implementing') },
    { name: 'insert as implementing, service gated: held', services: gated, text: insert('implementing') },
  ];
  const rows: string[][] = [];
  for (const one of cases) {
    const times = await withPair(server, (bare, withGate) => inTurns(bare, withGate, one, pairs));
    rows.push(rowOf(one.name, times));
  }
  const [, first] = cases;
  if (first !== undefined) {
    rows.push(rowOf('first insert of a connection, not gated', await firstInserts(server, first, connections)));
  }
  const header = ['Write', 'Without, ms', 'With, ms', 'Added, ms', 'p95 without, ms', 'p95 with, ms', 'Pairs'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
  const slow = rows.filter(([, , , added]) => Number(added) >= WANTED_ADDED_MS).map(([name]) => name);
  console.log(`\nUnder ${WANTED_ADDED_MS} ms added: ${slow.length === 0 ? 'met' : `not by ${slow.join('; ')}`}.`);
}

async function services(client: ClientBase): Promise<{ gated: string[]; free: string[] }> {
  const { rows } = await client.query<{ id: string; gated: boolean }>(
    `select g.service_id as id, g.gated
     from stackflow.change_gate(array(select s.id from stackflow.services as s), stackflow.gate_now()) as g`
  );
  const ids = (isGated: boolean) => rows.filter(({ gated }) => gated === isGated).map(({ id }) => id);
  return { gated: ids(true), free: ids(false) };
}

interface Times {
  readonly without: readonly number[];
  readonly with: readonly number[];
}

/** Each pair writes the same to both, so that whatever else the machine does hits both alike. */
async function inTurns(
  bare: Client,
  withGate: Client,
  { services: ids, text, name }: Case,
  pairs: number
): Promise<Times> {
  const times = { without: [] as number[], with: [] as number[] };
  for (let index = -WARM_UP; index < pairs; index += 1) {
    const statement = { name, text, values: [ids[Math.abs(index) % ids.length]] };
    const without = await timed(() => bare.query(statement));
    const withIt = await timed(() => withGate.query(statement));
    if (index >= 0) {
      times.without.push(without);
      times.with.push(withIt);
    }
  }
  return times;
}

async function firstInserts(server: EmbeddedDatabase, one: Case, connections: number): Promise<Times> {
  const times = { without: [] as number[], with: [] as number[] };
  for (let index = 0; index < connections; index += 1) {
    await withPair(server, async (bare, withGate) => {
      const values = [one.services[index % one.services.length]];
      times.without.push(await timed(() => bare.query(one.text, values)));
      times.with.push(await timed(() => withGate.query(one.text, values)));
    });
  }
  return times;
}

function rowOf(name: string, { without, with: withIt }: Times): string[] {
  const added = median(withIt.map((ms, index) => ms - (without[index] ?? NaN)));
  const shown = [median(without), median(withIt), added, percentile(without, 95), percentile(withIt, 95)];
  return [name, ...shown.map((ms) => ms.toFixed(2)), String(withIt.length)];
}

function withPair<T>(server: EmbeddedDatabase, work: (bare: Client, withGate: Client) => Promise<T>): Promise<T> {
  return withClient(server, WHOLE, (bare) => withClient(server, GATED, (withGate) => work(bare, withGate)));
}

run(() =>
  bench(
    new Command('npm run bench:gate --')
      .description('Writes change records to two copies of a history in turns: one without the gate, one with it.')
      .option('--changes <n>', 'change records', wholeNumber, 500_000)
      .option('--incidents <n>', 'incidents', wholeNumber, 300_000)
      .option('--services <n>', 'services', wholeNumber, 500)
      .option('--years <n>', 'length of the history', wholeNumber, 3)
      .option('--pairs <n>', 'pairs of writes of each kind', wholeNumber, 2_000)
      .option('--connections <n>', 'pairs of new connections', wholeNumber, 50)
      .parse()
      .opts<Options>()
  )
);
