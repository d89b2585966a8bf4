import { mapInSlices } from './slices';

/** Work that takes so long by the clock, however quick the machine. */
function busy(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

it('maps in order', async () => {
  expect(await mapInSlices(['a', 'b'], (text, index) => `${text}${index}`)).toEqual(['a0', 'b1']);
});

it('lets others through between two slices', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another call'));
  await mapInSlices([1, 2], (item) => {
    busy(15);
    seen.push(`item ${item}`);
  });
  expect(seen).toEqual(['item 1', 'another call', 'item 2']);
});

it('does not give way where there is little to do', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another call'));
  await mapInSlices([1, 2], (item) => seen.push(`item ${item}`));
  expect(seen).toEqual(['item 1', 'item 2']);
});
