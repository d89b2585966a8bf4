/** @jest-environment node */
import type { Statement } from '../src/backend/aurora/statement';
import { distinctOf } from './dashboards';

const statement = (text: string, value: unknown): Statement => ({ text, values: [value], planning: 'fresh' });

it('counts statements of the same text and the same values once, in their order', () => {
  const [first, other, alike] = [statement('select $1', 1), statement('select $1', 2), statement('select $1', 1)];
  const reworded = statement('select  $1', 1);
  expect(distinctOf([first, other, alike, reworded])).toEqual([first, other, reworded]);
});

it('takes values of different kinds for different ones', () => {
  expect(distinctOf([statement('select $1', 1), statement('select $1', '1')])).toHaveLength(2);
});
