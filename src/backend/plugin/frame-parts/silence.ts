import type { Column, Frame, Notice } from '../../frames/frame';
import type { Feed, Silence } from '../../metrics/freshness/silence';
import { amount } from '../../../model/amount';

/** How panels tell that a number would rest on silence. */

const DAY_SECONDS = 86_400;

/** What would have told, in the singular. */
const RECORDS: Readonly<Record<Feed, string>> = {
  changes: 'production change',
  incidents: 'P1 or P2 incident and no downtime',
  downtime: 'downtime and no P1 or P2 incident',
};

/**
 * Stands in the place of a number, and is as short as one: `no data since 21 Aug` or `no data before 21 Aug`, with the
 * year where it is another, and with the time of day where hours matter. Days are those of UTC.
 */
export function silenceWords({ sinceMs, untilMs, usualGapSeconds, atMs }: Silence): string {
  if (untilMs !== null) {
    return `no data before ${dayIn(untilMs, atMs)}`;
  }
  if (sinceMs === null) {
    return 'no data';
  }
  const time = usualGapSeconds < DAY_SECONDS ? ` ${minuteOf(sinceMs).slice(11)}` : '';
  return `no data since ${dayIn(sinceMs, atMs)}${time}`;
}

/** The day, with its year where the other moment lies in another. */
function dayIn(ms: number, otherMs: number): string {
  const day = new Date(ms);
  const year = day.getUTCFullYear();
  return `${DAY.format(day)}${year === new Date(otherMs).getUTCFullYear() ? '' : ` ${year}`}`;
}

/** `21 Aug`. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `2026-08-21 14:03 UTC`. */
export function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * The frame whose columns say of what silence they have no value. A column has one text for all its empty cells, so it says
 * that only where all of them lost a value to it. Where there was no value at all, every column says it.
 *
 * @param bare the frame before values were left out
 * @param names of the columns; default all numbers
 */
export function withSilenceWords(shown: Frame, bare: Frame, silence: Silence | null, names?: readonly string[]): Frame {
  if (silence === null) {
    return shown;
  }
  const isAbout = ({ name, type }: Column) => (names === undefined ? type === 'number' : names.includes(name));
  const columns = shown.columns.map((column, index) => ({ column, ...emptyCells(column, bare.columns[index]) }));
  const about = columns.filter(({ column }) => isAbout(column));
  const hadNone = about.every(({ emptied, empty, column }) => emptied.length === 0 && empty === cellsOf(column).length);
  const noValue = silenceWords(silence);
  const isExplained = ({ emptied, empty }: EmptyCells) => empty > 0 && (hadNone || emptied.length === empty);
  return {
    ...shown,
    columns: columns.map(({ column, ...cells }) =>
      isAbout(column) && isExplained(cells) ? { ...column, config: { ...column.config, noValue } } : column
    ),
  };
}

interface EmptyCells {
  /** Rows whose value was left out. */
  readonly emptied: readonly number[];
  /** How many have none, for whatever reason. */
  readonly empty: number;
}

function cellsOf(column: Column): readonly unknown[] {
  return 'valuesMs' in column ? column.valuesMs : column.values;
}

function emptyCells(shown: Column, bare: Column | undefined): EmptyCells {
  const empty = cellsOf(shown).flatMap((cell, row) => (cell === null ? [row] : []));
  const before = bare === undefined ? [] : cellsOf(bare);
  return { emptied: empty.filter((row) => (before[row] ?? null) !== null), empty: empty.length };
}

/**
 * The frame whose rows say in a column of texts of what silence they have no value in another, where they have no text yet.
 *
 * @param bare the frame before values were left out
 */
export function withSilenceReasons(
  shown: Frame,
  bare: Frame,
  silence: Silence | null,
  { of, reasons }: { readonly of: string; readonly reasons: string }
): Frame {
  const column = shown.columns.find(({ name }) => name === of);
  if (silence === null || column === undefined) {
    return shown;
  }
  const before = bare.columns.find(({ name }) => name === of);
  const { emptied } = emptyCells(column, before);
  const words = silenceSentence(silence);
  const columns = shown.columns.map((one) =>
    one.name === reasons && one.type === 'string'
      ? { ...one, values: one.values.map((text, row) => text ?? (emptied.includes(row) ? words : null)) }
      : one
  );
  return { ...shown, columns };
}

/** The same words where there is room for a sentence. */
export function silenceSentence(silence: Silence): string {
  const words = silenceWords(silence);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** The frame without the zeros of a column of counts, which say nothing in a silence. */
export function withoutSilentZeros(frame: Frame, silence: Silence | null, name: string): Frame {
  const heard = (column: Column): Column =>
    column.name === name && column.type === 'integer'
      ? { ...column, values: column.values.map((value) => (value === 0 ? null : value)) }
      : column;
  return silence === null
    ? frame
    : withSilenceWords({ ...frame, columns: frame.columns.map(heard) }, frame, silence, [name]);
}

/**
 * The frame whose numbers bear the silence as a label, since labels are the only words that reach the text of an alert:
 * `no_data_since`, the newest record's time, or `the beginning` where there never was one. Only for numbers that no
 * condition has, as a story's labels.
 */
export function withSilenceLabel(frame: Frame, silence: Silence | null): Frame {
  if (silence === null) {
    return frame;
  }
  const since = silence.sinceMs === null ? 'the beginning' : minuteOf(silence.sinceMs);
  const labelled = (column: Column): Column =>
    column.type === 'number' ? { ...column, labels: { ...column.labels, no_data_since: since } } : column;
  return { ...frame, columns: frame.columns.map(labelled) };
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

function silenceNotice(silence: Silence, consequence: Consequence): Notice {
  const { sinceMs, untilMs } = silence;
  const known = knownOf(silence);
  if (consequence === 'kept') {
    return {
      severity: 'warning',
      text: `${known} The numbers may miss what happened${untilMs === null ? ' since' : ''}.`,
    };
  }
  const where = untilMs === null ? (sinceMs === null ? '' : '; they are in a time range that ends there') : '';
  return { severity: 'warning', text: `${known} Numbers that would rest on that silence are not shown${where}.` };
}

function knownOf({ feed, sinceMs, untilMs, usualGapSeconds }: Silence): string {
  if (untilMs !== null) {
    return `Nothing is known of the time before ${minuteOf(untilMs)}: no ${RECORDS[feed]} was recorded before it.`;
  }
  if (sinceMs === null) {
    return `No ${RECORDS[feed]} was ever recorded.`;
  }
  const days = Math.round((10 * usualGapSeconds) / DAY_SECONDS) / 10;
  const usual = `${amount(days, 'day')} without any ${days === 1 ? 'is' : 'are'} usual`;
  return `No ${RECORDS[feed]} was recorded since ${minuteOf(sinceMs)}; ${usual}.`;
}
