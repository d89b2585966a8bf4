/** Each test has a page of its own, which waits once. */
async function freshPage(): Promise<() => Promise<void>> {
  jest.resetModules();
  return (await import('./fonts-loaded')).fontsLoaded;
}

const setLoad = (load: (font: string) => Promise<FontFace[]>) =>
  jest.spyOn(document.fonts, 'load').mockImplementation(load);

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test('waits for both weights of the font of the theme, once', async () => {
  const resolves: Array<() => void> = [];
  const load = setLoad(() => new Promise((resolve) => resolves.push(() => resolve([]))));
  const fontsLoaded = await freshPage();
  const ended = jest.fn();
  const waiting = Promise.all([fontsLoaded(), fontsLoaded()]).then(ended);
  expect(load.mock.calls).toEqual([
    [expect.stringMatching(/^400 1em .*Inter/)],
    [expect.stringMatching(/^500 1em .*Inter/)],
  ]);
  resolves[0]?.();
  await Promise.resolve();
  expect(ended).not.toHaveBeenCalled();
  resolves[1]?.();
  await waiting;
  await fontsLoaded();
  expect(load).toHaveBeenCalledTimes(2);
});

test('goes on without a font that cannot be loaded', async () => {
  setLoad(() => Promise.reject(new Error('404')));
  const fontsLoaded = await freshPage();
  await expect(fontsLoaded()).resolves.toBeUndefined();
});

test('goes on after two seconds without a font that never comes', async () => {
  jest.useFakeTimers();
  setLoad(() => new Promise(() => undefined));
  const fontsLoaded = await freshPage();
  const ended = jest.fn();
  const waiting = fontsLoaded().then(ended);
  await jest.advanceTimersByTimeAsync(1999);
  expect(ended).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  await waiting;
});
