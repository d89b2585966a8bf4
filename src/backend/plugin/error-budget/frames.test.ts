import type { ErrorBudgetMeasure } from '../../../model/error-budget-measures';
import { measureConfig, numberConfig } from './frames';

/** The colour that Grafana gives a number. */
function colorOf(measure: ErrorBudgetMeasure, value: number): string | undefined {
  const steps = numberConfig(measure).thresholds?.steps ?? [];
  return steps.findLast((step) => value >= step.value)?.color;
}

it.each<[ErrorBudgetMeasure, number, string]>([
  ['remainingPercent', -12, 'red'],
  // No budget is left at 0 already.
  ['remainingPercent', 0, 'red'],
  ['remainingPercent', 0.0001, 'dark-orange'],
  ['remainingPercent', 24.99, 'dark-orange'],
  ['remainingPercent', 25, 'semi-dark-green'],
  ['remainingMinutes', 0, 'red'],
  ['remainingMinutes', 0.01, 'semi-dark-green'],
  ['usedPercent', 75, 'semi-dark-green'],
  ['usedPercent', 75.01, 'dark-orange'],
  ['usedPercent', 100, 'red'],
  ['exhausted', 0, 'semi-dark-green'],
  ['exhausted', 1, 'red'],
])('%s of %d is %s', (measure, value, color) => {
  expect(colorOf(measure, value)).toBe(color);
});

it('has no colours for what is good or bad by the SLO alone, nor on lines', () => {
  expect(numberConfig('availability')).not.toHaveProperty('thresholds');
  expect(numberConfig('burnRate')).not.toHaveProperty('thresholds');
  expect(measureConfig('remainingPercent')).not.toHaveProperty('thresholds');
});

it('keeps minutes as minutes and days as days, which Grafana would make hours and weeks of', () => {
  expect(measureConfig('remainingMinutes')).toEqual({ unit: 'suffix: min', decimals: 1 });
  expect(measureConfig('windowDays')).toEqual({ unit: 'suffix: d' });
});
