import type { Reader } from '../../aurora/reader';
import { KeptFreshness } from './kept-freshness';

const NEVER = new AbortController().signal;
const MEASURED = { changes: null, incidents: null, sync: null, downtime: null };

it('asks once for all that ask within seconds, and anew after that', async () => {
  let asked = 0;
  let nowMs = 0;
  const reader: Reader = {
    run: () => {
      asked += 1;
      return Promise.resolve([]);
    },
  };
  const freshness = new KeptFreshness(reader, MEASURED, () => nowMs);
  const hear = () => freshness.hear(NEVER);
  await hear();
  nowMs = 4999;
  await hear();
  expect(asked).toBe(1);
  nowMs = 5000;
  await hear();
  expect(asked).toBe(2);
});

it('keeps no failure', async () => {
  const answers: Array<() => Promise<readonly never[]>> = [
    () => Promise.reject(new Error('away')),
    () => Promise.resolve([]),
  ];
  const reader: Reader = { run: () => answers.shift()?.() ?? Promise.resolve([]) };
  const freshness = new KeptFreshness(reader, MEASURED, () => 0);
  await expect(freshness.hear(NEVER)).rejects.toThrow('away');
  expect(await freshness.hear(NEVER)).toMatchObject({ usualGaps: MEASURED });
});
