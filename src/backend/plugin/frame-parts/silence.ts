import type { Column, Frame, Notice } from '../../frames/frame';
import type { Feed, Silence } from '../../metrics/freshness/silence';

/** How panels tell that a number would rest on silence. */

const DAY_SECONDS = 86_400;

/** What would have told, in the singular. */
const RECORDS: Readonly<Record<Feed, string>> = {
  changes: 'production change',
  incidents: 'P1 or P2 incident and no downtime',
  downtime: 'downtime and no P1 or P2 incident',
};

/**
 * Stands in the place of a number, and is as short as one: `no data since 21 Aug`, with the year where it is another, and
 * with the time of day where hours matter. Days are those of UTC.
 */
export function silenceWords({ sinceMs, usualGapSeconds, atMs }: Silence): string {
  if (sinceMs === null) {
    return 'no data';
  }
  const since = new Date(sinceMs);
  const year = since.getUTCFullYear();
  const time = usualGapSeconds < DAY_SECONDS ? ` ${minuteOf(sinceMs).slice(11)}` : '';
  return `no data since ${DAY.format(since)}${year === new Date(atMs).getUTCFullYear() ? '' : ` ${year}`}${time}`;
}

/** `21 Aug`. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `2026-08-21 14:03 UTC`. */
export function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * The frame whose columns say of what silence they have no value; as it is without one.
 *
 * @param names of the columns; default all numbers
 */
export function withSilenceWords(frame: Frame, silence: Silence | null, names?: readonly string[]): Frame {
  if (silence === null) {
    return frame;
  }
  const isAbout = ({ name, type }: Column) => (names === undefined ? type === 'number' : names.includes(name));
  const told = (column: Column): Column =>
    isAbout(column) ? { ...column, config: { ...column.config, noValue: silenceWords(silence) } } : column;
  return { ...frame, columns: frame.columns.map(told) };
}

/** The frame without the zeros of a column of counts, which say nothing in a silence. */
export function withoutSilentZeros(frame: Frame, silence: Silence | null, name: string): Frame {
  const heard = (column: Column): Column =>
    column.name === name && column.type === 'integer'
      ? { ...column, values: column.values.map((value) => (value === 0 ? null : value)) }
      : column;
  return silence === null ? frame : withSilenceWords({ ...frame, columns: frame.columns.map(heard) }, silence, [name]);
}

/**
 * The silence as a label of a number, since labels are the only words that reach the text of an alert:
 * `no_data_since`, the newest record's time, or `the beginning` where there never was one. Only on numbers that no condition has, as a story's labels.
 */
export function silenceLabel(silence: Silence | null): Record<string, string> {
  return silence === null
    ? {}
    : { no_data_since: silence.sinceMs === null ? 'the beginning' : minuteOf(silence.sinceMs) };
}

/** What follows from a silence for the numbers of an answer. */
export type Consequence = 'hidden' | 'kept';

/**
 * The frame with the silence among its notices.
 *
 * @param consequence `kept` for alert rules, whose conditions must stay numbers
 */
export function withSilenceNotice(frame: Frame, silence: Silence | null, consequence: Consequence): Frame {
  if (silence === null) {
    return frame;
  }
  const notices = [...(frame.meta.notices ?? []), silenceNotice(silence, consequence)];
  return { ...frame, meta: { ...frame.meta, notices } };
}

function silenceNotice({ feed, sinceMs, usualGapSeconds }: Silence, consequence: Consequence): Notice {
  const days = Math.round((10 * usualGapSeconds) / DAY_SECONDS) / 10;
  const known =
    sinceMs === null
      ? `No ${RECORDS[feed]} was ever recorded.`
      : `No ${RECORDS[feed]} was recorded since ${minuteOf(sinceMs)}; ${days} days without any are usual.`;
  const told =
    consequence === 'kept'
      ? 'The numbers may miss what happened since.'
      : `Numbers that would rest on that silence are not shown${sinceMs === null ? '' : '; they are in a time range that ends there'}.`;
  return { severity: 'warning', text: `${known} ${told}` };
}
