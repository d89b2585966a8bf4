import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';

import { panel } from './base';
import type { PanelFacts } from './base';
import { NO_DATA_IS_PLAIN, byThresholds, plainText } from './colors';

/** One number for each column, coloured by the thresholds that come with it. */
export function stat(facts: PanelFacts): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.Value)
    .colorScheme(byThresholds())
    .mappings([NO_DATA_IS_PLAIN])
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Sizes of small print, in pixels. */
const SMALL = { titlePx: 12, valuePx: 16 };

/**
 * Columns of a table's first row, each with its name, one below the other; for words that stand
 * beside a number, which has the colour: small letters in orange would be too faint on white.
 */
export function words(facts: PanelFacts, ...names: readonly string[]): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.None)
    .textMode(BigValueTextMode.ValueAndName)
    .orientation(VizOrientation.Horizontal)
    .text(new VizTextDisplayOptionsBuilder().titleSize(SMALL.titlePx).valueSize(SMALL.valuePx))
    .colorScheme(plainText())
    .reduceOptions(onlyRow(...names));
}

/** Shows the cells of a table that has one row, each under its column's name. */
export function onlyRow(...names: readonly string[]): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(fieldsNamed(names));
}

/** Shows the cells of one column from the top, each named by the texts of its row. */
export function topRows(name: string, limit: number): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder()
    .values(true)
    .limit(limit)
    .calcs([])
    .fields(fieldsNamed([name]));
}

/** Shows the values of an answer, not the bounds that come beside them as numbers of their own. */
export function onlyValues(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('/^(?!.*, (lower|upper)$)/');
}

function fieldsNamed(names: readonly string[]): string {
  return `/^(${names.join('|')})$/`;
}
