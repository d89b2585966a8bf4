/** @jest-environment node */
import { atMostMs, goalsTable } from './goals';
import type { Goal } from './goals';

/** The cells of a row of the table. */
function cellsOf(goal: Goal): readonly string[] {
  const line = goalsTable([goal]).split('\n')[2] ?? '';
  return line.split(/ {2,}/);
}

it('is met at the limit, and not above', () => {
  expect(atMostMs('a', 60, { warmMs: 60 }).isMet).toBe(true);
  expect(atMostMs('a', 60, { warmMs: 60.01 }).isMet).toBe(false);
});

it('is judged by what is warm alone', () => {
  expect(atMostMs('a', 60, { warmMs: 50, coldMs: 500, unstoredMs: 900 }).isMet).toBe(true);
});

it('is not met by what was not measured', () => {
  expect(atMostMs('a', 60, { warmMs: NaN }).isMet).toBe(false);
});

it('shows a miss beside its limit, however near it is', () => {
  expect(cellsOf(atMostMs('a', 60, { warmMs: 60.4 }))).toEqual(['a', '–', '–', '60.4 ms', '≤ 60 ms', 'no']);
});

it('shows all ways of one measurement in one row', () => {
  const goal = atMostMs('the gate', 60, { unstoredMs: 2423.2, coldMs: 145, warmMs: 29.96 });
  expect(cellsOf(goal)).toEqual(['the gate', '2,423 ms', '145 ms', '30.0 ms', '≤ 60 ms', 'yes']);
});

it('names what missed a goal of many below the table', () => {
  const many = { what: 'queries', warm: '1 of 3', wanted: '3 of 3', isMet: false };
  const lines = goalsTable([{ ...many, missedBy: ['b', 'c'] }]).split('\n');
  expect(lines.at(-1)).toBe('queries: not by b; c.');
  expect(goalsTable([many])).not.toContain('not by');
});
