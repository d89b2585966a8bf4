import type { DoraMetric } from './dora-metrics';

/**
 * Performance levels as data: per preset and metric, ordered cut points from elite down. A value
 * that meets no cut point is `low`. A metric absent from a preset has no published level.
 *
 * Sources: the elite column of `stackflow` is the StackFlow SRE Metrics specification's, its other
 * columns are those of DORA's 2023 report; `dora-2021` and `dora-2023` are the Accelerate State of
 * DevOps reports of those years. There is no 2024 preset: that report's failure rates are not
 * ordered (high 20 %, medium 10 %).
 */
export const PRESETS = ['stackflow', 'dora-2021', 'dora-2023'] as const;
export type Preset = (typeof PRESETS)[number];
export const DEFAULT_PRESET: Preset = 'stackflow';

export const PERFORMANCE_LEVELS = ['elite', 'high', 'medium', 'low'] as const;
export type PerformanceLevel = (typeof PERFORMANCE_LEVELS)[number];

type Comparison = '<' | '<=' | '>' | '>=';

interface CutPoint {
  readonly level: Exclude<PerformanceLevel, 'low'>;
  readonly comparison: Comparison;
  /** In the metric's own unit: deployments a day, seconds or percent. */
  readonly bound: number;
  /** The rule as people read it. */
  readonly rule: string;
}

type LevelledMetric = Extract<DoraMetric, 'deploymentFrequency' | 'leadTime' | 'mttr' | 'changeFailureRate'>;

