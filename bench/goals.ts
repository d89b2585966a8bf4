import { printTable } from '../tooling/print-table';

/** What is wanted of the product, beside what this run measured. */
export interface Goal {
  readonly what: string;
  /** What is wanted, with its unit. */
  readonly wanted: string;
  /** The same unit as `wanted`; what was measured. */
  readonly measured: string;
  /** What it would be without what is stored: by records, or by the functions that define it; null where there is no such way. */
  readonly otherwise: string | null;
  readonly isMet: boolean;
  /** What missed it, where there are many. */
  readonly missedBy?: readonly string[];
}

/** At most so many milliseconds. */
export function atMostMs(what: string, wantedMs: number, measuredMs: number, otherwiseMs: number | null = null): Goal {
  const text = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`;
  return {
    what,
    wanted: `≤ ${text(wantedMs)}`,
    measured: text(measuredMs),
    otherwise: otherwiseMs === null ? null : text(otherwiseMs),
    isMet: measuredMs <= wantedMs,
  };
}

/** All goals as one table, then what missed those of many. */
export function printGoals(goals: readonly Goal[]): void {
  const header = ['What', 'Wanted', 'Measured', 'Without what is stored', 'Met'];
  const rows = goals.map(({ what, wanted, measured, otherwise, isMet }) => [
    what,
    wanted,
    measured,
    otherwise ?? '–',
    isMet ? 'yes' : 'no',
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1, -1))));
  for (const { what, missedBy = [] } of goals.filter(({ missedBy }) => (missedBy?.length ?? 0) > 0)) {
    console.log(`\n${what}: not by ${missedBy.join('; ')}.`);
  }
}
