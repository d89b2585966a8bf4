import fc from 'fast-check';

import { DORA_METRICS } from './dora-metrics';
import type { DoraMetric } from './dora-metrics';
import { PRESETS, describeLevels, levelThresholds, performanceLevel } from './performance-levels';
import type { PerformanceLevel, Preset } from './performance-levels';

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const MONTH = 30 * DAY;
const HALF_YEAR = 180 * DAY;

type Around = readonly [below: PerformanceLevel, at: PerformanceLevel, above: PerformanceLevel];

/** Every bound there is, with the level just below, at and just above it. */
const BOUNDS: readonly (readonly [Preset, DoraMetric, number, ...Around])[] = [
  ['stackflow', 'deploymentFrequency', 1, 'high', 'high', 'elite'],
  ['stackflow', 'deploymentFrequency', 1 / 7, 'medium', 'high', 'high'],
  ['stackflow', 'deploymentFrequency', 1 / 30, 'low', 'medium', 'medium'],
  ['stackflow', 'leadTime', HOUR, 'elite', 'high', 'high'],
  ['stackflow', 'leadTime', WEEK, 'high', 'medium', 'medium'],
  ['stackflow', 'leadTime', MONTH, 'medium', 'low', 'low'],
  ['stackflow', 'mttr', HOUR, 'elite', 'high', 'high'],
  ['stackflow', 'mttr', DAY, 'high', 'medium', 'medium'],
  ['stackflow', 'mttr', WEEK, 'medium', 'low', 'low'],
  ['stackflow', 'changeFailureRate', 5, 'elite', 'high', 'high'],
  ['stackflow', 'changeFailureRate', 10, 'high', 'high', 'medium'],
  ['stackflow', 'changeFailureRate', 15, 'medium', 'medium', 'low'],
  ['dora-2021', 'deploymentFrequency', 1, 'high', 'high', 'elite'],
  ['dora-2021', 'deploymentFrequency', 1 / 30, 'medium', 'high', 'high'],
  ['dora-2021', 'deploymentFrequency', 1 / 180, 'low', 'medium', 'medium'],
  ['dora-2021', 'leadTime', HOUR, 'elite', 'high', 'high'],
  ['dora-2021', 'leadTime', WEEK, 'high', 'medium', 'medium'],
  ['dora-2021', 'leadTime', HALF_YEAR, 'medium', 'low', 'low'],
  ['dora-2021', 'mttr', HOUR, 'elite', 'high', 'high'],
  ['dora-2021', 'mttr', DAY, 'high', 'medium', 'medium'],
  ['dora-2021', 'mttr', WEEK, 'medium', 'low', 'low'],
  ['dora-2021', 'changeFailureRate', 15, 'elite', 'elite', 'high'],
  ['dora-2021', 'changeFailureRate', 30, 'high', 'high', 'low'],
  ['dora-2023', 'deploymentFrequency', 1, 'high', 'high', 'elite'],
  ['dora-2023', 'deploymentFrequency', 1 / 7, 'medium', 'high', 'high'],
  ['dora-2023', 'deploymentFrequency', 1 / 30, 'low', 'medium', 'medium'],
  ['dora-2023', 'leadTime', DAY, 'elite', 'high', 'high'],
  ['dora-2023', 'leadTime', WEEK, 'high', 'medium', 'medium'],
  ['dora-2023', 'leadTime', MONTH, 'medium', 'low', 'low'],
  ['dora-2023', 'mttr', HOUR, 'elite', 'high', 'high'],
  ['dora-2023', 'mttr', DAY, 'high', 'medium', 'medium'],
  ['dora-2023', 'mttr', WEEK, 'medium', 'low', 'low'],
  ['dora-2023', 'changeFailureRate', 5, 'elite', 'elite', 'high'],
  ['dora-2023', 'changeFailureRate', 10, 'high', 'high', 'medium'],
  ['dora-2023', 'changeFailureRate', 15, 'medium', 'medium', 'low'],
];

it.each(BOUNDS)('%s: %s around %d is %s, %s, %s', (preset, metric, bound, ...levels) => {
  const around = [bound * (1 - 1e-9), bound, bound * (1 + 1e-9)];
  expect(around.map((value) => performanceLevel(metric, value, preset)?.level)).toEqual(levels);
});

