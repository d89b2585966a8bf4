import { setImmediate } from 'node:timers/promises';

/** Long enough that giving way costs next to nothing, short enough that nobody feels it. */
const SLICE_MS = 10;

/** Work that would keep the event loop for long, cut where it says: other calls get their turn between two slices. */
export class Slices {
  #startedAt = performance.now();

  /** Whether this slice has taken its time, so that `next` is worth a wait. */
  get isDue(): boolean {
    return performance.now() - this.#startedAt >= SLICE_MS;
  }

  /** Lets through what waits, and begins another slice. */
  async next(): Promise<void> {
    await setImmediate();
    this.#startedAt = performance.now();
  }
}

/** `items.map(map)` in slices; where there is little to do it never gives way. */
export async function mapInSlices<T, U>(items: readonly T[], map: (item: T, index: number) => U): Promise<U[]> {
  const slices = new Slices();
  const mapped: U[] = [];
  for (const [index, item] of items.entries()) {
    if (slices.isDue) {
      await slices.next();
    }
    mapped.push(map(item, index));
  }
  return mapped;
}
