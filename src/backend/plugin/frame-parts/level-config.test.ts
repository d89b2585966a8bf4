import { CELL_COLOURS } from '../../../model/colours';
import { levelColors, levelWords } from './level-config';

it('colours a value by its level', () => {
  expect(levelColors('mttr', 'stackflow')).toEqual({
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: Number.MIN_SAFE_INTEGER, color: 'semi-dark-green' },
        { value: 3600, color: 'blue' },
        { value: 86_400, color: 'dark-orange' },
        { value: 604_800, color: 'red' },
      ],
    },
    color: { mode: 'thresholds' },
  });
});

it('leaves nothing deployed plain, in letters and in cells', () => {
  const firstOf = ({ thresholds }: ReturnType<typeof levelColors>) => thresholds?.steps.slice(0, 2);
  expect(firstOf(levelColors('deploymentFrequency', 'stackflow'))).toEqual([
    { value: Number.MIN_SAFE_INTEGER, color: 'text' },
    { value: 1e-9, color: 'red' },
  ]);
  expect(firstOf(levelColors('deploymentFrequency', 'stackflow', CELL_COLOURS))?.[0]?.color).toBe('transparent');
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
        elite: { text: 'Elite', color: 'semi-dark-green' },
        high: { text: 'High', color: 'blue' },
        medium: { text: 'Medium', color: 'dark-orange' },
        low: { text: 'Low', color: 'red' },
      },
    },
  ]);
});
