import { Command, InvalidArgumentError } from 'commander';

/** How much history the bench makes. */
export interface BenchOptions {
  readonly changes: number;
  readonly incidents: number;
  readonly services: number;
  readonly years: number;
  /** Pairs of runs of each query; medians are shown. */
  readonly runs: number;
}

const FULL: BenchOptions = { changes: 5_000_000, incidents: 300_000, services: 500, years: 3, runs: 7 };
/** For a machine in a hurry: proves that the bench works, not how fast the product is. */
const SMALL: BenchOptions = { changes: 100_000, incidents: 6_000, services: 50, years: 3, runs: 3 };

/** Reads the command line. */
export function benchOptions(): BenchOptions {
  const flags = new Command('npm run bench --')
    .description('Measures what the backend adds to the bare SQL.')
    .option('--small', `${SMALL.changes} changes and ${SMALL.incidents} incidents`)
    .option('--changes <n>', `change records; default ${FULL.changes}`, positive)
    .option('--incidents <n>', `incidents; default ${FULL.incidents}`, positive)
    .option('--services <n>', `services; default ${FULL.services}`, positive)
    .option('--runs <n>', `pairs of runs of each query; default ${FULL.runs}`, positive)
    .parse()
    .opts<Partial<BenchOptions> & { small?: true }>();
  const { small, ...chosen } = flags;
  return { ...(small ? SMALL : FULL), ...chosen };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}
