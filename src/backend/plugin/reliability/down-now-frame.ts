import { TEXT_COLOURS } from '../../../model/colours';
import type { Frame } from '../../frames/frame';
import type { Silence } from '../../metrics/freshness/silence';
import type { DownAtEnd } from '../../metrics/reliability/down-at-end';
import { colouredWord } from '../frame-parts/coloured-word';
import { silenceWords } from '../frame-parts/silence';
import { nameList } from '../frame-parts/name-list';

/** What is down, in one row: for a wall, on which silence must not look like good news. */

const NOTHING_DOWN = 'none';
const NO_SERVICES = 'no services';

export interface DownNowFacts {
  readonly asOfMs: number;
  /** Of incidents: while it lasts, nothing is known to be up. */
  readonly silence: Silence | null;
}

export function downNowFrame(found: DownAtEnd, { asOfMs, silence }: DownNowFacts, executedQueryString: string): Frame {
  const isUnknown = silence !== null && found.down === 0 && found.services > 0;
  const text = isUnknown ? silenceWords(silence) : inWords(found);
  const config = colouredWord(
    text,
    isUnknown ? TEXT_COLOURS.plain : colorOf(found),
    "Services that are down at the time range's end."
  );
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Down now',
    columns: [
      { name: 'Down', type: 'string', config, values: [text] },
      count('Services down', found.down),
      count('Services', found.services),
      { name: 'As of', type: 'time', valuesMs: [asOfMs] },
    ],
    meta: { type: 'table', executedQueryString },
  };
}

function inWords({ services, down, names }: DownAtEnd): string {
  if (down === 0) {
    return services === 0 ? NO_SERVICES : NOTHING_DOWN;
  }
  return nameList(names, down);
}

function colorOf({ services, down }: DownAtEnd): string {
  if (down > 0) {
    return TEXT_COLOURS.bad;
  }
  return services === 0 ? TEXT_COLOURS.fair : TEXT_COLOURS.good;
}
