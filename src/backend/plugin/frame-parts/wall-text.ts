import { CELL_COLOURS } from '../../../model/colours';
import type { Column } from '../../frames/frame';
import { colouredWord } from './coloured-word';

/** Texts for a wall, where Grafana makes each as large as its panel holds and each has one line. */

const NO_BREAK_SPACE = '\u00a0';

/** The text in one line: one that is drawn a hair wider than Grafana reckons would go on in a second, which is cut. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', NO_BREAK_SPACE);
}

/** A line that fills its panel, with a space before and after, since it may be drawn a hair wider than Grafana reckons. */
export function fillingLine(text: string): string {
  return unbroken(` ${text} `);
}

export interface Headline {
  readonly text: string;
  /** Whether something is wrong: then the text stands on a block of colour, else on none. */
  readonly isAlarm: boolean;
}

/** The column `Headline`: all that an answer of one row says, in words that need no heading. */
export function headlineColumn({ text, isAlarm }: Headline, description: string): Column {
  const line = fillingLine(text);
  const colour = isAlarm ? CELL_COLOURS.bad : CELL_COLOURS.plain;
  return { name: 'Headline', type: 'string', config: colouredWord(line, colour, description), values: [line] };
}
