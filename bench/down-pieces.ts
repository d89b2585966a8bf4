import type { Client, ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';
import { chooseBucketing } from '../src/backend/metrics/buckets';
import { foldDownPieces } from '../src/backend/metrics/downtime/fold-down-pieces';
import { budgetSeriesStatement } from '../src/backend/metrics/error-budget/budget-series';
import { storiesStatement } from '../src/backend/metrics/error-budget/budget-story';
import { budgetsStatement } from '../src/backend/metrics/error-budget/current-budgets';
import { spendingIncidentsStatement } from '../src/backend/metrics/error-budget/spending-incidents';
import { availabilitySeriesStatement } from '../src/backend/metrics/reliability/availability-series';
import { outagesStatement } from '../src/backend/metrics/reliability/outages';
import { rankingStatement } from '../src/backend/metrics/reliability/ranking';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import { WHOLE, withClient, withReader } from './database';
import type { BenchOptions } from './options';
import { median, timed } from './statistics';

/** What stored pieces of downtime gain: beside each statement the same one on the functions that define downtime. */

const EVERYTHING = { services: [], teams: [], tiers: [], slos: [] } as const;
const MANY = 1_000_000;
const TOP = 100;
/** Rows that are written one by one, with and without marks. */
const WRITES = 500;

interface Case {
  readonly name: string;
  readonly statement: Statement;
}

function casesOf(days: number): readonly Case[] {
  const range = lastDays(days);
  const scope = EVERYTHING;
  const bucketing = chooseBucketing({ bucket: 'day', zone: 'UTC', intervalMs: 3_600_000 }, range);
  return [
    { name: `ranking, ${days} days`, statement: rankingStatement({ scope, range, limit: MANY }) },
    { name: `outages, ${days} days`, statement: outagesStatement({ scope, range, limit: TOP }) },
    {
      name: `availability by day, ${days} days`,
      statement: availabilitySeriesStatement({ scope, range, bucketing, rowLimit: MANY }),
    },
  ];
}

function budgetCases(): readonly Case[] {
  const { toMs: atMs } = lastDays(30);
  const scope = EVERYTHING;
  const series = { measure: 'remainingPercent', lookback: null, range: lastDays(30), stepSeconds: 21_600 } as const;
  const team = { ...EVERYTHING, teams: ['team-07'] };
  return [
    { name: 'budgets', statement: budgetsStatement({ scope, atMs, lookbacks: [], rowLimit: MANY }) },
    {
      name: 'budgets, burn rates and recovery',
      statement: budgetsStatement({ scope, atMs, lookbacks: ['5m', '1h'], withRecovery: true, rowLimit: MANY }),
    },
    {
      name: 'burn-down of a team, 30 days',
      statement: budgetSeriesStatement({ ...series, scope: team, rowLimit: MANY }),
    },
    { name: 'incidents of budgets', statement: spendingIncidentsStatement({ scope, atMs, rowLimit: MANY }) },
    { name: 'what happened, 1 hour', statement: storiesStatement({ scope, atMs, lookback: '1h', rowLimit: MANY }) },
  ];
}

/** A look at pieces, as `downtime/down-pieces` writes it: its services, its range, and the function that defines it. */
const WITHIN = String.raw`(?:(?!select a\.service_id)[^])*?`;
const LOOK = new RegExp(
  [
    String.raw`\(\s*select a\.service_id, ${WITHIN} as service_ids, (${WITHIN}) as starts_at, (${WITHIN}) as ends_at\s*`,
    String.raw`from stackflow\.services as s\s*where s\.id = any \((${WITHIN})\) and exists \(${WITHIN}`,
    String.raw`cross join lateral (stackflow\.\w+)\(m\.service_ids, m\.starts_at, m\.ends_at\) as d\s*\)`,
  ].join(''),
  'g'
);

const INCIDENT_DEFINITION = 'stackflow.incident_down_periods';
const LENGTH =
  '(select sum(extract(epoch from upper(u.piece) - lower(u.piece)) * 1000000) from unnest(d.down) as u (piece))';

/** Whether a service's pieces may be stale, as `IS_MARKED` writes it: then the definition answers. */
const MARKED = /exists \(select from stackflow\.down_marks as m where m\.service_id = s\.id\)/g;

/** @throws Error where the statement has no look at pieces */
function onDefinition({ name, statement }: Case): Statement {
  const looked = statement.text.replace(LOOK, (_, from: string, to: string, ids: string, definition: string) => {
    const call = `${definition}(${ids}, ${from}, ${to})`;
    return definition === INCIDENT_DEFINITION ? `(select d.*, ${LENGTH} as us from ${call} as d)` : call;
  });
  const text = looked.replace(MARKED, 'true');
  if (looked === statement.text || text.includes('down_marks')) {
    throw new Error(`The statement of "${name}" is written in another way than the bench knows.`);
  }
  return renumbered(text, statement.values);
}

/** PostgreSQL refuses a parameter that the text does not use. */
function renumbered(text: string, values: readonly unknown[]): Statement {
  const used = [...new Set(text.match(/\$\d+/g))];
  return {
    text: text.replaceAll(/\$\d+/g, (name) => `$${used.indexOf(name) + 1}`),
    values: used.map((name) => values[Number(name.slice(1)) - 1]),
  };
}

/**
 * Times each statement on the definition, on pieces, and where every service is marked.
 *
 * @throws Error where their rows differ
 */
export async function measureDownPieces(server: EmbeddedDatabase, { runs }: Pick<BenchOptions, 'runs'>): Promise<void> {
  await withClient(server, WHOLE, printFold);
  const cases = [...budgetCases(), ...casesOf(90), ...casesOf(365)];
  const folded = await withReader(server, WHOLE, (client) => timesOf(client, cases, runs));
  await withClient(server, WHOLE, markAll);
  const marked = await withReader(server, WHOLE, (client) => timesOf(client, cases, runs));
  await withClient(server, WHOLE, (client) => client.query('truncate stackflow.down_marks'));
  const rows = cases.map(({ name }, index) => {
    const [{ definitionMs = NaN, oursMs = NaN } = {}, { oursMs: markedMs = NaN } = {}] = [folded[index], marked[index]];
    return [name, ...[definitionMs, oursMs, markedMs, definitionMs / oursMs].map((value) => value.toFixed(1))];
  });
  const header = ['Statement', 'On the definition, ms', 'On pieces, ms', 'All marked, ms', 'Times as quick'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
  await withClient(server, WHOLE, printWrites);
}

interface Times {
  readonly definitionMs: number;
  readonly oursMs: number;
}

async function timesOf(client: ClientBase, cases: readonly Case[], runs: number): Promise<readonly Times[]> {
  const times: Times[] = [];
  for (const one of cases) {
    const definition = onDefinition(one);
    const run = async ({ text, values }: Statement) => {
      const { rows } = await client.query<object>({ text, values: [...values] });
      return JSON.stringify(rows);
    };
    if ((await run(definition)) !== (await run(one.statement))) {
      throw new Error(`Pieces and definition give different rows for "${one.name}".`);
    }
    const measured = { definition: [] as number[], ours: [] as number[] };
    for (let turn = 0; turn < runs; turn += 1) {
      measured.definition.push(await timed(() => run(definition)));
      measured.ours.push(await timed(() => run(one.statement)));
    }
    times.push({ definitionMs: median(measured.definition), oursMs: median(measured.ours) });
  }
  return times;
}

async function markAll(client: Client): Promise<void> {
  await client.query('insert into stackflow.down_marks (service_id) select s.id from stackflow.services as s');
  await client.query('vacuum analyze stackflow.down_marks');
}

/** The first fold, which fills everything, and one of what is right already. */
async function printFold(client: Client): Promise<void> {
  const { signal } = new AbortController();
  await client.query('truncate stackflow.down_pieces, stackflow.incident_down_pieces, stackflow.down_marks');
  const fold = async () => {
    await markAll(client);
    return await timed(() => foldDownPieces(client, signal));
  };
  const [firstMs, againMs] = [await fold(), await fold()];
  await client.query('vacuum analyze stackflow.down_pieces, stackflow.incident_down_pieces, stackflow.down_marks');
  const { rows } = await client.query<{ n: string; size: string }>(
    `select (select count(*) from stackflow.down_pieces) as n,
       pg_size_pretty(pg_total_relation_size('stackflow.down_pieces') + pg_total_relation_size('stackflow.incident_down_pieces')) as size`
  );
  console.log(
    `The first fold took ${(firstMs / 1000).toFixed(1)} s, one of all services once more ${(againMs / 1000).toFixed(1)} s; ` +
      `${Number(rows[0]?.n).toLocaleString('en')} pieces, ${rows[0]?.size}.\n`
  );
}

/** What a mark adds to a write; undone at the end. */
async function printWrites(client: Client): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ id: string }>('select d.id from stackflow.incident_downtimes as d limit $1', [
    WRITES,
  ]);
  const write = () =>
    timed(async () => {
      for (const { id } of rows) {
        await client.query('update stackflow.incident_downtimes set ended_at = ended_at where id = $1', [id]);
      }
    });
  await write();
  const withMs = await write();
  await client.query('alter table stackflow.incident_downtimes disable trigger user');
  const withoutMs = await write();
  await client.query('rollback');
  const us = (ms: number) => ((1000 * ms) / rows.length).toFixed(0);
  console.log(`\nA write of a period of downtime takes ${us(withMs)} µs with its mark, ${us(withoutMs)} µs without.`);
}