export interface PresetInfo {
  readonly label: string;
  readonly year: number;
  readonly source: string;
  /** How many deployments or durations a level must rest on at least. */
  readonly minimumSample: number;
  readonly cutPoints: Readonly<Record<LevelledMetric, readonly CutPoint[]>>;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const durationBelow = (level: CutPoint['level'], bound: number, words: string): CutPoint => ({
  level,
  comparison: '<',
  bound,
  rule: `< ${words}`,
});
const rateAtMost = (level: CutPoint['level'], percent: number): CutPoint => ({
  level,
  comparison: '<=',
  bound: percent,
  rule: `≤ ${percent} %`,
});
const atLeastOnePer = (level: CutPoint['level'], days: number, words: string): CutPoint => ({
  level,
  comparison: '>=',
  bound: 1 / days,
  rule: `≥ 1 ${words}`,
});
const MORE_THAN_DAILY: CutPoint = { level: 'elite', comparison: '>', bound: 1, rule: '> 1 a day' };

const FREQUENCY_2023 = [
  MORE_THAN_DAILY,
  atLeastOnePer('high', 7, 'a week'),
  atLeastOnePer('medium', 30, 'a month (30 d)'),
];
const RESTORE_TIMES = [
  durationBelow('elite', HOUR, '1 h'),
  durationBelow('high', DAY, '1 day'),
  durationBelow('medium', WEEK, '1 week'),
];

/** The reports ask people, not records, and say nothing of samples. */
const MINIMUM_SAMPLE = 5;

export const PRESET_INFO: Readonly<Record<Preset, PresetInfo>> = {
  stackflow: {
    label: 'StackFlow',
    year: 2023,
    source: 'StackFlow SRE Metrics (elite); Accelerate State of DevOps Report 2023 (high, medium)',
    minimumSample: MINIMUM_SAMPLE,
    cutPoints: {
      deploymentFrequency: FREQUENCY_2023,
      leadTime: [
        durationBelow('elite', HOUR, '1 h'),
        durationBelow('high', WEEK, '1 week'),
        durationBelow('medium', 30 * DAY, '30 d'),
      ],
      mttr: RESTORE_TIMES,
      changeFailureRate: [
        { level: 'elite', comparison: '<', bound: 5, rule: '< 5 %' },
        rateAtMost('high', 10),
        rateAtMost('medium', 15),
      ],
    },
  },
  'dora-2021': {
    label: 'DORA 2021',
    year: 2021,
    source: 'Accelerate State of DevOps Report 2021',
    minimumSample: MINIMUM_SAMPLE,
    cutPoints: {
      deploymentFrequency: [
        // The report says "on demand (multiple deploys per day)".
        { ...MORE_THAN_DAILY, rule: 'on demand (> 1 a day)' },
        atLeastOnePer('high', 30, 'a month (30 d)'),
        atLeastOnePer('medium', 180, 'in 6 months (180 d)'),
      ],
      leadTime: [
        durationBelow('elite', HOUR, '1 h'),
        durationBelow('high', WEEK, '1 week'),
        durationBelow('medium', 180 * DAY, '180 d'),
      ],
      mttr: RESTORE_TIMES,
      // High and medium share a bound in the report, so no value is ever medium.
      changeFailureRate: [rateAtMost('elite', 15), rateAtMost('high', 30), rateAtMost('medium', 30)],
    },
  },
  'dora-2023': {
    label: 'DORA 2023',
    year: 2023,
    source: 'Accelerate State of DevOps Report 2023',
    minimumSample: MINIMUM_SAMPLE,
    cutPoints: {
      deploymentFrequency: FREQUENCY_2023,
      leadTime: [
        durationBelow('elite', DAY, '1 day'),
        durationBelow('high', WEEK, '1 week'),
        durationBelow('medium', 30 * DAY, '30 d'),
      ],
      mttr: RESTORE_TIMES,
      changeFailureRate: [rateAtMost('elite', 5), rateAtMost('high', 10), rateAtMost('medium', 15)],
    },
  },
};

export interface LevelVerdict {
  readonly level: PerformanceLevel;
  /** The rule that gave the level, for example `< 1 h`. */
  readonly rule: string;
}

const meets = (value: number, { comparison, bound }: CutPoint): boolean => {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
};

const cutPointsOf = (metric: DoraMetric, preset: Preset): readonly CutPoint[] | undefined =>
  (PRESET_INFO[preset].cutPoints as Partial<Record<DoraMetric, readonly CutPoint[]>>)[metric];

/**
 * The performance level of a metric's value, with the rule that gave it.
 *
 * @param value in the metric's unit (deployments a day, seconds, percent); null means no data
 * @returns null where there is no data, where nothing was deployed, or where the preset has no level for the metric
 */
export function performanceLevel(metric: DoraMetric, value: number | null, preset: Preset): LevelVerdict | null {
  const cutPoints = cutPointsOf(metric, preset);
  const isNothing = value === null || (metric === 'deploymentFrequency' && value === 0);
  if (cutPoints === undefined || isNothing) {
    return null;
  }
  const met = cutPoints.find((cutPoint) => meets(value, cutPoint));
  if (met !== undefined) {
    return { level: met.level, rule: met.rule };
  }
  const last = cutPoints.at(-1);
  return { level: 'low', rule: last === undefined ? 'low' : `not ${last.rule}` };
}

/**
 * All rules of a metric in one line, for example `elite < 1 h, high < 1 day, medium < 1 week, else low`.
 *
 * @returns null where the preset has no level for the metric
 */
export function describeLevels(metric: DoraMetric, preset: Preset): string | null {
  const cutPoints = cutPointsOf(metric, preset);
  if (cutPoints === undefined) {
    return null;
  }
  return `${cutPoints.map(({ level, rule }) => `${level} ${rule}`).join(', ')}, else low`;
}

export interface LevelStep {
  /** The smallest value of the step, in the metric's unit. */
  readonly from: number;
  readonly level: PerformanceLevel;
}

export interface LevelSteps {
  /** The level below all steps. */
  readonly lowest: PerformanceLevel;
  /** Ascending. */
  readonly steps: readonly LevelStep[];
}

/**
 * The levels as steps in ascending order, so that the level of a value is that of the last step that
 * begins at or below it: what Grafana calls thresholds. The same as `performanceLevel` for every double.
 *
 * @returns null where the preset has no level for the metric
 */
export function levelThresholds(metric: DoraMetric, preset: Preset): LevelSteps | null {
  const cutPoints = cutPointsOf(metric, preset);
  if (cutPoints === undefined) {
    return null;
  }
  // The first value at which the verdict may change, for each cut point.
  const begins = cutPoints.map(({ comparison, bound }) =>
    comparison === '<' || comparison === '>=' ? bound : nextDouble(bound)
  );
  const levelOf = (value: number) => performanceLevel(metric, value, preset)?.level ?? 'low';
  const lowest = levelOf(Number.NEGATIVE_INFINITY);
  const steps: LevelStep[] = [];
  for (const from of [...new Set(begins)].toSorted((one, other) => one - other)) {
    const level = levelOf(from);
    if ((steps.at(-1)?.level ?? lowest) !== level) {
      steps.push({ from, level });
    }
  }
  return { lowest, steps };
}

/** The smallest double above a positive one: its bits, read as an integer, plus one. */
function nextDouble(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n);
  return bits.getFloat64(0);
}
