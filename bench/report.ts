import { printTable } from '../tooling/print-table';
import type { Goal } from './goals';
import type { Measured } from './queries';
import { BACKEND_MOST_ADDED_MS, BACKEND_MOST_TIMES_SQL, QUICK_SQL_MS } from './wanted';

/** What the backend is compared with, and how long it took. */
type Beside = readonly [measured: Measured, sqlMs: number];

const addedMs = ([{ backendMs }, sqlMs]: Beside) => backendMs - sqlMs;
const ratio = ([{ backendMs }, sqlMs]: Beside) => backendMs / sqlMs;
const isQuick = ([, sqlMs]: Beside) => sqlMs <= QUICK_SQL_MS;
const isAsWanted = (one: Beside) =>
  isQuick(one) ? addedMs(one) <= BACKEND_MOST_ADDED_MS : ratio(one) <= BACKEND_MOST_TIMES_SQL;
const besideBare = (one: Measured): Beside => [one, one.bareMs];
const besideKept = (one: Measured): Beside => [one, one.keptMs];
const nameOf = ({ benchCase }: Measured) => `${benchCase.name}, ${benchCase.days} d`;

/** Prints how long each query takes. */
export function printTimes(measured: readonly Measured[]): void {
  const header = [
    'Query',
    'Days',
    'Bare ms',
    'Plans kept ms',
    'Backend ms',
    'Ratio',
    'Added ms',
    'Rows read',
    'As wanted',
  ];
  const rows = measured.map((one) => [
    one.benchCase.name,
    String(one.benchCase.days),
    one.bareMs.toFixed(1),
    one.keptMs.toFixed(1),
    one.backendMs.toFixed(1),
    ratio(besideBare(one)).toFixed(2),
    addedMs(besideBare(one)).toFixed(1),
    one.facts.rowsRead.toLocaleString('en'),
    isAsWanted(besideBare(one)) ? 'yes' : 'no',
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

/** What was wanted of the backend beside the bare SQL, planned each time or with the plans kept that the backend keeps. */
export function backendGoals(measured: readonly Measured[]): readonly Goal[] {
  return [
    ...goalsBeside('bare SQL', measured.map(besideBare)),
    ...goalsBeside('bare SQL with plans kept', measured.map(besideKept)),
  ];
}

function goalsBeside(what: string, measured: readonly Beside[]): readonly Goal[] {
  return [
    goalOf(
      `Backend ÷ ${what}, where that takes over ${QUICK_SQL_MS} ms`,
      `≤ ${BACKEND_MOST_TIMES_SQL.toFixed(2)}`,
      measured.filter((one) => !isQuick(one))
    ),
    goalOf(`Added to ${what} elsewhere`, `≤ ${BACKEND_MOST_ADDED_MS} ms`, measured.filter(isQuick)),
  ];
}

function goalOf(what: string, wanted: string, measured: readonly Beside[]): Goal {
  const missed = measured.filter((one) => !isAsWanted(one));
  return {
    what,
    warm: `${measured.length - missed.length} of ${measured.length} queries`,
    wanted,
    isMet: missed.length === 0,
    missedBy: missed.map((one) => `${nameOf(one[0])} (× ${ratio(one).toFixed(2)}, + ${addedMs(one).toFixed(1)} ms)`),
  };
}
