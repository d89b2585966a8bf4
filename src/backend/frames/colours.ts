import { TEXT_COLOURS } from '../../model/colours';
import type { FieldConfig, ValueMapping } from './frame';

/** How numbers and words get their colours, so that every Grafana shows the same. */

/**
 * Where the first step begins. Grafana wants minus infinity there, which JSON cannot say: the server of 12.3 drops the
 * null in its stead, and the browser then lays the panel's own first step (green) before ours. No number here is below.
 */
const LOWEST = Number.MIN_SAFE_INTEGER;

/** The server of Grafana 12.3 drops a step at 0; this is the next double below. */
const ZERO = -Number.MIN_VALUE;

/**
 * Colours a number by the last step that begins at or below it.
 *
 * @param base the colour below all steps
 * @param steps smallest value and colour, in ascending order
 */
export function colouredFrom(
  base: string,
  ...steps: ReadonlyArray<readonly [value: number, color: string]>
): Pick<FieldConfig, 'thresholds' | 'color'> {
  return {
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: LOWEST, color: base },
        ...steps.map(([value, color]) => ({ value: value === 0 ? ZERO : value, color })),
      ],
    },
    color: { mode: 'thresholds' },
  };
}

/** A value with the word and the colour it is shown by. */
export type ColouredWord = readonly [value: string, text: string, color: string];

/** Gives each value its word and colour. Not by a pattern: Grafana's server reads no such mapping from a plugin. */
export function colouredWords(...words: readonly ColouredWord[]): Pick<FieldConfig, 'mappings'> {
  const options = words.map(([value, text, color], index) => [value, { text, color, index }] as const);
  return { mappings: [{ type: 'value', options: Object.fromEntries(options) }] };
}

/** A flag as `Yes` and `No`, be it 1 and 0 or true and false. */
export function colouredFlag(yes: string, no: string): Pick<FieldConfig, 'mappings'> {
  return colouredWords(['1', 'Yes', yes], ['0', 'No', no], ['true', 'Yes', yes], ['false', 'No', no]);
}

/**
 * Grafana would give no data the colour of the first step: of a panel's own where we send none.
 *
 * @param text what is said in its place; undefined: what the panel says of no value
 */
export function plainNoData(text?: string): ValueMapping {
  return {
    type: 'special',
    options: {
      match: 'null+nan',
      result: { ...(text !== undefined && { text }), color: TEXT_COLOURS.plain, index: 0 },
    },
  };
}
