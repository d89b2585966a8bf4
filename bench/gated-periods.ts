import type { Client } from 'pg';

import { blockedChangesStatement } from '../src/backend/metrics/gate/blocked-changes';
import { decisionsStatement } from '../src/backend/metrics/gate/decisions';
import { foldGatedPeriods } from '../src/backend/metrics/gate/fold-gated-periods';
import { summaryStatement } from '../src/backend/metrics/gate/summary';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { lastDays } from './cases';
import { WHOLE, withClient } from './database';
import { atMostMs } from './goals';
import type { Goal } from './goals';
import { END } from './history';
import type { BenchOptions } from './options';
import { median, timed } from './statistics';
import { measureStored, measurementOf, printFold } from './stored';
import type { StoredCase } from './stored';
import { GATE_MOST_MS } from './wanted';
import { measureWriteCosts } from './write-cost';
import type { WriteCase } from './write-cost';

/** What stored gated periods gain: beside each statement the same one on the function that defines the change gate. */

const EVERYTHING = { services: [], teams: [], tiers: [] } as const;
const MANY = 1_000_000;
const NAMED = 5;
const MARKS = 'stackflow.gate_marks';
const STORED = 'stackflow.stored_change_gate(';

function gateCases(): readonly StoredCase[] {
  const { toMs: atMs, fromMs: before } = lastDays(365);
  const team = { ...EVERYTHING, teams: ['team-07'] };
  return [
    { name: 'decisions', statement: decisionsStatement({ scope: EVERYTHING, atMs, rowLimit: MANY }) },
    { name: 'summary', statement: summaryStatement({ scope: EVERYTHING, atMs, limit: NAMED }) },
    { name: 'decisions of a team', statement: decisionsStatement({ scope: team, atMs, rowLimit: MANY }) },
    {
      name: 'decisions, a year ago',
      statement: decisionsStatement({ scope: EVERYTHING, atMs: before, rowLimit: MANY }),
    },
  ].map(({ name, statement }) => {
    const text = statement.text.replace(STORED, 'stackflow.change_gate(');
    if (text === statement.text) {
      throw new Error(`The statement of "${name}" is written in another way than the bench knows.`);
    }
    return { name, statement, definition: { ...statement, text } };
  });
}

/**
 * Times each statement on the definition, on gated periods, and where every service is marked.
 *
 * @returns what was wanted
 * @throws Error where their rows differ
 */
export async function measureGatedPeriods(
  server: EmbeddedDatabase,
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly Goal[]> {
  await withClient(server, WHOLE, (client) =>
    printFold(client, {
      what: 'gated periods',
      stored: ['stackflow.gated_periods', 'stackflow.gate_folds'],
      marks: MARKS,
      fold: foldGatedPeriods,
    })
  );
  const cases = gateCases();
  const times = await measureStored(server, { what: 'gated periods', marks: MARKS, cases, runs });
  const decisions = await measurementOf(server, { name: 'decisions', cases, times, runs });
  await withClient(server, WHOLE, (client) => printOthers(client, runs));
  const writes = await measureWriteCosts(server, SLO_WRITES);
  return [atMostMs('Change gate of all services', GATE_MOST_MS, decisions), ...writes];
}

export const SLO_WRITES: readonly WriteCase[] = [
  {
    what: 'the edit of an SLO',
    table: 'stackflow.slos',
    alsoWrites: ['stackflow.slo_history'],
    write: 'update stackflow.slos set target_percent = 100 - target_percent where id = $1',
  },
];

/** What does not depend on what is stored, or cannot be asked otherwise. */
async function printOthers(client: Client, runs: number): Promise<void> {
  const { text, values } = blockedChangesStatement({ scope: EVERYTHING, atMs: Date.parse(END), rowLimit: MANY });
  const medianOf = async (turn: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      times.push(await timed(turn));
    }
    return median(times).toFixed(1);
  };
  // The first run fills the history of gated periods; later ones are what a worker does each minute.
  const keep = (minutes: number) =>
    client.query(`select stackflow.keep_gate_spells($1::timestamptz + $2 * interval '1 minute')`, [END, minutes]);
  await keep(0);
  let minutes = 0;
  const blockedMs = await medianOf(() => client.query({ text, values: [...values] }));
  const keepMs = await medianOf(() => keep((minutes += 1)));
  console.log(
    `\nBlocked changes take ${blockedMs} ms, a minute of the worker for the history of gated periods ${keepMs} ms.`
  );
}
