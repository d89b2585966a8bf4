import { DataProviderProxy, SceneDataTransformer, SceneQueryRunner } from '@grafana/scenes';
import type { SceneDataProvider } from '@grafana/scenes';
import type { DataTransformerConfig } from '@grafana/data';

import type { PlacedPanel } from './repeats';

/** A data source that hands on what another panel of the dashboard has asked for. */
const DASHBOARD_UID = '-- Dashboard --';

interface Target {
  readonly refId?: string;
  readonly datasource?: { readonly uid?: string };
  /** Of the panel that is handed on. */
  readonly panelId?: number;
  readonly [name: string]: unknown;
}

export type DataOf = (panel: PlacedPanel) => SceneDataTransformer | undefined;

/** What each panel shows: its queries, transformed; undefined where it has none. */
export function gatherData(panels: readonly PlacedPanel[]): DataOf {
  const queryingPanels = panels.filter((panel) => targetsOf(panel).length > 0 && !isHandedOn(panel));
  const runners = new Map(queryingPanels.map((panel) => [panel, runnerOf(panel)] as const));
  // Of repeated panels the first is handed on.
  const runnersById = new Map([...runners].reverse().map(([{ id }, runner]) => [id, runner] as const));
  return (panel) => {
    const source = isHandedOn(panel) ? handedOn(panel, runnersById) : runners.get(panel);
    return source && new SceneDataTransformer({ $data: source, transformations: transformationsOf(panel) });
  };
}

function targetsOf(panel: PlacedPanel): readonly Target[] {
  return panel.targets ?? [];
}

/** The schema spells topics as texts, where @grafana/data has an enum of the same. */
function transformationsOf(panel: PlacedPanel): DataTransformerConfig[] {
  return (panel.transformations ?? []) as DataTransformerConfig[];
}

function isHandedOn(panel: PlacedPanel): boolean {
  return panel.datasource?.uid === DASHBOARD_UID || targetsOf(panel)[0]?.datasource?.uid === DASHBOARD_UID;
}

function runnerOf(panel: PlacedPanel): SceneQueryRunner {
  const targets = targetsOf(panel);
  const datasource = panel.datasource ?? targets[0]?.datasource;
  const { id, maxDataPoints, interval } = panel;
  return new SceneQueryRunner({
    queries: targets.map((target, index) => ({ ...target, refId: target.refId ?? String.fromCharCode(65 + index) })),
    ...(datasource && { datasource }),
    maxDataPointsFromWidth: true,
    ...(maxDataPoints && { maxDataPoints }),
    ...(interval && { minInterval: interval }),
    ...(id !== undefined && { dataLayerFilter: { panelId: id } }),
  });
}

/** @throws Error that names a panel that hands on what there is not */
function handedOn(panel: PlacedPanel, runners: ReadonlyMap<number | undefined, SceneQueryRunner>): SceneDataProvider {
  const panelId = targetsOf(panel)[0]?.panelId;
  const source = runners.get(panelId);
  if (source === undefined) {
    throw new Error(`Panel "${panel.title ?? ''}" shows the data of panel ${panelId ?? '?'}, which has no queries.`);
  }
  return new DataProviderProxy({ source: source.getRef() });
}