it.each(PRESETS)('%s: the best value is elite, the worst low', (preset) => {
  const levelOf = (metric: DoraMetric, value: number) => performanceLevel(metric, value, preset)?.level;
  expect(levelOf('deploymentFrequency', 1e-6)).toBe('low');
  expect(levelOf('deploymentFrequency', 0)).toBeUndefined();
  expect((['leadTime', 'mttr', 'changeFailureRate'] as const).map((metric) => levelOf(metric, 0))).toEqual(
    Array(3).fill('elite')
  );
  expect(levelOf('changeFailureRate', 100)).toBe('low');
});

it.each([
  [2 / 14, 'high'],
  [3 / 90, 'medium'],
] as const)('a whole number of deployments over whole weeks or months falls on the bound: %d', (perDay, level) => {
  expect(performanceLevel('deploymentFrequency', perDay, 'stackflow')?.level).toBe(level);
});

it('gives the rule that decided', () => {
  expect(performanceLevel('leadTime', 60, 'stackflow')).toEqual({ level: 'elite', rule: '< 1 h' });
  expect(performanceLevel('changeFailureRate', 40, 'stackflow')).toEqual({ level: 'low', rule: 'not ≤ 15 %' });
});

describe.each(PRESETS)('%s', (preset) => {
  it.each(DORA_METRICS)('has no level for %s without data', (metric) => {
    expect(performanceLevel(metric, null, preset)).toBeNull();
  });

  it.each(['reworkRate', 'failedDeploymentRecoveryTime'] as const)(
    'has none for %s, which no report grades',
    (metric) => {
      expect(performanceLevel(metric, 3, preset)).toBeNull();
      expect(describeLevels(metric, preset)).toBeNull();
    }
  );
});

it.each<[Preset, DoraMetric, string]>([
  ['stackflow', 'mttr', 'elite < 1 h, high < 1 day, medium < 1 week, else low'],
  ['stackflow', 'changeFailureRate', 'elite < 5 %, high ≤ 10 %, medium ≤ 15 %, else low'],
  ['stackflow', 'deploymentFrequency', 'elite > 1 a day, high ≥ 1 a week, medium ≥ 1 a month (30 d), else low'],
  ['dora-2021', 'leadTime', 'elite < 1 h, high < 1 week, medium < 180 d, else low'],
  ['dora-2023', 'leadTime', 'elite < 1 day, high < 1 week, medium < 30 d, else low'],
])('%s tells all rules of %s in one line', (preset, metric, rules) => {
  expect(describeLevels(metric, preset)).toBe(rules);
});

describe('levelThresholds', () => {
  /** Values next to a bound, and any others. */
  const near = BOUNDS.flatMap(([, , bound]) => [bound, bound * (1 + Number.EPSILON), bound * (1 - Number.EPSILON)]);
  const value = fc.oneof(fc.constantFrom(...near), fc.double({ noNaN: true, noDefaultInfinity: true }));

  it.each(PRESETS)('%s: the step that a value falls in has its level', (preset) => {
    fc.assert(
      fc.property(fc.constantFrom(...DORA_METRICS), value, (metric, number) => {
        // Nothing deployed has no level.
        fc.pre(metric !== 'deploymentFrequency' || number !== 0);
        const levels = levelThresholds(metric, preset);
        const step = levels?.steps.findLast(({ from }) => number >= from);
        expect(step?.level ?? levels?.lowest).toBe(performanceLevel(metric, number, preset)?.level);
      })
    );
  });

  it('ascends, as Grafana wants it', () => {
    expect(levelThresholds('deploymentFrequency', 'stackflow')).toEqual({
      lowest: 'low',
      steps: [
        { from: 1 / 30, level: 'medium' },
        { from: 1 / 7, level: 'high' },
        { from: 1 + Number.EPSILON, level: 'elite' },
      ],
    });
  });

  it('leaves out a level that no value has', () => {
    const levels = levelThresholds('changeFailureRate', 'dora-2021');
    expect([levels?.lowest, ...(levels?.steps ?? []).map(({ level }) => level)]).toEqual(['elite', 'high', 'low']);
  });
});
