import { TableCellBackgroundDisplayMode, TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
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
  readonly cell?: 'background' | 'text' | 'bar';
  readonly widthPx?: number;
  readonly title?: string;
  /** The column is there for links alone. */
  readonly isHidden?: boolean;
  /** Stands for any value, as for an address that no one reads. */
  readonly shownAs?: string;
  /** Its texts are sentences, which go on in a second line. */
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
    (told, [column, look]) => told.overrideByName(column, propertiesOf(look)),
    builder
  );
}

const CELLS: Readonly<Record<NonNullable<ColumnLook['cell']>, TableCellOptions>> = {
  background: { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
  text: { type: TableCellDisplayMode.ColorText },
  bar: { type: TableCellDisplayMode.Gauge },
};

/** Else a cell without a value would be the brightest of all. */
const NOTHING_HAS_NO_COLOUR: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.Null, result: { text: NOTHING, color: 'transparent', index: 0 } },
};

const shownAsMapping = (text: string): ValueMapping => ({
  type: MappingType.RegexToText,
  options: { pattern: '.+', result: { text, index: 0 } },
});

function propertiesOf({ links, cell, widthPx, title, isHidden, shownAs, isWrapped }: ColumnLook): DynamicConfigValue[] {
  return [
    ...(links === undefined ? [] : [{ id: 'links', value: links }]),
    ...(cell === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: CELLS[cell] },
          { id: 'color', value: { mode: 'thresholds' } },
          { id: 'mappings', value: [NOTHING_HAS_NO_COLOUR] },
        ]),
    ...(shownAs === undefined ? [] : [{ id: 'mappings', value: [shownAsMapping(shownAs)] }]),
    ...(isWrapped === true ? [{ id: 'custom.wrapText', value: true }] : []),
    ...(widthPx === undefined ? [] : [{ id: 'custom.width', value: widthPx }]),
    ...(title === undefined ? [] : [{ id: 'displayName', value: title }]),
    ...(isHidden === true ? [{ id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: false } }] : []),
  ];
}
