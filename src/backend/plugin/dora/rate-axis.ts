import type { DoraLine } from '../../metrics/dora/series';
import { largest } from '../../../model/extremes';
import { mapInSlices } from '../../turns/slices';

/** How far an axis of rates reaches: as far as its lines, since the band of a few deployments reaches to 100 %. */

/** Of the highest point, so that it does not touch the edge. */
const ROOM = 1.2;
/** In percent; where nothing failed. */
const LEAST = 5;
const STEPS = [1, 2, 5, 10, 20] as const;
/** Ticks that an axis has about. */
const TICKS = 6;

/** The end of the axis in percent, at a tick. What of a band lies above is told by its numbers. */
export async function rateAxisEnd(lines: readonly Pick<DoraLine, 'points'>[]): Promise<number> {
  const highestOfEach = await mapInSlices(lines, ({ points }) => largest(points.map(({ value }) => value ?? 0)));
  const highest = Math.max(0, largest(highestOfEach));
  const wanted = Math.max(LEAST, highest * ROOM);
  const step = STEPS.find((size) => wanted / size <= TICKS) ?? 20;
  return Math.min(100, Math.ceil(wanted / step) * step);
}
