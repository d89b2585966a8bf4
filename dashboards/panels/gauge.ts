import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';

import { panel } from './base';
import type { PanelFacts } from './base';
import { NO_DATA_IS_PLAIN, byThresholds } from './colors';

/** Sizes of print, in pixels. */
const NAME_PX = 13;
const VALUE_PX = 16;

/**
 * A bar for each row of a table, from the top.
 *
 * @param name of a bar, with columns of its row; a single bar would have none else
 * @param rows at most
 */
export function bars(
  facts: PanelFacts,
  { name, rows }: { readonly name: string; readonly rows: number }
): PanelBuilder {
  return (
    panel(new PanelBuilder(), facts)
      .orientation(VizOrientation.Horizontal)
      .displayMode(BarGaugeDisplayMode.Basic)
      // Its letters are small: the bar has the colour.
      .valueMode(BarGaugeValueMode.Text)
      // Above its bar a name has all the width there is.
      .namePlacement(BarGaugeNamePlacement.Top)
      .showUnfilled(true)
      .text(new VizTextDisplayOptionsBuilder().titleSize(NAME_PX).valueSize(VALUE_PX))
      .colorScheme(byThresholds())
      .mappings([NO_DATA_IS_PLAIN])
      .displayName(name)
      // Its numbers; their names are those of the bars.
      .reduceOptions(new ReduceDataOptionsBuilder().values(true).limit(rows).calcs([]))
  );
}
