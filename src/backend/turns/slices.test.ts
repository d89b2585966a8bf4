import { giveWay, mapInSlices, pauseAfterLong } from './slices';

let nowMs = 0;

beforeEach(() => {
  // Long after what the test before did.
  nowMs += 10_000;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('maps in order', async () => {
  expect(await mapInSlices(['a', 'b'], (text, index) => `${text}${index}`)).toEqual(['a0', 'b1']);
});

it('lets others through between two slices', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another call'));
  await mapInSlices([1, 2], (item) => {
    nowMs += 15;
    seen.push(`item ${item}`);
  });
  expect(seen).toEqual(['item 1', 'another call', 'item 2']);
});

it('counts what the work before took, where nobody was let through since', async () => {
  const seen: string[] = [];
  const takes = (ms: number) => (item: string) => {
    nowMs += ms;
    seen.push(item);
  };
  await giveWay();
  setImmediate(() => seen.push('another call'));
  await mapInSlices(['a', 'b'], takes(3));
  await mapInSlices(['c', 'd'], takes(1));
  expect(seen).toEqual(['a', 'b', 'another call', 'c', 'd']);
});

it('lets others through after work that could not be cut', async () => {
  const seen: string[] = [];
  await giveWay();
  setImmediate(() => seen.push('another call'));
  await pauseAfterLong();
  seen.push('at once');
  nowMs += 200;
  await pauseAfterLong();
  expect(seen).toEqual(['at once', 'another call']);
});

it('does not give way where there is little to do', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another call'));
  await mapInSlices([1, 2], (item) => seen.push(`item ${item}`));
  expect(seen).toEqual(['item 1', 'item 2']);
});
