import { describeLevels, performanceLevel } from './performance-levels';
import type { PerformanceLevel, Preset } from './performance-levels';
import type { DoraMetric } from './dora-metrics';

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Every cut point: just on the better side, and just on the worse one. */
const CASES: readonly (readonly [Preset, DoraMetric, number, PerformanceLevel])[] = [
  ['stackflow', 'deploymentFrequency', 1.000001, 'elite'],
  ['stackflow', 'deploymentFrequency', 1, 'high'],
  ['stackflow', 'deploymentFrequency', 1 / 7, 'high'],
  ['stackflow', 'deploymentFrequency', 2 / 14, 'high'],
  ['stackflow', 'deploymentFrequency', 0.9999 / 7, 'medium'],
  ['stackflow', 'deploymentFrequency', 3 / 90, 'medium'],
  ['stackflow', 'deploymentFrequency', 0.9999 / 30, 'low'],
  ['stackflow', 'deploymentFrequency', 0, 'low'],
  ['stackflow', 'leadTime', 0, 'elite'],
  ['stackflow', 'leadTime', HOUR - 0.001, 'elite'],
  ['stackflow', 'leadTime', HOUR, 'high'],
  ['stackflow', 'leadTime', WEEK - 0.001, 'high'],
  ['stackflow', 'leadTime', WEEK, 'medium'],
  ['stackflow', 'leadTime', 30 * DAY - 0.001, 'medium'],
  ['stackflow', 'leadTime', 30 * DAY, 'low'],
  ['stackflow', 'mttr', HOUR - 0.001, 'elite'],
  ['stackflow', 'mttr', HOUR, 'high'],
  ['stackflow', 'mttr', DAY, 'medium'],
  ['stackflow', 'mttr', WEEK, 'low'],
  ['stackflow', 'changeFailureRate', 4.999, 'elite'],
  ['stackflow', 'changeFailureRate', 5, 'high'],
  ['stackflow', 'changeFailureRate', 10, 'high'],
  ['stackflow', 'changeFailureRate', 10.001, 'medium'],
  ['stackflow', 'changeFailureRate', 15, 'medium'],
  ['stackflow', 'changeFailureRate', 15.001, 'low'],
  ['dora-2021', 'deploymentFrequency', 1.001, 'elite'],
  ['dora-2021', 'deploymentFrequency', 1, 'high'],
  ['dora-2021', 'deploymentFrequency', 1 / 30, 'high'],
  ['dora-2021', 'deploymentFrequency', 0.999 / 30, 'medium'],
  ['dora-2021', 'deploymentFrequency', 1 / 180, 'medium'],
  ['dora-2021', 'deploymentFrequency', 0.999 / 180, 'low'],
  ['dora-2021', 'leadTime', HOUR, 'high'],
  ['dora-2021', 'leadTime', 180 * DAY - 1, 'medium'],
  ['dora-2021', 'leadTime', 180 * DAY, 'low'],
  ['dora-2021', 'mttr', DAY, 'medium'],
  ['dora-2021', 'changeFailureRate', 15, 'elite'],
  ['dora-2021', 'changeFailureRate', 30, 'high'],
  ['dora-2021', 'changeFailureRate', 30.001, 'low'],
  ['dora-2023', 'leadTime', DAY - 1, 'elite'],
  ['dora-2023', 'leadTime', DAY, 'high'],
  ['dora-2023', 'changeFailureRate', 5, 'elite'],
  ['dora-2023', 'changeFailureRate', 5.001, 'high'],
  ['dora-2023', 'changeFailureRate', 15.001, 'low'],
];

it.each(CASES)('%s: %s of %d is %s', (preset, metric, value, level) => {
  expect(performanceLevel(metric, value, preset)?.level).toBe(level);
});

it('gives the rule that decided', () => {
  expect(performanceLevel('leadTime', 60, 'stackflow')).toEqual({ level: 'elite', rule: '< 1 h' });
  expect(performanceLevel('changeFailureRate', 40, 'stackflow')).toEqual({ level: 'low', rule: 'not ≤ 15 %' });
});

it('has no level without data, nor for metrics that no report grades', () => {
  expect(performanceLevel('mttr', null, 'stackflow')).toBeNull();
  expect(performanceLevel('reworkRate', 3, 'stackflow')).toBeNull();
  expect(performanceLevel('failedDeploymentRecoveryTime', 3, 'dora-2023')).toBeNull();
  expect(describeLevels('reworkRate', 'stackflow')).toBeNull();
});

it('tells all rules of a metric in one line', () => {
  expect(describeLevels('mttr', 'stackflow')).toBe('elite < 1 h, high < 1 day, medium < 1 week, else low');
});
