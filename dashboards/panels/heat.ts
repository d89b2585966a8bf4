import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statushistory';

import { panel } from './base';
import type { PanelFacts } from './base';
import { byThresholds } from './colors';

/** A row for each line, a coloured cell for each point. Numbers come on hovering: Grafana cuts what a cell cannot hold. */
export function heat(facts: PanelFacts, steps: ReadonlyArray<{ value: number | null; color: string }>): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .colorScheme(byThresholds())
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]))
    .showValue(VisibilityMode.Never)
    .rowHeight(0.9)
    .colWidth(0.9);
}
