/** @jest-environment node */
import { distinctOf } from './dashboards';

it('counts statements of the same text and the same values once, in their order', () => {
  const [first, other] = [
    { text: 'select $1', values: [1] },
    { text: 'select $1', values: [2] },
  ];
  const alike = { text: 'select $1', values: [1] };
  const reworded = { text: 'select  $1', values: [1] };
  expect(distinctOf([first, other, alike, reworded])).toEqual([first, other, reworded]);
});

it('takes values of different kinds for different ones', () => {
  expect(
    distinctOf([
      { text: 'select $1', values: [1] },
      { text: 'select $1', values: ['1'] },
    ])
  ).toHaveLength(2);
});
