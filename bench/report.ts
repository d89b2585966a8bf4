import { printTable } from '../tooling/print-table';
import type { Goal } from './goals';
import type { Measured } from './queries';

/** Below this the SQL is so quick that a ratio says little; then what is added counts. */
const QUICK_SQL_MS = 20;
/** What we want: at most so much more than the bare SQL … */
const TARGET_RATIO = 1.1;
/** … or, for quick SQL, less than so many ms. */
const TARGET_ADDED_MS = 3;

const addedMs = ({ bareMs, backendMs }: Measured) => backendMs - bareMs;
const ratio = ({ bareMs, backendMs }: Measured) => backendMs / bareMs;
const isQuick = ({ bareMs }: Measured) => bareMs <= QUICK_SQL_MS;
const meetsTarget = (one: Measured) => (isQuick(one) ? addedMs(one) < TARGET_ADDED_MS : ratio(one) <= TARGET_RATIO);
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
    meetsTarget(one) ? 'yes' : 'no',
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
      `Backend beside the bare SQL, where that takes over ${QUICK_SQL_MS} ms`,
      `≤ ${TARGET_RATIO.toFixed(2)}`,
      measured.filter((one) => !isQuick(one))
    ),
    goalOf('Added by the backend elsewhere', `< ${TARGET_ADDED_MS} ms`, measured.filter(isQuick)),
  ];
}

function goalOf(what: string, wanted: string, measured: readonly Measured[]): Goal {
  const missed = measured.filter((one) => !meetsTarget(one));
  return {
    what,
    wanted,
    measured: `${measured.length - missed.length} of ${measured.length}`,
    otherwise: null,
    isMet: missed.length === 0,
    missedBy: missed.map((one) => `${nameOf(one)} (${ratio(one).toFixed(2)}, ${addedMs(one).toFixed(1)} ms)`),
  };
}
