import {
  behaviors,
  EmbeddedScene,
  SceneControlsSpacer,
  SceneDataLayerSet,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
  VariableValueSelectors,
} from '@grafana/scenes';
import type { SceneObject } from '@grafana/scenes';
import type { Dashboard } from '@grafana/schema';

import { boot } from '../boot';
import { annotationsOf } from './annotations-of';
import { layoutOf } from './layout-of';
import { LayerSwitches } from './LayerSwitches';
import { LinkBar } from './LinkBar';
import { variablesOf } from './variables-of';

/** Parts of a dashboard that its address hides, as Grafana's does. */
export interface Shown {
  /** One panel alone; default all. */
  readonly panelId?: number;
  readonly hidesTimePicker: boolean;
  readonly hidesVariables: boolean;
  readonly hidesLinks: boolean;
}

/** Turns a dashboard in Grafana's Classic JSON into a scene. */
export function sceneOf(dashboard: Dashboard, shown: Shown): EmbeddedScene {
  const refreshPicker = refreshPickerOf(dashboard);
  const layers = annotationsOf(dashboard.annotations?.list ?? []);
  return new EmbeddedScene({
    $timeRange: timeRangeOf(dashboard),
    $variables: new SceneVariableSet({ variables: variablesOf(dashboard.templating?.list ?? []) }),
    $data: new SceneDataLayerSet({ layers }),
    $behaviors: [
      new behaviors.CursorSync({ sync: dashboard.graphTooltip ?? 0 }),
      new behaviors.SceneQueryController(),
      // Out of sight it goes on refreshing.
      ...(hidesTime(dashboard, shown) ? [refreshPicker] : []),
    ],
    controls: controlsOf(dashboard, shown, refreshPicker),
    body: layoutOf(dashboard.panels ?? [], shown.panelId),
  });
}

/** Data that has ended lies outside "the last 30 days": then the preview says which range is shown. */
function timeRangeOf({ time, timezone, weekStart, fiscalYearStartMonth }: Dashboard): SceneTimeRange {
  const { timeRange } = boot;
  const iso = (ms: number) => new Date(ms).toISOString();
  const range =
    timeRange === null
      ? { from: time?.from ?? 'now-6h', to: time?.to ?? 'now' }
      : { from: iso(timeRange.fromMs), to: iso(timeRange.toMs) };
  return new SceneTimeRange({
    ...range,
    ...(timezone !== undefined && { timeZone: timezone }),
    ...((weekStart === 'monday' || weekStart === 'sunday' || weekStart === 'saturday') && { weekStart }),
    ...(fiscalYearStartMonth !== undefined && { fiscalYearStartMonth }),
  });
}

function controlsOf(
  dashboard: Dashboard,
  shown: Shown,

  refreshPicker: SceneRefreshPicker
): SceneObject[] {
  const { links = [] } = dashboard;
  const controls: SceneObject[] = [];
  if (!shown.hidesVariables) {
    controls.push(new VariableValueSelectors({}), new LayerSwitches());
  }
  controls.push(new SceneControlsSpacer());
  if (!shown.hidesLinks && links.length > 0) {
    controls.push(new LinkBar({ links }));
  }
  return hidesTime(dashboard, shown) ? controls : [...controls, new SceneTimePicker({}), refreshPicker];
}

function hidesTime({ timepicker }: Dashboard, { hidesTimePicker }: Shown): boolean {
  return hidesTimePicker || timepicker?.hidden === true;
}

function refreshPickerOf({ refresh, timepicker }: Dashboard): SceneRefreshPicker {
  const intervals = timepicker?.refresh_intervals;
  return new SceneRefreshPicker({ refresh: refresh ?? '', withText: true, ...(intervals && { intervals }) });
}
