import fc from 'fast-check';

import { roomFor, widthOf } from './line-room';

const withRoom = (lines: readonly string[]) => {
  const rooms = roomFor(lines);
  return lines.map((line, index) => `${rooms[index]}${line}${rooms[index]}`);
};
/** The line that Grafana measures: of those with most letters the first. */
const measured = (lines: readonly string[]) =>
  lines.reduce((best, line, index) => (line.length > (lines[best]?.length ?? 0) ? index : best), 0);
/** A quarter of a letter's height, of which both ends have more. */
const TOLERANCE = 25;

it('makes the widest line the one that is measured', () => {
  expect(roomFor(['GitHub  11.1%', 'Manual  35.8%'])).toEqual(['\u00a0', '\u00a0\u00a0']);
  expect(measured(withRoom(['Illi i i', 'WWMM']))).toBe(1);
});

it('leaves lines as they are where the longest is the widest', () => {
  expect(roomFor(['Search  99.9%', 'Delivery  98.1%'])).toEqual(['\u00a0', '\u00a0']);
  expect(roomFor([])).toEqual([]);
});

it('no line is wider than the measured one holds', () => {
  const letter = fc.constantFrom(...Array.from('iIlmMWw10%. é中🙂'));
  fc.assert(
    fc.property(fc.array(fc.string({ unit: letter }), { minLength: 1, maxLength: 6 }), (lines) => {
      const widths = lines.map(widthOf);
      const sizedBy = widths[measured(withRoom(lines))] ?? 0;
      expect(Math.max(...widths) - sizedBy).toBeLessThanOrEqual(TOLERANCE);
    })
  );
});

it.each([
  ['an accent has no width', 'e\u0301', 'e'],
  ['a letter with its accent is as wide as without', 'é', 'e'],
  ['a syllable is one letter', '한', '中'],
])('%s', (_, one, other) => {
  expect(widthOf(one)).toBe(widthOf(other));
});
