import { BarGaugeDisplayMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugePanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/gauge';

import { panel } from './base';
import type { PanelFacts } from './base';
import { byThresholds } from './colors';
import { topRows } from './stat';

/** A column of a table, and how many rows from the top are shown. */
interface Shown {
  readonly column: string;
  readonly rows: number;
}

/** A dial for each row of a table, named by the row's texts. */
export function gauge(facts: PanelFacts, { column, rows }: Shown): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .showThresholdLabels(false)
    .showThresholdMarkers(true)
    .colorScheme(byThresholds())
    .reduceOptions(topRows(column, rows));
}

/** A bar for each row of a table, named by the row's texts. */
export function bars(facts: PanelFacts, { column, rows }: Shown): BarGaugePanelBuilder {
  return panel(new BarGaugePanelBuilder(), facts)
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true)
    .colorScheme(byThresholds())
    .reduceOptions(topRows(column, rows));
}
