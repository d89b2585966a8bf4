import { SceneGridItem, SceneGridLayout, SceneGridRow } from '@grafana/scenes';
import type { Dashboard, Panel, RowPanel } from '@grafana/schema';

import { gatherData } from './data-of';
import type { DataOf } from './data-of';
import { vizPanelOf } from './viz-panel-of';

/** The panels of a dashboard on Grafana's grid, below the rows they belong to. */
export function layoutOf(panels: NonNullable<Dashboard['panels']>, onlyPanelId?: number): SceneGridLayout {
  const all = panels.flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
  const dataOf = gatherData(all);
  if (onlyPanelId !== undefined) {
    const alone = all.filter(({ id }) => id === onlyPanelId);
    const place = { x: 0, y: 0, w: 24, h: 20 };
    return gridOf(alone.map((panel) => itemOf({ ...panel, gridPos: place }, dataOf)));
  }
  const children: Array<SceneGridItem | SceneGridRow> = [];
  for (const panel of panels) {
    if (isRow(panel)) {
      children.push(rowOf(panel, dataOf));
      continue;
    }
    const above = children.at(-1);
    const row = above instanceof SceneGridRow && above.state.isCollapsed !== true ? above : undefined;
    const item = itemOf(panel, dataOf);
    if (row === undefined) {
      children.push(item);
    } else {
      row.setState({ children: [...row.state.children, item] });
    }
  }
  return gridOf(children);
}

function gridOf(children: Array<SceneGridItem | SceneGridRow>): SceneGridLayout {
  return new SceneGridLayout({ children, isDraggable: false, isResizable: false, isLazy: false });
}

function rowOf({ id, title, collapsed, panels, gridPos }: RowPanel, dataOf: DataOf): SceneGridRow {
  return new SceneGridRow({
    key: `row-${id}`,
    title: title ?? '',
    isCollapsed: collapsed,
    y: gridPos?.y ?? 0,
    children: panels.map((panel) => itemOf(panel, dataOf)),
  });
}

function itemOf(panel: Panel, dataOf: DataOf): SceneGridItem {
  const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 12, h: 8 };
  return new SceneGridItem({ x, y, width: w, height: h, body: vizPanelOf(panel, dataOf(panel)) });
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}
