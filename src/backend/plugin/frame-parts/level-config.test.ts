import { levelColors, levelWords } from './level-config';

it('colours a value by its level', () => {
  expect(levelColors('mttr', 'stackflow')).toEqual({
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: Number.MIN_SAFE_INTEGER, color: 'green' },
        { value: 3600, color: 'blue' },
        { value: 86_400, color: 'orange' },
        { value: 604_800, color: 'red' },
      ],
    },
    color: { mode: 'thresholds' },
  });
});

it('leaves a metric that no report grades as it is', () => {
  expect(levelColors('reworkRate', 'stackflow')).toEqual({});
  expect(levelWords('reworkRate', 'stackflow').description).toBe('No levels are published for this metric.');
});

it('gives each word the colour of its values', () => {
  expect(levelWords('leadTime', 'stackflow').mappings).toMatchObject([
    {
      type: 'value',
      options: {
        elite: { text: 'Elite', color: 'green' },
        high: { text: 'High', color: 'blue' },
        medium: { text: 'Medium', color: 'orange' },
        low: { text: 'Low', color: 'red' },
      },
    },
  ]);
});
