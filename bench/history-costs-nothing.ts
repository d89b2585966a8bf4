import type { ClientBase } from 'pg';

import { printTable } from '../tooling/print-table';
import { benchCases, statementFor } from './cases';
import { planFacts } from './plan';
import type { PlanFacts } from './plan';

/** Facts of every 90-day case, by name. */
export async function ninetyDayFacts(client: ClientBase): Promise<ReadonlyMap<string, PlanFacts>> {
  const facts = new Map<string, PlanFacts>();
  for (const benchCase of benchCases().filter(({ days }) => days === 90)) {
    facts.set(benchCase.name, await planFacts(client, statementFor(benchCase)));
  }
  return facts;
}

/** Takes away all history older than the newest 120 days, of change records and incidents. */
export async function forgetOldHistory(client: ClientBase, end: string): Promise<void> {
  const before = `$1::timestamptz - interval '120 days'`;
  await client.query(`delete from stackflow.incidents where created_at < ${before}`, [end]);
  await client.query(`delete from stackflow.change_records where deployed_at < ${before}`, [end]);
  await client.query('vacuum full');
  // Once more, for the visibility map that index-only scans look at.
  await client.query('vacuum analyze');
}

/** Prints what the same queries read with all history and with the newest part alone. */
export function printHistoryCosts(all: ReadonlyMap<string, PlanFacts>, recent: ReadonlyMap<string, PlanFacts>): void {
  const rows = [...all].map(([name, facts]) => [
    name,
    facts.rowsRead.toLocaleString('en'),
    (recent.get(name)?.rowsRead ?? NaN).toLocaleString('en'),
    facts.pages.toLocaleString('en'),
    (recent.get(name)?.pages ?? NaN).toLocaleString('en'),
  ]);
  const header = ['Query over 90 days', 'Rows, all history', 'Rows, 120 days', 'Pages, all history', 'Pages, 120 days'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
}
