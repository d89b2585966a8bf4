import {
  BigValueColorMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType, SpecialValueMatch, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DynamicConfigValue, Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';

import { CELL_COLOURS } from '../../src/model/colours';
import type { PanelFacts } from './base';
import { stat, topRows } from './stat';
import { columns } from './transformations';

/**
 * Lines of text that are as large as their panel holds, a line for each row: for a screen that is read from afar.
 *
 * Grafana makes a stat panel's name no larger than 30 pixels beside its value, its unit smaller than its number, and a
 * bar's name no wider than two fifths. So a line with a number is all name: a template of columns, which Grafana fills in
 * with their texts as it formats them everywhere. Where there is no row it is blank; a line of words says `no data` then.
 */
export interface Line {
  /** Has the colour of the line; the name of its column in the answer. */
  readonly column: string;
  /** Columns that the text takes from beside it. */
  readonly others?: readonly string[];
  /** By Grafana's variables of a row, for a number; default the column's own text, which is a line already. */
  readonly text?: string;
  /** Most rows; default 1. */
  readonly rows?: number;
  /** Of the block behind a number; words bring theirs. */
  readonly blocks?: readonly Threshold[];
}

/** The text of another column in the same row. */
export const textOf = (column: string): string => `\${__data.fields["${column}"]}`;

/** The column's own. */
export const OWN_TEXT = '${__value.text}';

export const NO_BREAK = '\u00a0';

/** One line for each row; colour fills the block behind a line, where the column has any. */
export function lines(facts: PanelFacts, line: Line): PanelBuilder {
  const { column, others = [], text, rows = 1 } = line;
  const builder = text === undefined ? stat(facts).reduceOptions(topRows(column, rows)) : linesOf(facts, rows);
  builder
    .orientation(VizOrientation.Horizontal)
    .colorMode(BigValueColorMode.BackgroundSolid)
    .mappings([NO_DATA_HAS_NO_BLOCK])
    .transformations(columns(...others, column));
  const overrides = [...(text === undefined ? [] : [lineOf(text)]), ...blocksOf(line)];
  return overrides.length === 0 ? builder : builder.overrideByName(column, overrides);
}

/** A panel whose lines are the columns that have a template of `lineOf`. */
export function linesOf(facts: PanelFacts, most: number): PanelBuilder {
  return stat(facts)
    .textMode(BigValueTextMode.Name)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).limit(most).calcs([]).fields(`/^${NO_BREAK}/`));
}

/**
 * Makes each cell of a column a line.
 *
 * @param text a template, as `Line` has it
 * @param room no-break spaces before and after, 1 at the least: by them lines are told from other columns. Default 1
 */
export function lineOf(text: string, room = 1): DynamicConfigValue {
  const spaces = NO_BREAK.repeat(room);
  return { id: 'displayName', value: `${spaces}${text}${spaces}` };
}

function blocksOf({ blocks }: Line): DynamicConfigValue[] {
  return blocks === undefined
    ? []
    : [
        { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: [...blocks] } },
        { id: 'mappings', value: [NO_DATA_HAS_NO_BLOCK] },
      ];
}

/** Gives a colour to what stands in the place of a value that is not there. */
export function noValueIn(color: string): ValueMapping {
  return {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { color, index: 0 } },
  };
}

/** No answer is neither good nor bad news, and no block in the colour of text. */
const NO_DATA_HAS_NO_BLOCK = noValueIn(CELL_COLOURS.plain);
