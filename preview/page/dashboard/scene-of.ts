import {
  behaviors,
  SceneDataLayerSet,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneVariableSet,
  VariableValueSelectors,
} from '@grafana/scenes';
import type { SceneTimeRange } from '@grafana/scenes';
import type { Dashboard } from '@grafana/schema';

import { shownRange } from '../shown-range';
import { annotationsOf } from './annotations-of';
import { DashboardScene } from './DashboardScene';
import { layoutOf } from './layout-of';
import { LayerSwitches } from './LayerSwitches';
import { LinkBar } from './LinkBar';
import { variablesOf } from './variables-of';

/** What of a dashboard its address asks for, as Grafana's does. */
export interface Shown {
  /** One panel alone; default all. */
  readonly panelId?: number;
  readonly hidesTimePicker: boolean;
  readonly hidesVariables: boolean;
  readonly hidesLinks: boolean;
}

/** Turns a dashboard in Grafana's Classic JSON into a scene. */
export function sceneOf(dashboard: Dashboard, shown: Shown): DashboardScene {
  const refreshPicker = refreshPickerOf(dashboard);
  const layers = annotationsOf(dashboard.annotations?.list ?? []);
  return new DashboardScene({
    $timeRange: timeRangeOf(dashboard),
    $variables: new SceneVariableSet({ variables: variablesOf(dashboard.templating?.list ?? []) }),
    $data: new SceneDataLayerSet({ layers }),
    $behaviors: [
      new behaviors.CursorSync({ sync: dashboard.graphTooltip ?? 0 }),
      new behaviors.SceneQueryController(),
      // Out of sight it goes on refreshing.
      ...(hidesTime(dashboard, shown) ? [refreshPicker] : []),
    ],
    ...controlsOf(dashboard, shown, refreshPicker),
    body: layoutOf(dashboard.panels ?? [], shown.panelId),
  });
}

function timeRangeOf({ time, timezone, weekStart, fiscalYearStartMonth }: Dashboard): SceneTimeRange {
  return shownRange(
    { from: time?.from ?? 'now-6h', to: time?.to ?? 'now' },
    {
      ...(timezone !== undefined && { timeZone: timezone }),
      ...((weekStart === 'monday' || weekStart === 'sunday' || weekStart === 'saturday') && { weekStart }),
      ...(fiscalYearStartMonth !== undefined && { fiscalYearStartMonth }),
    }
  );
}

function controlsOf(dashboard: Dashboard, shown: Shown, refreshPicker: SceneRefreshPicker) {
  const { links = [] } = dashboard;
  return {
    choices: shown.hidesVariables ? [] : [new VariableValueSelectors({}), new LayerSwitches()],
    links: shown.hidesLinks || links.length === 0 ? [] : [new LinkBar({ links })],
    time: hidesTime(dashboard, shown) ? [] : [new SceneTimePicker({}), refreshPicker],
  };
}

function hidesTime({ timepicker }: Dashboard, { hidesTimePicker }: Shown): boolean {
  return hidesTimePicker || timepicker?.hidden === true;
}

function refreshPickerOf({ refresh, timepicker }: Dashboard): SceneRefreshPicker {
  const intervals = timepicker?.refresh_intervals;
  return new SceneRefreshPicker({ refresh: refresh ?? '', withText: true, ...(intervals && { intervals }) });
}
