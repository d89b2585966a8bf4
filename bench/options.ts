import { Command, InvalidArgumentError } from 'commander';

/** How much history the bench makes, and how often it asks. */
export interface BenchOptions {
  readonly changes: number;
  readonly incidents: number;
  readonly services: number;
  readonly years: number;
  /** Least pairs of runs of each query; medians are shown. */
  readonly runs: number;
  /** Quick queries are run oftener, for about this long each, so that their medians hold still. */
  readonly quickCaseMs: number;
  /** How long each kind of load lasts. */
  readonly loadMs: number;
  /** How many walls are loaded, and within which time. */
  readonly screens: number;
  readonly screensMs: number;
  /** Measure the packaged executable and not the launcher with Node. */
  readonly packaged: boolean;
  /** Measure only every query beside the bare SQL. */
  readonly queries: boolean;
  /** Measure only what intervals add. */
  readonly evidence: boolean;
  /** Measure only what stored pieces of downtime gain. */
  readonly downtime: boolean;
  /** Measure only what stored cells of deployments and incidents gain. */
  readonly cells: boolean;
  /** Measure only what stored gated periods gain. */
  readonly gate: boolean;
  /** Measure only whole dashboards. */
  readonly dashboards: boolean;
  /** Measure only the widest answers. */
  readonly wide: boolean;
  /** Measure only many screens with the wall. */
  readonly walls: boolean;
  /** Print only what grows with history: sizes, folds and a fixed list of statements. */
  readonly scale: boolean;
  /** Leave the database up after the figures, until Ctrl-C. */
  readonly keep: boolean;
}

/** How much history. */
export type HistorySize = Pick<BenchOptions, 'changes' | 'incidents' | 'services' | 'years'>;

const FULL = {
  changes: 5_000_000,
  incidents: 300_000,
  services: 500,
  years: 3,
  runs: 5,
  quickCaseMs: 1_000,
  loadMs: 3_000,
  screens: 200,
  screensMs: 60_000,
};
/** For a machine in a hurry: proves that the bench works, not how fast the product is. */
const SMALL: Partial<BenchOptions> = {
  changes: 10_000,
  incidents: 600,
  services: 50,
  runs: 1,
  quickCaseMs: 0,
  loadMs: 500,
  screens: 17,
  screensMs: 5_000,
};

/** Reads the command line. */
export function benchOptions(): BenchOptions {
  const { small, ...chosen } = new Command('npm run bench --')
    .description('Measures what the backend adds to the bare SQL.')
    .option('--small', `${SMALL.changes} changes and ${SMALL.incidents} incidents of ${SMALL.services} services`)
    .option('--changes <n>', `change records; default ${FULL.changes}`, positive)
    .option('--incidents <n>', `incidents; default ${FULL.incidents}`, positive)
    .option('--services <n>', `services; default ${FULL.services}`, positive)
    .option('--years <n>', `length of the history; default ${FULL.years}`, positive)
    .option('--runs <n>', `least pairs of runs of each query; default ${FULL.runs}`, positive)
    .option('--packaged', 'the packaged executable, not the launcher with Node; needs npm run package')
    .option('--queries', 'only every query beside the bare SQL')
    .option('--evidence', 'only what intervals add to DORA queries')
    .option('--downtime', 'only what stored pieces of downtime gain')
    .option('--cells', 'only what stored cells of deployments and incidents gain')
    .option('--gate', 'only what stored gated periods gain')
    .option('--dashboards', 'only whole dashboards: their SQL, and how long whoever opens one waits')
    .option('--wide', 'only the widest answers: their bytes, and how long another caller waits beside them')
    .option('--walls', 'only many screens with the wall, each with a clock of its own')
    .option('--screens <n>', `walls that are loaded within the time; default ${FULL.screens}`, positive)
    .option('--scale', 'only what grows with history, one line each, for runs of other sizes beside it')
    .option('--keep', 'leave the database up after the figures, until Ctrl-C')
    .parse()
    .opts<Partial<BenchOptions> & { small?: true }>();
  const only = {
    packaged: false,
    queries: false,
    evidence: false,
    downtime: false,
    cells: false,
    gate: false,
    dashboards: false,
    wide: false,
    walls: false,
    scale: false,
  };
  return { ...only, keep: false, ...FULL, ...(small && SMALL), ...chosen };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}
