import { TEXT_COLOURS } from '../../../model/colours';
import type { Frame } from '../../frames/frame';
import type { Silence } from '../../metrics/freshness/silence';
import type { DownAtEnd } from '../../metrics/reliability/down-at-end';
import { colouredWord } from '../frame-parts/coloured-word';
import { NO_OUTAGE } from '../frame-parts/no-outage';
import { silenceWords } from '../frame-parts/silence';
import { nameList } from '../frame-parts/name-list';
import { headlineColumn } from '../frame-parts/wall-text';

/** What is down, in one row: for a wall, on which silence must not look like good news. */

const NOTHING_DOWN = 'none';
const NO_SERVICES = 'no services';
/** All of them are monitored only later, or retired by then. */
const NONE_MEASURED = 'none measured';

const DESCRIPTION = "Services that are down at the time range's end.";

export interface DownNowFacts {
  readonly asOfMs: number;
  /** Of incidents: while it lasts, nothing is known to be up. */
  readonly silence: Silence | null;
}

export function downNowFrame(found: DownAtEnd, { asOfMs, silence }: DownNowFacts, executedQueryString: string): Frame {
  const [text, colour] = wordOf(found, silence);
  const config = colouredWord(text, colour, DESCRIPTION);
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Down now',
    columns: [
      { name: 'Down', type: 'string', config, values: [text] },
      count('Services down', found.down),
      count('Services', found.measured),
      { name: 'As of', type: 'time', valuesMs: [asOfMs] },
      headlineColumn({ text: headlineOf(text), isAlarm: found.down > 0 }, DESCRIPTION),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

/** The same where no heading says what it is about. */
function headlineOf(text: string): string {
  return text === NOTHING_DOWN ? 'Nothing down' : `Down: ${text}`;
}

/** The word and its colour: green only where somebody looks and nothing is down. */
function wordOf(
  { services, measured, onRecord, down, names }: DownAtEnd,
  silence: Silence | null
): readonly [text: string, colour: string] {
  if (down > 0) {
    return [nameList(names, down), TEXT_COLOURS.bad];
  }
  if (services === 0) {
    return [NO_SERVICES, TEXT_COLOURS.fair];
  }
  if (measured === 0) {
    return [NONE_MEASURED, TEXT_COLOURS.plain];
  }
  if (silence !== null) {
    return [silenceWords(silence), TEXT_COLOURS.plain];
  }
  return onRecord === 0 ? [NO_OUTAGE, TEXT_COLOURS.plain] : [NOTHING_DOWN, TEXT_COLOURS.good];
}
