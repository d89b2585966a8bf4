import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { panel } from './base';
import type { PanelFacts } from './base';
import { byLine, fixed } from './colors';

/** A month gives days, a year weeks: from a week on Grafana cuts into weeks, and a year has 52 of them. */
const GRAPH_POINTS = 52;

/** Lines with their points, broken where there is no data. */
export function lines(facts: PanelFacts): PanelBuilder {
  return panel(new PanelBuilder(), facts)
    .maxDataPoints(GRAPH_POINTS)
    .colorScheme(byLine())
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .showPoints(VisibilityMode.Always)
    .pointSize(4)
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([])
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Bars of one count, which is named as the panel is. */
export function countedBars(facts: PanelFacts): PanelBuilder {
  return (
    lines(facts)
      .drawStyle(GraphDrawStyle.Bars)
      .lineWidth(1)
      .fillOpacity(60)
      .displayName(facts.title)
      .colorScheme(fixed('blue'))
      // Nobody deploys two and a half times.
      .decimals(0)
      .showPoints(VisibilityMode.Never)
      .axisSoftMin(0)
  );
}

/** For graphs with a line for each service or SLO: a list that scrolls beside them, rather than rows that push them up. */
export const LEGEND_AT_RIGHT = new VizLegendOptionsBuilder()
  .displayMode(LegendDisplayMode.List)
  .placement(LegendPlacement.Right)
  .showLegend(true)
  .calcs([]);

/** For graphs whose tooltip is the better list. */
export const NO_LEGEND = new VizLegendOptionsBuilder()
  .displayMode(LegendDisplayMode.Hidden)
  .placement(LegendPlacement.Bottom)
  .showLegend(false)
  .calcs([]);

/** A horizontal line in a graph. */
export interface Mark {
  readonly at: number;
  readonly color: string;
}

/** Draws dashed lines across a graph. */
export function marked(builder: PanelBuilder, marks: readonly Mark[]): PanelBuilder {
  const steps = [{ value: null, color: 'transparent' }, ...marks.map(({ at, color }) => ({ value: at, color }))];
  return builder
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}
