import { printTable } from '../tooling/print-table';

/** What is wanted of the product, beside what this run measured. Each text has its unit. */
export interface Goal {
  readonly what: string;
  /** What it would be without what is stored: by records, or by the functions that define it. Left out where there is no such way. */
  readonly unstored?: string;
  /** Just after the database was started anew. Left out where that is not measured. */
  readonly cold?: string;
  /** What is compared with `wanted`. */
  readonly warm: string;
  readonly wanted: string;
  readonly isMet: boolean;
  /** What missed it, where there are many. */
  readonly missedBy?: readonly string[];
}

/** One thing, measured in each way there is. */
export interface Measurement {
  readonly unstoredMs?: number;
  readonly coldMs?: number;
  readonly warmMs: number;
}

/** At most so many milliseconds where it is warm; what was not measured at all does not meet it. */
export function atMostMs(what: string, mostMs: number, { unstoredMs, coldMs, warmMs }: Measurement): Goal {
  return {
    what,
    ...(unstoredMs !== undefined && { unstored: inMs(unstoredMs) }),
    ...(coldMs !== undefined && { cold: inMs(coldMs) }),
    warm: inMs(warmMs),
    wanted: `≤ ${mostMs.toLocaleString('en')} ms`,
    isMet: warmMs <= mostMs,
  };
}

/** A time as the table shows it. */
export function inMs(ms: number): string {
  return `${ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`;
}

/** All goals as one table, then what missed those of many. */
export function goalsTable(goals: readonly Goal[]): string {
  const header = ['What', 'Without what is stored', 'Cold', 'Warm', 'Wanted', 'Met'];
  const rows = goals.map(({ what, unstored = '–', cold = '–', warm, wanted, isMet }) => [
    what,
    unstored,
    cold,
    warm,
    wanted,
    isMet ? 'yes' : 'no',
  ]);
  const missed = goals.flatMap(({ what, missedBy = [] }) =>
    missedBy.length === 0 ? [] : [`\n${what}: not by ${missedBy.join('; ')}.`]
  );
  return [printTable(header, rows, new Set(header.slice(1, -1))), HOW_READ, ...missed].join('\n');
}

const HOW_READ = `
Without what is stored: by records, or by the functions that define it, which look at nothing that is stored.
Cold: just after the database was started anew, with nothing in its own buffers. The operating system's cache cannot be
dropped from here, so reads from disk are not in it.`;
