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
import { lastDays } from './cases';
import { WHOLE, withClient } from './database';
import { inMs } from './goals';
import type { Goal, Measurement } from './goals';
import type { BenchOptions } from './options';
import { measureStored, measurementOf, printFold } from './stored';
import { BUDGETS_LEAST_TIMES } from './wanted';
import { measureWriteCosts } from './write-cost';
import type { WriteCase } from './write-cost';

/** What stored pieces of downtime gain: beside each statement the same one on the functions that define downtime. */

const EVERYTHING = { services: [], teams: [], tiers: [], slos: [] } as const;
const MANY = 1_000_000;
const TOP = 100;
const MARKS = 'stackflow.down_marks';

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
    planning: 'fresh',
  };
}

/**
 * Times each statement on the definition, on pieces, and where every service is marked.
 *
 * @returns what was wanted
 * @throws Error where their rows differ
 */
export async function measureDownPieces(
  server: EmbeddedDatabase,
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly Goal[]> {
  await withClient(server, WHOLE, (client) =>
    printFold(client, {
      what: 'pieces',
      stored: ['stackflow.down_pieces', 'stackflow.incident_down_pieces', 'stackflow.down_totals'],
      marks: MARKS,
      fold: foldDownPieces,
    })
  );
  const cases = [...budgetCases(), ...casesOf(90), ...casesOf(365)].map((one) => ({
    ...one,
    definition: onDefinition(one),
  }));
  const times = await measureStored(server, { what: 'pieces', marks: MARKS, cases, runs });
  const budgets = await measurementOf(server, { name: 'budgets', cases, times, runs });
  const writes = await measureWriteCosts(server, DOWNTIME_WRITES);
  return [budgetsGoal(budgets), ...writes];
}

const DOWNTIME = 'stackflow.incident_downtimes';

export const DOWNTIME_WRITES: readonly WriteCase[] = [
  {
    what: 'a new downtime',
    table: DOWNTIME,
    write: `insert into ${DOWNTIME} (incident_id, service_id, started_at, ended_at)
        select d.incident_id, d.service_id, d.started_at - interval '1 second', d.ended_at from ${DOWNTIME} as d where d.id = $1`,
  },
  {
    what: 'the correction of a downtime',
    table: DOWNTIME,
    write: `update ${DOWNTIME} set ended_at = ended_at + interval '1 second' where id = $1`,
  },
];

function budgetsGoal({ unstoredMs, coldMs, warmMs }: Measurement & { readonly unstoredMs: number }): Goal {
  const times = unstoredMs / warmMs;
  return {
    what: 'Error budgets by pieces, as against their definition',
    unstored: inMs(unstoredMs),
    ...(coldMs !== undefined && { cold: inMs(coldMs) }),
    warm: `${inMs(warmMs)}, × ${times.toFixed(2)}`,
    wanted: `≥ × ${BUDGETS_LEAST_TIMES}`,
    isMet: times >= BUDGETS_LEAST_TIMES,
  };
}
