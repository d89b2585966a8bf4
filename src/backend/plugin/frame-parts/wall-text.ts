import { CELL_COLOURS } from '../../../model/colours';
import type { Column } from '../../frames/frame';
import { colouredWord } from './coloured-word';

/** Texts for a wall, where Grafana makes each as large as its panel holds and each has one line. */

const NO_BREAK_SPACE = '\u00a0';

/** The text in one line: one that is drawn a hair wider than Grafana reckons would go on in a second, which is cut. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', NO_BREAK_SPACE);
}

/**
 * A line that fills its panel. Grafana measures it when it first comes; where its font comes later, it is drawn up to a
 * quarter wider, for which spaces leave room.
 *
 * @param room spaces before and after
 */
export function fillingLine(text: string, room: number): string {
  const spaces = NO_BREAK_SPACE.repeat(room);
  return `${spaces}${unbroken(text)}${spaces}`;
}

/** Of lines that are some twenty letters long. */
export const LONG_ROOM = 5;
/** Of half as many. */
export const SHORT_ROOM = 2;

export interface Headline {
  readonly text: string;
  /** Whether something is wrong: then the text stands on a block of colour, else on none. */
  readonly isAlarm: boolean;
}

/** The column `Headline`: all that an answer of one row says, in words that need no heading. */
export function headlineColumn({ text, isAlarm }: Headline, description: string): Column {
  const line = fillingLine(text, LONG_ROOM);
  const colour = isAlarm ? CELL_COLOURS.bad : CELL_COLOURS.plain;
  return { name: 'Headline', type: 'string', config: colouredWord(line, colour, description), values: [line] };
}
