/** @jest-environment node */
import fc from 'fast-check';

import { MINUTE_US, united } from './minute-runs';
import type { Run } from './minute-runs';
import { evaluatedRuns, sampleRuns } from './sample-runs';
import type { SampledFact } from './sample-runs';

const minutesIn = (runs: readonly Run[]) =>
  runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

const anyFacts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 200 * MINUTE_US }), fc.integer({ min: 0, max: 5 })), { maxLength: 30 })
  .map((facts) => facts.map(([atUs, value]) => ({ atUs, value })).toSorted((a, b) => a.atUs - b.atUs));

const FIGURES: Readonly<Record<'changeFailureRate' | 'leadTime' | 'mttr', (values: readonly number[]) => number>> = {
  changeFailureRate: (values) => (100 * values.reduce((sum, value) => sum + value, 0)) / values.length,
  mttr: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  leadTime: (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    return ((sorted[Math.ceil(values.length / 2) - 1] ?? 0) + (sorted[Math.floor(values.length / 2)] ?? 0)) / 2;
  },
};

it.each(['changeFailureRate', 'leadTime', 'mttr'] as const)(
  '%s: knows each minute as if it were looked at alone',
  (metric) => {
    const cases = fc.record({
      facts: anyFacts,
      windowMinutes: fc.integer({ min: 1, max: 120 }),
      edge: metric === 'changeFailureRate' ? fc.integer({ min: 1, max: 400 }) : fc.integer({ min: 1, max: 5 }),
      minimumSample: fc.integer({ min: 1, max: 6 }),
      from: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(cases, ({ facts, windowMinutes, edge, minimumSample, from }) => {
        const minutes = { from, to: from + 200 };
        const holds = (minute: number) => {
          const [start, end] = [(minute - windowMinutes) * MINUTE_US, minute * MINUTE_US];
          const values = facts.filter(({ atUs }) => atUs >= start && atUs < end).map(({ value }) => value);
          return values.length >= minimumSample && FIGURES[metric](values) >= edge;
        };
        const runs = sampleRuns(facts, { metric, windowMinutes, edge, minimumSample }, minutes);
        expect(minutesIn(runs)).toEqual(minutesIn([minutes]).filter(holds));
        expect(united(runs)).toEqual(runs);
      })
    );
  }
);

it('looks at no minute of a stretch that is empty', () => {
  const facts: SampledFact[] = [{ atUs: 0, value: 1 }];
  const condition = { metric: 'changeFailureRate', windowMinutes: 60, edge: 5, minimumSample: 1 } as const;
  expect(sampleRuns(facts, condition, { from: 10, to: 9 })).toEqual([]);
});

it('an evaluation every ten minutes sees what holds in its own minute, until the next one', () => {
  expect(evaluatedRuns([{ from: 1, to: 9 }], 10)).toEqual([]);
  expect(
    evaluatedRuns(
      [
        { from: 3, to: 10 },
        { from: 19, to: 20 },
        { from: 40, to: 40 },
      ],
      10
    )
  ).toEqual([
    { from: 10, to: 29 },
    { from: 40, to: 49 },
  ]);
});
