import type { PanelPlugin } from '@grafana/data';

import { barGaugePlugin } from './BarGaugePanel';
import { gaugePlugin } from './GaugePanel';
import { stateTimelinePlugin, statusHistoryPlugin } from './StatePanel';
import { statPlugin } from './StatPanel';
import { tablePlugin } from './TablePanel';
import { textPlugin } from './TextPanel';
import { timeSeriesPlugin } from './TimeSeriesPanel';

/** Every panel of the preview, by its id. */
export const PANELS: ReadonlyMap<string, PanelPlugin> = new Map(
  [
    statPlugin,
    gaugePlugin,
    barGaugePlugin,
    timeSeriesPlugin,
    tablePlugin,
    textPlugin,
    stateTimelinePlugin,
    statusHistoryPlugin,
  ].map((plugin) => [plugin.meta.id, plugin])
);
