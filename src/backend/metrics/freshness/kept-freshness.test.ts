import type { Reader } from '../../aurora/reader';
import { KeptFreshness } from './kept-freshness';

const NEVER = new AbortController().signal;
const MEASURED = { changes: null, incidents: null, sync: null, downtime: null };
const OPTIONS = { usualGaps: MEASURED, isLimited: false, onFailure: () => undefined };

it('asks once for all that ask within seconds, and anew after that', async () => {
  let asked = 0;
  let nowMs = 0;
  const reader: Reader = {
    run: () => {
      asked += 1;
      return Promise.resolve([]);
    },
  };
  const freshness = new KeptFreshness(reader, { ...OPTIONS, nowMs: () => nowMs });
  const hear = () => freshness.hear(NEVER);
  await hear();
  nowMs = 29_999;
  await hear();
  expect(asked).toBe(1);
  nowMs = 30_000;
  await hear();
  expect(asked).toBe(2);
});

it('keeps no failure', async () => {
  const answers: Array<() => Promise<readonly never[]>> = [
    () => Promise.reject(new Error('away')),
    () => Promise.resolve([]),
  ];
  const reader: Reader = { run: () => answers.shift()?.() ?? Promise.resolve([]) };
  const freshness = new KeptFreshness(reader, { ...OPTIONS, nowMs: () => 0 });
  await expect(freshness.hear(NEVER)).rejects.toThrow('away');
  expect(await freshness.hear(NEVER)).toMatchObject({ usualGaps: MEASURED });
});

it('tells a failure once to who is not told otherwise, and answers nothing', async () => {
  const reader: Reader = { run: () => Promise.reject(new Error('away')) };
  const told: unknown[] = [];
  const freshness = new KeptFreshness(reader, { ...OPTIONS, onFailure: (error) => told.push(error) });
  expect(await freshness.hearIfPossible(NEVER)).toBeNull();
  expect(told).toEqual([new Error('away')]);
  await expect(freshness.hearIfPossible(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(told).toHaveLength(1);
});
