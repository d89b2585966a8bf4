import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import { DEFAULT_PRESET, performanceLevel } from '../../src/model/performance-levels';
import type { PerformanceLevel } from '../../src/model/performance-levels';

/** What values are to look like, said anew: not read from what the backend sends. */

/** Of letters, as Grafana's names. */
const GREEN = 'semi-dark-green';
const BLUE = 'blue';
const ORANGE = 'dark-orange';
const RED = 'red';

/** Of cells behind white letters. */
const CELLS: Readonly<Record<PerformanceLevel, string>> = {
  elite: '#19730E',
  high: '#1F60C4',
  medium: '#A84300',
  low: '#C4162A',
};

export interface Expectation {
  /** Names of frames, as TestFrames calls them. */
  readonly frames: RegExp;
  /** The field's name; null for every number of the frame. */
  readonly field: string | null;
  /** A value, the colour of Grafana's palette, and the text where it is a word. */
  readonly looks: ReadonlyArray<readonly [value: number | string | boolean | null, color: string, text?: string]>;
}

const REMAINING: Expectation['looks'] = [
  [-100_000, RED],
  [-122, RED],
  [-1e-12, RED],
  [0, RED],
  [0.001, ORANGE],
  [24.999, ORANGE],
  [25, GREEN],
  [100, GREEN],
];
const REMAINING_MINUTES: Expectation['looks'] = [
  [-26, RED],
  [0, RED],
  [0.1, GREEN],
];
const USED: Expectation['looks'] = [
  [0, GREEN],
  [75, GREEN],
  [75.001, ORANGE],
  [99.999, ORANGE],
  [100, RED],
  [222, RED],
];
const COUNT_OF_FAULTS: Expectation['looks'] = [
  [0, GREEN],
  [1, ORANGE],
  [80, ORANGE],
];
const FLAG: Expectation['looks'] = [
  [0, GREEN, 'No'],
  [1, RED, 'Yes'],
  // A mean of several.
  [0.2, RED],
];

const COLORS: Readonly<Record<PerformanceLevel, string>> = {
  elite: GREEN,
  high: BLUE,
  medium: ORANGE,
  low: RED,
};

/** Around every bound of every level, and far from them. */
const VALUES: readonly number[] = [0, 1 / 180, 1 / 30, 1 / 7, 1, 5, 10, 15, 3600, 86_400, 604_800, 2_592_000].flatMap(
  (bound) => [bound * (1 - 1e-9), bound, bound * (1 + 1e-9)]
);

function levelsOf(metric: DoraMetric, colors = COLORS): Expectation['looks'] {
  return VALUES.flatMap((value) => {
    const verdict = performanceLevel(metric, value, DEFAULT_PRESET);
    return verdict === null ? [] : [[value, colors[verdict.level]] as const];
  });
}

/** The fixture has too few records for any level. */
const plainOf = (metric: DoraMetric): Expectation['looks'] => levelsOf(metric).map(([value]) => [value, 'text']);

const WORDS: Expectation['looks'] = [
  ['elite', GREEN, 'Elite'],
  ['high', BLUE, 'High'],
  // Too faint in orange, as small letters.
  ['medium', 'text', 'Medium'],
  ['low', RED, 'Low'],
  ['too few', 'text', 'Too few'],
  ['unknown', 'text', 'Unknown'],
  ['at least', 'text', 'At least'],
];

/** Where records are missing; no metric looks for others. */
const CHECKS: Expectation['looks'] = [['unlinkedIncidents', 'text', 'Unlinked incidents']];

/** Instead of a number that rests on silence: of changes, and of downtime. */
const NO_DATA_SINCE: Expectation['looks'] = [[null, 'text', 'no data since 6 Jan']];
const LAST_OUTAGE = 'no data since 1 Jan 2025';
const NO_OUTAGE_SINCE: Expectation['looks'] = [[null, 'text', LAST_OUTAGE]];

