import { SingleFlight } from './single-flight';

/** Work that ends when it is told to, and counts its starts. */
function work() {
  const starts: { signal: AbortSignal; resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  const run = (signal: AbortSignal) =>
    new Promise<number>((resolve, reject) => {
      starts.push({ signal, resolve, reject });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  return { starts, run };
}

const NEVER = new AbortController().signal;

it('runs once for callers of one key, and again once it has landed', async () => {
  const flights = new SingleFlight<number>();
  const { starts, run } = work();
  const both = [flights.run('k', NEVER, run), flights.run('k', NEVER, run)];
  expect(starts).toHaveLength(1);
  starts[0]?.resolve(7);
  expect(await Promise.all(both)).toEqual([7, 7]);
  expect(flights.size).toBe(0);
  void flights.run('k', NEVER, run);
  expect(starts).toHaveLength(2);
});

it('runs different keys apart', () => {
  const flights = new SingleFlight<number>();
  const { starts, run } = work();
  void flights.run('a', NEVER, run);
  void flights.run('b', NEVER, run);
  expect(starts).toHaveLength(2);
});

it('gives a failure to every caller', async () => {
  const flights = new SingleFlight<number>();
  const { starts, run } = work();
  const both = [flights.run('k', NEVER, run), flights.run('k', NEVER, run)];
  starts[0]?.reject(new Error('broken'));
  const outcomes = await Promise.allSettled(both);
  expect(outcomes).toMatchObject([{ reason: { message: 'broken' } }, { reason: { message: 'broken' } }]);
});

it('lets one caller leave at once, and goes on for the rest', async () => {
  const flights = new SingleFlight<number>();
  const { starts, run } = work();
  const leaving = new AbortController();
  const abandoned = flights.run('k', leaving.signal, run);
  const stays = flights.run('k', NEVER, run);
  leaving.abort(new Error('left'));
  await expect(abandoned).rejects.toThrow('left');
  expect(starts[0]?.signal.aborted).toBe(false);
  starts[0]?.resolve(1);
  expect(await stays).toBe(1);
});

it('aborts the work when its last caller has gone, and starts anew for the next', async () => {
  const flights = new SingleFlight<number>();
  const { starts, run } = work();
  const leaving = new AbortController();
  const abandoned = flights.run('k', leaving.signal, run);
  leaving.abort(new Error('left'));
  await expect(abandoned).rejects.toThrow('left');
  expect(starts[0]?.signal.aborted).toBe(true);
  const next = flights.run('k', NEVER, run);
  expect(starts).toHaveLength(2);
  starts[1]?.resolve(2);
  expect(await next).toBe(2);
});

it('starts nothing for a caller who has already gone', () => {
  const { starts, run } = work();
  expect(() => new SingleFlight<number>().run('k', AbortSignal.abort(new Error('gone')), run)).toThrow('gone');
  expect(starts).toHaveLength(0);
});
