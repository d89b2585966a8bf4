/** @jest-environment node */
import { Periodic } from './periodic';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const TIMES = { firstAfterMs: 1_000, pauseMs: 60_000 };

/** Work whose runs end when they are told to. */
function openRuns() {
  const ends: Array<(error?: Error) => void> = [];
  const signals: AbortSignal[] = [];
  const run = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signals.push(signal);
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  return { run, ends, signals };
}

test('runs after the first pause, and again a pause after each run has ended', async () => {
  const { run, ends } = openRuns();
  new Periodic({ ...TIMES, run, onError: () => undefined });
  await jest.advanceTimersByTimeAsync(999);
  expect(ends).toHaveLength(0);
  await jest.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(600_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await jest.advanceTimersByTimeAsync(59_999);
  expect(ends).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(2);
});

test('goes on after a run that failed, and tells it', async () => {
  const { run, ends } = openRuns();
  const onError = jest.fn();
  new Periodic({ ...TIMES, run, onError });
  await jest.advanceTimersByTimeAsync(1_000);
  const error = new Error('lost');
  ends[0]?.(error);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(onError.mock.calls).toEqual([[error]]);
  expect(ends).toHaveLength(2);
});

test('stops the run under way, waits for its end, and begins no other', async () => {
  const { run, ends, signals } = openRuns();
  const onError = jest.fn();
  const periodic = new Periodic({ ...TIMES, run, onError });
  await jest.advanceTimersByTimeAsync(1_000);
  let hasStopped = false;
  const stopped = periodic.stop().then(() => {
    hasStopped = true;
  });
  expect(signals[0]?.aborted).toBe(true);
  await jest.advanceTimersByTimeAsync(0);
  expect(hasStopped).toBe(false);
  ends[0]?.(new Error('stopped'));
  await stopped;
  await jest.advanceTimersByTimeAsync(600_000);
  expect(ends).toHaveLength(1);
  expect(onError).not.toHaveBeenCalled();
});

test('can be stopped before it has begun', async () => {
  const { run, ends } = openRuns();
  await new Periodic({ ...TIMES, run, onError: () => undefined }).stop();
  await jest.advanceTimersByTimeAsync(600_000);
  expect(ends).toHaveLength(0);
});
