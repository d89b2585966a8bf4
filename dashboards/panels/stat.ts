import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';

import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

import { TEXT_COLOURS } from '../../src/model/colours';
import type { SavedQuery } from '../../src/model/saved-query';
import type { ValueLink } from '../links';
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

/** Sizes of print, in pixels. */
const SMALL = { titlePx: 12, valuePx: 16 };
const CARD = { titlePx: 14, valuePx: 24 };

/** What a card is made of: its panel, and where its sparkline leads. */
export interface CardFacts extends Omit<PanelFacts, 'queries'> {
  /** A value that is compared: its level is a label, its trend stands beside it. */
  readonly value: SavedQuery;
  /** The name of the value's column. */
  readonly name: string;
  /** Its points. */
  readonly series: SavedQuery;
  readonly seriesLinks: readonly ValueLink[];
}

/** A number under the name of its level, its trend in words, and its sparkline: one below the other. */
export function card({ value, name, series, seriesLinks, ...facts }: CardFacts): PanelBuilder {
  return (
    panel(new PanelBuilder(), { ...facts, queries: { A: value, B: series } })
      .graphMode(BigValueGraphMode.Area)
      .colorMode(BigValueColorMode.Value)
      .textMode(BigValueTextMode.ValueAndName)
      .orientation(VizOrientation.Horizontal)
      .wideLayout(true)
      .text(new VizTextDisplayOptionsBuilder().titleSize(CARD.titlePx).valueSize(CARD.valuePx))
      .colorScheme(byThresholds())
      .mappings([NO_DATA_IS_PLAIN])
      .maxDataPoints(SPARKLINE_POINTS)
      .reduceOptions(
        new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('/^(?!Time$|.*, (lower|upper)$)/')
      )
      // The points have no level, so that their line has no name.
      .overrideByName(name, [{ id: 'displayName', value: '${__field.labels.level} ' }])
      // The last bucket is not what the panel is about, so that it has a line and no number.
      .overrideByQuery('B', [
        { id: 'mappings', value: [NO_TEXT] },
        // Grafana would draw the line at a number, and takes a blank for 0.
        { id: 'noValue', value: '–' },
        // Its own range, from 0: the panel's is of seconds, too.
        { id: 'fieldMinMax', value: true },
        { id: 'min', value: 0 },
        { id: 'color', value: { mode: 'fixed', fixedColor: TEXT_COLOURS.plain } },
        { id: 'links', value: seriesLinks },
      ])
  );
}

/** A month gives days. */
const SPARKLINE_POINTS = 31;

const NO_TEXT: ValueMapping = {
  type: MappingType.RangeToText,
  options: { from: null, to: null, result: { text: ' ', index: 0 } },
};

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

function fieldsNamed(names: readonly string[]): string {
  return `/^(${names.join('|')})$/`;
}
