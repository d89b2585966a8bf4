import { TEXT_COLOURS } from '../../../model/colours';
import { colouredFrom } from '../../frames/colours';
import type { FieldConfig } from '../../frames/frame';
import type { Silence } from '../../metrics/freshness/silence';
import { silenceWords } from './silence';

/** How panels tell that a service never had an outage, and that nobody said since when it is monitored. */

/** Stands beside good news that may be mere silence. */
export const NO_OUTAGE = 'no outage on record';

/**
 * How a number is shown that rests on nothing: plain, and in its own panel by the words, as a number stays the same for
 * whoever computes with it.
 *
 * @param value what the words stand for
 * @param plain the colour of text, or of a cell that is all colour
 */
export function withoutOutage(
  value: number,
  plain: string = TEXT_COLOURS.plain
): Pick<FieldConfig, 'thresholds' | 'color' | 'mappings'> {
  return {
    ...colouredFrom(plain),
    mappings: [{ type: 'value', options: { [String(value)]: { text: NO_OUTAGE, color: plain, index: 0 } } }],
  };
}

/**
 * Why a row of a table leaves out numbers that would rest on silence; null where it does not. A column has one rule of
 * colours for all its cells, so a number that is good because nobody looks has no place in it.
 */
export function unheardWords({ isOnRecord }: { readonly isOnRecord: boolean }, silence: Silence | null): string | null {
  if (silence !== null) {
    return silenceWords(silence);
  }
  return isOnRecord ? null : NO_OUTAGE;
}

/** What stands in the empty cells of a column, where it is the same for all of them. */
export function commonWords(words: ReadonlyArray<string | null>): Pick<FieldConfig, 'noValue'> {
  const different = [...new Set(words.filter((word) => word !== null))];
  const [only] = different;
  return different.length === 1 && only !== undefined ? { noValue: only } : {};
}