export const EXPECTATIONS: readonly Expectation[] = [
  { frames: /^dora-(value|series)-deploymentFrequency-silent$/, field: null, looks: [[null, 'text']] },
  { frames: /^dora-value-deploymentFrequency-silent$/, field: null, looks: NO_DATA_SINCE },
  { frames: /^dora-table-deploymentFrequency-silent$/, field: 'Value', looks: NO_DATA_SINCE },
  { frames: /^scorecard-silent$/, field: 'Deployment frequency', looks: NO_DATA_SINCE },
  { frames: /^budget-value-remainingPercent-silent$/, field: null, looks: NO_OUTAGE_SINCE },
  { frames: /^budget-table-silent$/, field: 'Remaining', looks: NO_OUTAGE_SINCE },
  { frames: /^reliability-availability-silent$/, field: null, looks: NO_OUTAGE_SINCE },
  { frames: /^reliability-ranking-silent$/, field: 'Availability', looks: NO_OUTAGE_SINCE },
  { frames: /^reliability-downNow-silent$/, field: 'Down', looks: [[LAST_OUTAGE, 'text', LAST_OUTAGE]] },
  { frames: /^gate-table-summary-silent$/, field: 'Gated', looks: [[LAST_OUTAGE, 'text', LAST_OUTAGE]] },
  { frames: /^gate-table-decisions-silent$/, field: 'State', looks: [['Open', 'transparent', 'Open']] },
  { frames: /^budget-value-remainingPercent$/, field: null, looks: REMAINING },
  { frames: /^alert-budget-table$/, field: null, looks: REMAINING },
  { frames: /^budget-value-remainingMinutes$/, field: null, looks: REMAINING_MINUTES },
  { frames: /^budget-value-usedPercent$/, field: null, looks: USED },
  { frames: /^budget-value-exhausted$/, field: null, looks: FLAG },
  { frames: /^budget-table$/, field: 'Remaining', looks: REMAINING },
  { frames: /^budget-table$/, field: 'Remaining minutes', looks: REMAINING_MINUTES },
  { frames: /^budget-table$/, field: 'Used', looks: USED },
  {
    frames: /^budget-table$/,
    field: 'Exhausted',
    looks: [
      [true, RED, 'Yes'],
      [false, GREEN, 'No'],
    ],
  },
  ...DORA_METRICS.flatMap((metric): Expectation[] => [
    { frames: new RegExp(`^dora-value-${metric}$`), field: null, looks: plainOf(metric) },
    { frames: new RegExp(`^dora-table-${metric}$`), field: 'Value', looks: plainOf(metric) },
  ]),
  { frames: /^dora-table-/, field: 'Level', looks: WORDS },
  { frames: /^dora-table-changeFailureRate/, field: 'Evidence check', looks: CHECKS },
  { frames: /^dora-table-failedDeploymentRecoveryTime/, field: 'Evidence check', looks: CHECKS },
  { frames: /^scorecard/, field: 'Change failure rate evidence check', looks: CHECKS },
  { frames: /^scorecard$/, field: 'Lead time', looks: levelsOf('leadTime', CELLS) },
  { frames: /^scorecard$/, field: 'Lead time level', looks: WORDS },
  {
    frames: /^gate-table-decisions$/,
    field: 'State',
    looks: [
      ['Gated', CELLS.low, 'Gated'],
      ['Overridden', CELLS.medium, 'Overridden'],
      ['Open', CELLS.elite, 'Open'],
    ],
  },
  { frames: /^gate-table-decisions$/, field: 'Used', looks: USED },
  { frames: /^gate-value-decisions$/, field: null, looks: FLAG },
  { frames: /^gate-value-blocked$/, field: null, looks: COUNT_OF_FAULTS },
  { frames: /^gate-table-summary$/, field: 'Gated', looks: [['none', GREEN, 'none']] },
  {
    frames: /^reliability-ranking$/,
    field: 'State',
    looks: [
      ['down', RED, 'down'],
      ['up', GREEN, 'up'],
    ],
  },
  { frames: /^reliability-downNow$/, field: 'Down', looks: [['none', GREEN, 'none']] },
  {
    frames: /^records-(deploymentFrequency|leadTime|changeFailureRate)$/,
    field: 'Verdict',
    looks: [
      ['failed', RED, 'failed'],
      ['successful', GREEN, 'successful'],
    ],
  },
  { frames: /^status-value-dataQuality$/, field: null, looks: COUNT_OF_FAULTS },
  { frames: /^status-table-dataQuality$/, field: 'Count', looks: COUNT_OF_FAULTS },
  {
    frames: /^status-value-staleness$/,
    field: null,
    looks: [
      [0, GREEN, 'fresh'],
      [1, RED, 'stale'],
    ],
  },
  {
    frames: /^status-table-jobs$/,
    field: 'State',
    looks: [
      ['fresh', GREEN, 'fresh'],
      ['fresh, last run failed', 'text', 'fresh, last run failed'],
      ['stale', RED, 'stale'],
      ['never succeeded', RED, 'never succeeded'],
    ],
  },
  { frames: /^status-table-freshness$/, field: 'State', looks: [['fresh', GREEN, 'fresh']] },
];
