/** @jest-environment node */
import fc from 'fast-check';

import { MINUTE_US, united } from './minute-runs';
import type { Run } from './minute-runs';
import { evaluatedRuns, sampleRuns } from './sample-runs';

const minutesIn = (runs: readonly Run[]) =>
  runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

const anyDeployments = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 200 * MINUTE_US }), fc.boolean()), { maxLength: 30 })
  .map((pairs) => pairs.map(([atUs, failed]) => ({ atUs, failed })).toSorted((a, b) => a.atUs - b.atUs));

it('knows each minute as if it were looked at alone', () => {
  const cases = fc.record({
    deployments: anyDeployments,
    windowMinutes: fc.integer({ min: 1, max: 120 }),
    edgePercent: fc.integer({ min: 1, max: 100 }),
    minimumSample: fc.integer({ min: 1, max: 6 }),
    from: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(cases, ({ deployments, windowMinutes, edgePercent, minimumSample, from }) => {
      const minutes = { from, to: from + 200 };
      const holds = (minute: number) => {
        const [start, end] = [(minute - windowMinutes) * MINUTE_US, minute * MINUTE_US];
        const counted = deployments.filter(({ atUs }) => atUs >= start && atUs < end);
        const failed = counted.filter((deployment) => deployment.failed).length;
        return counted.length >= minimumSample && (100 * failed) / counted.length >= edgePercent;
      };
      const runs = sampleRuns(deployments, { windowMinutes, edgePercent, minimumSample }, minutes);
      expect(minutesIn(runs)).toEqual(minutesIn([minutes]).filter(holds));
      expect(united(runs)).toEqual(runs);
    })
  );
});

it('looks at no minute of a stretch that is empty', () => {
  const condition = { windowMinutes: 60, edgePercent: 5, minimumSample: 1 };
  expect(sampleRuns([{ atUs: 0, failed: true }], condition, { from: 10, to: 9 })).toEqual([]);
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
