import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { DoraMetric } from '../../src/model/dora-metrics';
import { DEFAULT_PRESET, performanceLevel } from '../../src/model/performance-levels';
import type { PerformanceLevel } from '../../src/model/performance-levels';

/** What values are to look like, said anew: not read from what the backend sends. */

export interface Expectation {
  /** Names of frames, as TestFrames calls them. */
  readonly frames: RegExp;
  /** The field's name; null for every number of the frame. */
  readonly field: string | null;
  /** A value, the colour of Grafana's palette, and the text where it is a word. */
  readonly looks: ReadonlyArray<readonly [value: number | string | boolean, color: string, text?: string]>;
}

const REMAINING: Expectation['looks'] = [
  [-100_000, 'red'],
  [-122, 'red'],
  [-1e-12, 'red'],
  [0, 'red'],
  [0.001, 'orange'],
  [24.999, 'orange'],
  [25, 'green'],
  [100, 'green'],
];
const REMAINING_MINUTES: Expectation['looks'] = [
  [-26, 'red'],
  [0, 'red'],
  [0.1, 'green'],
];
const USED: Expectation['looks'] = [
  [0, 'green'],
  [75, 'green'],
  [75.001, 'orange'],
  [99.999, 'orange'],
  [100, 'red'],
  [222, 'red'],
];
const COUNT_OF_FAULTS: Expectation['looks'] = [
  [0, 'green'],
  [1, 'orange'],
  [80, 'orange'],
];
const FLAG: Expectation['looks'] = [
  [0, 'green', 'No'],
  [1, 'red', 'Yes'],
  // A mean of several.
  [0.2, 'red'],
];

const COLORS: Readonly<Record<PerformanceLevel, string>> = {
  elite: 'green',
  high: 'blue',
  medium: 'orange',
  low: 'red',
};

/** Around every bound of every level, and far from them. */
const VALUES: readonly number[] = [0, 1 / 180, 1 / 30, 1 / 7, 1, 5, 10, 15, 3600, 86_400, 604_800, 2_592_000].flatMap(
  (bound) => [bound * (1 - 1e-9), bound, bound * (1 + 1e-9)]
);

function levelsOf(metric: DoraMetric): Expectation['looks'] {
  return VALUES.flatMap((value) => {
    const verdict = performanceLevel(metric, value, DEFAULT_PRESET);
    return verdict === null ? [] : [[value, COLORS[verdict.level]] as const];
  });
}

/** The fixture has too few records for any level. */
const plainOf = (metric: DoraMetric): Expectation['looks'] => levelsOf(metric).map(([value]) => [value, 'text']);

const WORDS: Expectation['looks'] = [
  ['elite', 'green', 'Elite'],
  ['high', 'blue', 'High'],
  ['medium', 'orange', 'Medium'],
  ['low', 'red', 'Low'],
  ['too few', 'text', 'Too few'],
  ['not measured', 'text', 'Not measured'],
];

export const EXPECTATIONS: readonly Expectation[] = [
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
      [true, 'red', 'Yes'],
      [false, 'green', 'No'],
    ],
  },
  ...DORA_METRICS.flatMap((metric): Expectation[] => [
    { frames: new RegExp(`^dora-value-${metric}$`), field: null, looks: plainOf(metric) },
    { frames: new RegExp(`^dora-table-${metric}$`), field: 'Value', looks: plainOf(metric) },
  ]),
  { frames: /^dora-table-/, field: 'Level', looks: WORDS },
  { frames: /^scorecard$/, field: 'Lead time', looks: levelsOf('leadTime') },
  { frames: /^scorecard$/, field: 'Lead time level', looks: WORDS },
  {
    frames: /^gate-table-decisions$/,
    field: 'State',
    looks: [
      ['Gated', 'red', 'Gated'],
      ['Overridden', 'orange', 'Overridden'],
      ['Open', 'green', 'Open'],
    ],
  },
  { frames: /^gate-table-decisions$/, field: 'Used', looks: USED },
  { frames: /^gate-value-decisions$/, field: null, looks: FLAG },
  { frames: /^gate-value-blocked$/, field: null, looks: COUNT_OF_FAULTS },
  { frames: /^gate-table-summary$/, field: 'Gated', looks: [['none', 'green', 'none']] },
  { frames: /^gate-table-overrides$/, field: 'State', looks: [['Changes pass', 'orange', 'Changes pass']] },
  {
    frames: /^reliability-ranking$/,
    field: 'State',
    looks: [
      ['down', 'red', 'down'],
      ['up', 'green', 'up'],
    ],
  },
  { frames: /^reliability-downNow$/, field: 'Down', looks: [['none', 'green', 'none']] },
  {
    frames: /^records-(deploymentFrequency|leadTime|changeFailureRate)$/,
    field: 'Verdict',
    looks: [
      ['failed', 'red', 'failed'],
      ['successful', 'green', 'successful'],
    ],
  },
  { frames: /^status-value-dataQuality$/, field: null, looks: COUNT_OF_FAULTS },
  { frames: /^status-table-dataQuality$/, field: 'Count', looks: COUNT_OF_FAULTS },
  {
    frames: /^status-value-staleness$/,
    field: null,
    looks: [
      [0, 'green', 'fresh'],
      [1, 'red', 'stale'],
    ],
  },
  {
    frames: /^status-table-jobs$/,
    field: 'State',
    looks: [
      ['fresh', 'green', 'fresh'],
      ['fresh, last run failed', 'orange', 'fresh, last run failed'],
      ['stale', 'red', 'stale'],
      ['never succeeded', 'red', 'never succeeded'],
    ],
  },
  { frames: /^status-table-freshness$/, field: 'State', looks: [['fresh', 'green', 'fresh']] },
];
