import type { Frame } from '../../frames/frame';
import type { StoredDowntime } from '../../metrics/status/stored-downtime';
import { columnsOf } from '../frame-parts/table-columns';

/** One row: how far stored pieces of downtime are behind. */
export function storedDowntimeFrame(stored: StoredDowntime, nowMs: number, executedQueryString: string): Frame {
  const { time, seconds, count } = columnsOf([stored]);
  // The clocks of Grafana and of the database may differ a little.
  const ageSeconds = ({ oldestMarkMs }: StoredDowntime) =>
    oldestMarkMs === null ? null : Math.max(0, nowMs - oldestMarkMs) / 1000;
  return {
    name: 'Stored downtime',
    columns: [
      count('Marked services', ({ markedServices }) => markedServices),
      count('Services', ({ services }) => services),
      time('Marked since', ({ oldestMarkMs }) => oldestMarkMs),
      seconds('Age', ageSeconds, 'Time since the first of them was marked.'),
      time('Last fold', ({ lastFoldMs }) => lastFoldMs),
    ],
    meta: { type: 'table', executedQueryString },
  };
}
