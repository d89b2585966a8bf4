import { meanInterval } from './mean-interval';
import { studentQuantile } from './student-t';

// Abramowitz and Stegun, table 26.10.
it.each([
  [2, 4.303],
  [3, 3.182],
  [5, 2.571],
  [10, 2.228],
  [30, 2.042],
  [120, 1.98],
])("Student's quantile with %d degrees of freedom", (degrees, quantile) => {
  expect(Math.abs(studentQuantile(degrees) / quantile - 1)).toBeLessThan(0.002);
});

const moments = (values: readonly number[]) => {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const meanCube = values.reduce((sum, value) => sum + value ** 3, 0) / n;
  return { n, mean, standardDeviation: Math.sqrt(squares / (n - 1)), meanCube };
};

it("is Student's where nothing is skew", () => {
  const { lower, upper } = meanInterval(moments([10, 20, 30, 40, 50])) ?? {};
  const half = (studentQuantile(4) * Math.sqrt(250)) / Math.sqrt(5);
  expect(lower).toBeCloseTo(30 - half, 6);
  expect(upper).toBeCloseTo(30 + half, 6);
});

it('reaches farther to the side of the tail', () => {
  const values = [1, 1, 2, 2, 3, 4, 30];
  const { lower, upper } = meanInterval(moments(values)) ?? {};
  const mean = 43 / 7;
  expect((upper ?? 0) - mean).toBeGreaterThan(mean - (lower ?? 0));
});

it('is a point where all durations are alike, however long', () => {
  expect(meanInterval(moments([1e7, 1e7, 1e7]))).toEqual({ lower: 1e7, upper: 1e7 });
  const nearly = meanInterval(moments([1e7, 1e7 + 1, 1e7 + 2, 1e7 + 3]));
  expect(nearly?.lower).toBeCloseTo(1e7 + 1.5 - (3.1824 * 1.29099) / 2, 1);
});

it('needs three durations', () => {
  expect(meanInterval(moments([1, 2]))).toBeNull();
});
