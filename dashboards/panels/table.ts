import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { TableCellOptions } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, SpecialValueMatch, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DynamicConfigValue, Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';

import { CELL_COLOURS, TEXT_COLOURS } from '../../src/model/colours';
import type { ValueLink } from '../links';
import { panel } from './base';
import type { PanelFacts } from './base';
import { plainText } from './colors';

/** How one column differs from the others. */
export interface ColumnLook {
  readonly links?: readonly ValueLink[];
  /**
   * Behind a number, coloured by its thresholds, or behind a word, as its mappings say. A styled number has a column that
   * takes the colour from some of its cells, and mappings of its own. A bar reaches as far as the number, which stands beside it.
   */
  readonly cell?: 'number' | 'styled' | 'word' | 'bar';
  /** In place of those that come with the column, which colour letters. */
  readonly thresholds?: readonly Threshold[];
  readonly widthPx?: number;
  readonly title?: string;
  /** The column is there for links alone. */
  readonly isHidden?: boolean;
  /** Why its cells are empty stands in another column, which has the room. */
  readonly isSilent?: boolean;
  /** Stands for any value, as for an address that no one reads. */
  readonly shownAs?: string;
  /** Its texts are sentences or names, which go on in a second line rather than be cut. */
  readonly isWrapped?: boolean;
}

/** A date with its time. Not wrapped: Grafana makes rows higher for texts alone. */
export const TIME: ColumnLook = { widthPx: 165 };

/** The same where all may be of one minute, so that Grafana writes milliseconds too. */
export const EXACT_TIME: ColumnLook = { widthPx: 190 };

/** A number that says in a silence since when there is no data. */
export const SAYING: ColumnLook = { widthPx: 150 };

/** A number beside one that says so. */
export const SILENT: ColumnLook = { widthPx: 95, isSilent: true };

/** Of an address that is shown as a word. */
const LINK_PX = 60;

/** A column of addresses. */
export const LINK: ColumnLook = { widthPx: LINK_PX, shownAs: 'open' };

/** Of a cell without a value. */
const NOTHING = '–';

/** Columns without a width of their own share what is left, down to this. */
const MIN_WIDTH_PX = 80;

export interface TableFacts extends PanelFacts {
  /** What a table without rows says. */
  readonly emptyText: string;
}

/** A table whose columns look as they come, but for those named. */
export function table(facts: TableFacts, looks: Readonly<Record<string, ColumnLook>> = {}): PanelBuilder {
  const cells = Object.entries(looks).flatMap(([column, { cell }]) =>
    cell === 'number' || cell === 'styled' || cell === 'bar' ? [column] : []
  );
  const builder = panel(new PanelBuilder(), facts)
    .colorScheme(plainText())
    .showHeader(true)
    .minWidth(MIN_WIDTH_PX)
    // Grafana shows the panel's text where there is no row, and a column's where there is no value. Cells say of what
    // silence they have none, which comes with the column.
    .noValue(facts.emptyText)
    .overrideByRegexp('/.*/', [{ id: 'custom.wrapHeaderText', value: true }])
    .overrideByRegexp(cells.length === 0 ? '/.*/' : `/^(?!(${cells.join('|')})$)/`, [
      { id: 'noValue', value: NOTHING },
    ]);
  return Object.entries(looks).reduce(
    (configured, [column, look]) => configured.overrideByName(column, propertiesOf(look)),
    builder
  );
}

const FILLED: TableCellOptions = {
  type: TableCellDisplayMode.ColorBackground,
  mode: TableCellBackgroundDisplayMode.Basic,
};

const BAR: TableCellOptions = {
  type: TableCellDisplayMode.Gauge,
  mode: BarGaugeDisplayMode.Basic,
  valueDisplayMode: BarGaugeValueMode.Text,
};

/** Else a cell without a number would be the brightest of all. */
const NOTHING_HAS_NO_COLOUR: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { color: CELL_COLOURS.plain, index: 0 } },
};

/**
 * Grafana 12.3 takes them instead of those that come with the column, later ones beside them. So words
 * keep theirs, which say what each is coloured; numbers have their colours by thresholds.
 */
const CELL_MAPPINGS: Readonly<Record<NonNullable<ColumnLook['cell']>, readonly ValueMapping[]>> = {
  number: [NOTHING_HAS_NO_COLOUR],
  bar: [NOTHING_HAS_NO_COLOUR],
  styled: [],
  word: [],
};

const JUST_NOTHING: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text: NOTHING, color: TEXT_COLOURS.plain, index: 0 } },
};

const shownAsMapping = (text: string): ValueMapping => ({
  type: MappingType.RegexToText,
  options: { pattern: '.+', result: { text, index: 0 } },
});

function mappingsOf({ cell, shownAs, isSilent }: ColumnLook): DynamicConfigValue[] {
  const mappings = [
    ...(isSilent === true ? [JUST_NOTHING] : []),
    ...(cell === undefined ? [] : CELL_MAPPINGS[cell]),
    ...(shownAs === undefined ? [] : [shownAsMapping(shownAs)]),
  ];
  return mappings.length === 0 ? [] : [{ id: 'mappings', value: mappings }];
}

function propertiesOf(look: ColumnLook): DynamicConfigValue[] {
  const { links, cell, thresholds, widthPx, title, isHidden, isWrapped } = look;
  return [
    ...(links === undefined ? [] : [{ id: 'links', value: links }]),
    ...(cell === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: cell === 'bar' ? BAR : FILLED },
          { id: 'color', value: { mode: 'thresholds' } },
        ]),
    ...(thresholds === undefined
      ? []
      : [{ id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: [...thresholds] } }]),
    ...mappingsOf(look),
    ...(isWrapped === true ? [{ id: 'custom.wrapText', value: true }] : []),
    ...(widthPx === undefined ? [] : [{ id: 'custom.width', value: widthPx }]),
    ...(title === undefined ? [] : [{ id: 'displayName', value: title }]),
    ...(isHidden === true ? [{ id: 'custom.hideFrom.viz', value: true }] : []),
  ];
}
