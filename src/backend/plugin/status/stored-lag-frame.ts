import { STORED_NUMBERS } from '../../../model/stored-numbers';
import type { Frame } from '../../frames/frame';
import type { StoredLag } from '../../metrics/status/stored-lag';
import { columnsOf } from '../frame-parts/table-columns';

/** A row for each kind of stored numbers: how far they are behind. */
export function storedLagFrame(lags: readonly StoredLag[], nowMs: number, executedQueryString: string): Frame {
  const { text, time, seconds, count } = columnsOf(lags);
  // The clocks of Grafana and of the database may differ a little.
  const ageSeconds = ({ oldestMarkMs }: StoredLag) =>
    oldestMarkMs === null ? null : Math.max(0, nowMs - oldestMarkMs) / 1000;
  return {
    name: 'Stored numbers',
    columns: [
      text('Stored', ({ stored }) => STORED_NUMBERS[stored].title),
      text('By', ({ stored }) => STORED_NUMBERS[stored].unit),
      count('Marked', ({ marked }) => marked),
      count('Of', ({ of }) => of),
      time('Marked since', ({ oldestMarkMs }) => oldestMarkMs),
      seconds('Age', ageSeconds, 'Time since the first of them was marked.'),
      time('Last fold', ({ lastFoldMs }) => lastFoldMs),
    ],
    meta: { type: 'table', executedQueryString },
  };
}
