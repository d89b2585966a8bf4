import type { ClientBase } from 'pg';

import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { benchCases } from './cases';
import { NEWEST, NEWEST_DAYS, WHOLE, copyNewest, withReader } from './database';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import type { PlanFacts } from './plan';
import { statementsFor } from './statement';

/** An index over more rows may be one level deeper; a page a look-up is no history read. */
const DEEPER_INDEX = 1.5;
/** Blocks of several days may begin before the range. */
const MORE_ROWS = 1.1;

/**
 * Prints what the queries over 90 days read with the whole history and with its newest part alone:
 * history outside the range costs nothing where the whole reads no more.
 *
 * @param options of each service a row and a page may be looked up that says whether it ever was down, where a query looks at
 *   services one by one
 * @returns what was wanted
 */
export async function compareOldHistory(
  server: EmbeddedDatabase,
  { services }: Pick<BenchOptions, 'services'>
): Promise<Goal> {
  const whole = await withReader(server, WHOLE, ninetyDayFacts);
  await copyNewest(server);
  const newest = await withReader(server, NEWEST, ninetyDayFacts);
  const pairs = [...whole].map(([name, facts]) => ({ name, whole: facts, newest: newest.get(name) ?? facts }));
  const rows = pairs.map(({ name, whole, newest }) => [
    name,
    ...[whole.rowsRead, newest.rowsRead, whole.pages, newest.pages].map((count) => count.toLocaleString('en')),
  ]);
  const header = ['Query over 90 days', 'Rows, whole', 'Rows, newest', 'Pages, whole', 'Pages, newest'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
  console.log(`\nWhole: the whole history. Newest: a copy with its newest ${NEWEST_DAYS} days alone.`);
  const reading = pairs.filter(({ whole, newest }) => {
    const perService = newest.rowsRead >= services ? services : 0;
    return (
      whole.rowsRead > newest.rowsRead * MORE_ROWS + perService ||
      whole.pages > newest.pages * DEEPER_INDEX + perService
    );
  });
  return {
    what: 'History outside the range costs nothing: it is not read',
    warm: `${pairs.length - reading.length} of ${pairs.length}`,
    wanted: `${pairs.length} of ${pairs.length}`,
    isMet: reading.length === 0,
    missedBy: reading.map(({ name }) => name),
  };
}

async function ninetyDayFacts(client: ClientBase): Promise<ReadonlyMap<string, PlanFacts>> {
  const facts = new Map<string, PlanFacts>();
  for (const benchCase of benchCases().filter(({ days }) => days === 90)) {
    facts.set(benchCase.name, await planFacts(client, await statementsFor(client, benchCase)));
  }
  return facts;
}
