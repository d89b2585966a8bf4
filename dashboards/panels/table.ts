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
}

/** Of a date with its time. */
export const TIME_PX = 165;

/** Columns without a width of their own share what is left, down to this. */
const MIN_WIDTH_PX = 100;

/** A table whose columns look as they come, but for those named. */
export function table(facts: PanelFacts, looks: Readonly<Record<string, ColumnLook>> = {}): PanelBuilder {
  const builder = panel(new PanelBuilder(), facts)
    .colorScheme(plainText())
    .showHeader(true)
    .minWidth(MIN_WIDTH_PX)
    .noValue('–');
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
  options: { match: SpecialValueMatch.Null, result: { text: '–', color: 'transparent', index: 0 } },
};

function propertiesOf({ links, cell, widthPx, title, isHidden }: ColumnLook): DynamicConfigValue[] {
  return [
    ...(links === undefined ? [] : [{ id: 'links', value: links }]),
    ...(cell === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: CELLS[cell] },
          { id: 'color', value: { mode: 'thresholds' } },
          { id: 'mappings', value: [NOTHING_HAS_NO_COLOUR] },
        ]),
    ...(widthPx === undefined ? [] : [{ id: 'custom.width', value: widthPx }]),
    ...(title === undefined ? [] : [{ id: 'displayName', value: title }]),
    ...(isHidden === true ? [{ id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: false } }] : []),
  ];
}
