import { printTable } from '../tooling/print-table';
import type { Goal } from './goals';
import type { Measured } from './queries';
import { BACKEND_MOST_ADDED_MS, BACKEND_MOST_TIMES_SQL, QUICK_SQL_MS } from './wanted';

const addedMs = ({ bareMs, backendMs }: Measured) => backendMs - bareMs;
const ratio = ({ bareMs, backendMs }: Measured) => backendMs / bareMs;
const isQuick = ({ bareMs }: Measured) => bareMs <= QUICK_SQL_MS;
const isAsWanted = (one: Measured) =>
  isQuick(one) ? addedMs(one) <= BACKEND_MOST_ADDED_MS : ratio(one) <= BACKEND_MOST_TIMES_SQL;
const nameOf = ({ benchCase }: Measured) => `${benchCase.name}, ${benchCase.days} d`;

/** Prints how long each query takes. */
export function printTimes(measured: readonly Measured[]): void {
  const header = ['Query', 'Days', 'Bare ms', 'Backend ms', 'Ratio', 'Added ms', 'Rows read', 'As wanted'];
  const rows = measured.map((one) => [
    one.benchCase.name,
    String(one.benchCase.days),
    one.bareMs.toFixed(1),
    one.backendMs.toFixed(1),
    ratio(one).toFixed(2),
    addedMs(one).toFixed(1),
    one.facts.rowsRead.toLocaleString('en'),
    isAsWanted(one) ? 'yes' : 'no',
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1, -1))));
}

/** Prints by which indexes each query reads. */
export function printPlans(measured: readonly Measured[]): void {
  const header = ['Query', 'Days', 'Pages', 'Indexes', 'Read whole'];
  const rows = measured.map(({ benchCase, facts }) => [
    benchCase.name,
    String(benchCase.days),
    facts.pages.toLocaleString('en'),
    facts.indexes.join(', ') || '–',
    facts.fullScans.join(', ') || '–',
  ]);
  console.log(printTable(header, rows, new Set(['Days', 'Pages'])));
}

/** What was wanted of the backend beside the bare SQL. */
export function backendGoals(measured: readonly Measured[]): readonly Goal[] {
  return [
    goalOf(
      `Backend ÷ bare SQL, where that takes over ${QUICK_SQL_MS} ms`,
      `≤ ${BACKEND_MOST_TIMES_SQL.toFixed(2)}`,
      measured.filter((one) => !isQuick(one))
    ),
    goalOf('Added by the backend elsewhere', `≤ ${BACKEND_MOST_ADDED_MS} ms`, measured.filter(isQuick)),
  ];
}

function goalOf(what: string, wanted: string, measured: readonly Measured[]): Goal {
  const missed = measured.filter((one) => !isAsWanted(one));
  return {
    what,
    warm: `${measured.length - missed.length} of ${measured.length} queries`,
    wanted,
    isMet: missed.length === 0,
    missedBy: missed.map((one) => `${nameOf(one)} (× ${ratio(one).toFixed(2)}, + ${addedMs(one).toFixed(1)} ms)`),
  };
}
