import { colouredFlag, colouredFrom, colouredWords } from './colours';

it('begins far below any number, since Grafana 12.3 keeps no minus infinity', () => {
  expect(colouredFrom('red', [25, 'green'])).toEqual({
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: -9_007_199_254_740_991, color: 'red' },
        { value: 25, color: 'green' },
      ],
    },
    color: { mode: 'thresholds' },
  });
});

it('has no step at 0, which Grafana 12.3 drops, but one that 0 reaches and nothing below does', () => {
  const step = colouredFrom('red', [0, 'green']).thresholds?.steps[1]?.value ?? NaN;
  expect([step === 0, 0 >= step, -1e-300 >= step]).toEqual([false, true, false]);
});

it('gives each value a word and a colour, in the order given', () => {
  expect(colouredWords(['b', 'Bad', 'red'], ['a', 'Good', 'green'])).toEqual({
    mappings: [
      {
        type: 'value',
        options: { b: { text: 'Bad', color: 'red', index: 0 }, a: { text: 'Good', color: 'green', index: 1 } },
      },
    ],
  });
});

it('says Yes and No of numbers and of booleans', () => {
  const [mapping] = colouredFlag('red', 'green').mappings ?? [];
  const [yes, no] = [
    { text: 'Yes', color: 'red' },
    { text: 'No', color: 'green' },
  ];
  expect(mapping?.options).toMatchObject({ 1: yes, true: yes, 0: no, false: no });
});
