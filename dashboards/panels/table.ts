import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { TableCellOptions } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, SpecialValueMatch } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';

import type { ValueLink } from '../links';
import { panel } from './base';
import type { PanelFacts } from './base';
import { plainText } from './colors';

/** How one column differs from the others. */
export interface ColumnLook {
  readonly links?: readonly ValueLink[];
  /** Numbers coloured by their thresholds, or words as their mappings say. */
  readonly cell?: 'background' | 'bar' | 'text';
  readonly widthPx?: number;
  readonly title?: string;
  /** The column is there for links alone. */
  readonly isHidden?: boolean;
  /** Stands for any value, as for an address that no one reads. */
  readonly shownAs?: string;
  /** Its texts are sentences or names, which go on in a second line rather than be cut. */
  readonly isWrapped?: boolean;
}

/** Of a date with its time. */
export const TIME_PX = 165;

/** Of an address that is shown as a word. */
const LINK_PX = 60;

/** A column of addresses. */
export const LINK: ColumnLook = { widthPx: LINK_PX, shownAs: 'open' };

/** Of a cell without a value. */
const NOTHING = '–';

/** Columns without a width of their own share what is left, down to this. */
const MIN_WIDTH_PX = 100;

export interface TableFacts extends PanelFacts {
  /** What a table without rows says. */
  readonly emptyText: string;
}

/** A table whose columns look as they come, but for those named. */
export function table(facts: TableFacts, looks: Readonly<Record<string, ColumnLook>> = {}): PanelBuilder {
  const builder = panel(new PanelBuilder(), facts)
    .colorScheme(plainText())
    .showHeader(true)
    .minWidth(MIN_WIDTH_PX)
    // Grafana shows the panel's text where there is no row, and a column's where there is no value.
    .noValue(facts.emptyText)
    .overrideByRegexp('/.*/', [{ id: 'noValue', value: NOTHING }]);
  return Object.entries(looks).reduce(
    (configured, [column, look]) => configured.overrideByName(column, propertiesOf(look)),
    builder
  );
}

const CELLS: Readonly<Record<NonNullable<ColumnLook['cell']>, TableCellOptions>> = {
  background: { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
  text: { type: TableCellDisplayMode.ColorText },
  // Below the least number a bar is empty, so that the number itself must have the colour.
  bar: {
    type: TableCellDisplayMode.Gauge,
    mode: BarGaugeDisplayMode.Basic,
    valueDisplayMode: BarGaugeValueMode.Color,
  },
};

/** Else a cell without a number would be the brightest of all. */
const NOTHING_HAS_NO_COLOUR: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text: NOTHING, color: 'transparent', index: 0 } },
};

/**
 * Grafana 12.3 takes them instead of those that come with the column, later ones beside them. So words
 * keep theirs, which say what each is coloured; numbers have their colours by thresholds.
 */
const CELL_MAPPINGS: Readonly<Record<NonNullable<ColumnLook['cell']>, readonly ValueMapping[]>> = {
  background: [NOTHING_HAS_NO_COLOUR],
  bar: [NOTHING_HAS_NO_COLOUR],
  text: [],
};

const shownAsMapping = (text: string): ValueMapping => ({
  type: MappingType.RegexToText,
  options: { pattern: '.+', result: { text, index: 0 } },
});

function mappingsOf({ cell, shownAs }: ColumnLook): DynamicConfigValue[] {
  const mappings = [
    ...(cell === undefined ? [] : CELL_MAPPINGS[cell]),
    ...(shownAs === undefined ? [] : [shownAsMapping(shownAs)]),
  ];
  return mappings.length === 0 ? [] : [{ id: 'mappings', value: mappings }];
}

function propertiesOf(look: ColumnLook): DynamicConfigValue[] {
  const { links, cell, widthPx, title, isHidden, isWrapped } = look;
  return [
    ...(links === undefined ? [] : [{ id: 'links', value: links }]),
    ...(cell === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: CELLS[cell] },
          { id: 'color', value: { mode: 'thresholds' } },
        ]),
    ...mappingsOf(look),
    ...(isWrapped === true ? [{ id: 'custom.wrapText', value: true }] : []),
    ...(widthPx === undefined ? [] : [{ id: 'custom.width', value: widthPx }]),
    ...(title === undefined ? [] : [{ id: 'displayName', value: title }]),
    ...(isHidden === true ? [{ id: 'custom.hideFrom.viz', value: true }] : []),
  ];
}
