import fc from 'fast-check';

import { MAX_WINDOW_DAYS, parseSloDefinition } from '../../model/slo';
import { NEW_DRAFT, candidateOf, draftOf } from './slo-draft';

test('any SLO that is opened and saved untouched stays what it is', () => {
  const definitions = fc.record({
    service: fc.constant('checkout'),
    name: fc.constant('availability'),
    targetPercent: fc.integer({ min: 1, max: 1_000_000 }).map((steps) => steps / 10_000),
    windowDays: fc.integer({ min: 1, max: MAX_WINDOW_DAYS }),
    enabled: fc.boolean(),
    runbookUrl: fc.option(fc.webUrl()),
  });
  fc.assert(
    fc.property(definitions, (definition) => {
      expect(parseSloDefinition(candidateOf(draftOf(definition)))).toEqual({ ok: true, definition });
    })
  );
});

test.each([
  ['99.9', 99.9],
  [' 99. ', 99],
  ['.5', 0.5],
  ['-1', -1],
])('%j is a number', (text, value) => {
  expect(candidateOf({ ...NEW_DRAFT, targetPercent: text }).targetPercent).toBe(value);
});

test.each(['', ' ', '99,9', '1e2', '0x10', 'Infinity', '99.9%', '.'])('%j is none', (text) => {
  expect(candidateOf({ ...NEW_DRAFT, targetPercent: text }).targetPercent).toBeNaN();
});
