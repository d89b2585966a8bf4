import { VizTextDisplayOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/gauge';

import { panel } from './base';
import type { PanelFacts } from './base';
import { NO_DATA_IS_PLAIN, byThresholds } from './colors';
import { topRows } from './stat';

/** A column of a table, and how many rows from the top are shown. */
interface Shown {
  readonly column: string;
  readonly rows: number;
}

/** Of a dial's name. */
const NAME_PX = 14;

/** A dial for each row of a table, named by the row's texts. */
export function gauge(facts: PanelFacts, { column, rows }: Shown): PanelBuilder {
  return (
    panel(new PanelBuilder(), facts)
      .showThresholdLabels(false)
      .showThresholdMarkers(true)
      // Else it would be as large as the dial allows, and long names would be cut.
      .text(new VizTextDisplayOptionsBuilder().titleSize(NAME_PX))
      .colorScheme(byThresholds())
      .mappings([NO_DATA_IS_PLAIN])
      .reduceOptions(topRows(column, rows))
  );
}
