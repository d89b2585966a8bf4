import { pause } from './pause';

const NEVER = new AbortController().signal;

it('waits for as long as it is told', async () => {
  const begin = performance.now();
  await pause(30, NEVER);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(29);
});

it.each([0, -1, -Infinity, NaN])('does not wait for %d ms', async (milliseconds) => {
  await pause(milliseconds, NEVER);
});

it.each([2 ** 31, 2 ** 53, Infinity])('does not take %d ms for none', async (milliseconds) => {
  const stop = new AbortController();
  const ended = pause(milliseconds, stop.signal).then(
    () => 'over',
    (error: unknown) => error
  );
  expect(await Promise.race([ended, pause(30, NEVER).then(() => 'waiting')])).toBe('waiting');
  stop.abort(new Error('enough'));
  expect(await ended).toMatchObject({ message: 'enough' });
});
