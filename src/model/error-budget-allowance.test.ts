import fc from 'fast-check';

import { allowedDowntimeMinutes } from './error-budget-allowance';
import { MAX_WINDOW_DAYS } from './slo';

test.each([
  [99.9, 30, 43.2],
  [99.95, 30, 21.6],
  [99, 30, 432],
  [99.99, 365, 52.56],
  [99.9999, 1, 0.00144],
  [100, 365, 0],
  [0.0001, 1, 1439.99856],
])('%d %% over %d days allows %d minutes', (targetPercent, windowDays, minutes) => {
  expect(allowedDowntimeMinutes(targetPercent, windowDays)).toBe(minutes);
});

test('the minutes are exact to the last decimal a target can ask for', () => {
  const steps = fc.integer({ min: 1, max: 1_000_000 });
  const days = fc.integer({ min: 1, max: MAX_WINDOW_DAYS });
  fc.assert(
    fc.property(steps, days, (targetSteps, windowDays) => {
      const minutes = allowedDowntimeMinutes(targetSteps / 10_000, windowDays);
      // One step of the target is worth 0.00144 minutes a day.
      const exact = BigInt(windowDays) * BigInt(1_000_000 - targetSteps) * 144n;
      expect(BigInt(Math.round(minutes * 100_000))).toBe(exact);
    })
  );
});
