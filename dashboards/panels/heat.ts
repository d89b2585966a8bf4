import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statushistory';

import { panel } from './base';
import type { PanelFacts } from './base';
import { byThresholds } from './colors';

/** A row for each line, a coloured cell for each point. Numbers come on hovering: Grafana cuts what a cell cannot hold. */
export function heat(facts: PanelFacts): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .colorScheme(byThresholds())
    .showValue(VisibilityMode.Never)
    .rowHeight(0.9)
    .colWidth(0.9);
}
