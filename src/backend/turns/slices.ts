import { setImmediate } from 'node:timers/promises';

/** Long enough that giving way costs next to nothing, short enough that nobody feels it. */
const SLICE_MS = 5;

/** When the event loop was last given way to: pieces of work that follow each other without that share one slice. */
let turnBeganAt = -Infinity;

/** Lets through what waits for the event loop: between two steps that each may take long. */
export async function giveWay(): Promise<void> {
  await setImmediate();
  turnBeganAt = performance.now();
}

/** Work that would keep the event loop for long, cut where it says: other calls get their turn between two slices. */
class Slices {
  #startedAt = startOfSlice();

  /** Gives way if this slice has taken its time, and then begins another. */
  async pause(): Promise<void> {
    if (performance.now() - this.#startedAt >= SLICE_MS) {
      await giveWay();
      this.#startedAt = turnBeganAt;
    }
  }
}

/** Gives way if the work before has taken its time: before what cannot be cut. */
export async function pauseAfterLong(): Promise<void> {
  if (performance.now() - turnBeganAt >= SLICE_MS) {
    await giveWay();
  }
}

/** That of the work before, where the loop may not have turned since. */
function startOfSlice(): number {
  const now = performance.now();
  return now - turnBeganAt < 2 * SLICE_MS ? turnBeganAt : now;
}

/** `items.map(map)` in slices; where there is little to do it never gives way. */
export async function mapInSlices<T, U>(items: readonly T[], map: (item: T, index: number) => U): Promise<U[]> {
  const slices = new Slices();
  const mapped: U[] = [];
  for (const [index, item] of items.entries()) {
    await slices.pause();
    mapped.push(map(item, index));
  }
  return mapped;
}
