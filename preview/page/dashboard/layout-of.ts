import {
  MultiValueVariable,
  SceneGridItem,
  SceneGridLayout,
  SceneGridRow,
  SceneObjectBase,
  VariableDependencyConfig,
  sceneGraph,
} from '@grafana/scenes';
import type { SceneGridItemLike, SceneObjectState, VariableValueSingle } from '@grafana/scenes';
import type { Dashboard, Panel, RowPanel } from '@grafana/schema';

import { gatherData } from './data-of';
import type { DataOf } from './data-of';
import { isPlacedRow, isRow, placePanels, repeatVariables } from './repeats';
import type { Placed, PlacedPanel, PlacedRow, RepeatValue } from './repeats';
import { variablesFor, vizPanelOf } from './viz-panel-of';

type Panels = NonNullable<Dashboard['panels']>;

/** The panels of a dashboard on Grafana's grid, below the rows they belong to. */
export function layoutOf(panels: Panels, onlyPanelId?: number): SceneGridLayout {
  const shown = onlyPanelId === undefined ? panels : alone(panels, onlyPanelId);
  return new SceneGridLayout({
    children: [],
    isDraggable: false,
    isResizable: false,
    isLazy: false,
    $behaviors: [new PanelsInPlace(shown)],
  });
}

function alone(panels: Panels, onlyPanelId: number): Panel[] {
  const place = { x: 0, y: 0, w: 24, h: 20 };
  return panels
    .flatMap((panel) => (isRow(panel) ? panel.panels : [panel]))
    .filter(({ id }) => id === onlyPanelId)
    .map((panel) => ({ ...panel, gridPos: place }));
}

/** Fills a grid once the variables are known that panels are repeated for, and anew when these change. */
class PanelsInPlace extends SceneObjectBase {
  protected override _variableDependency = new VariableDependencyConfig<SceneObjectState>(this, {
    onVariableUpdateCompleted: () => this.fill(),
  });
  private filledWith: string | undefined;

  constructor(private readonly panels: ReadonlyArray<Panel | RowPanel>) {
    super({});
    this._variableDependency.setVariableNames(repeatVariables(panels));
    this.addActivationHandler(() => this.fill());
  }

  private fill(): void {
    if (this._variableDependency.hasDependencyInLoadingState() || !(this.parent instanceof SceneGridLayout)) {
      return;
    }
    const placed = placePanels(this.panels, (name) => this.valuesOf(name));
    const filledWith = JSON.stringify(placed);
    if (filledWith !== this.filledWith) {
      this.filledWith = filledWith;
      this.parent.setState({ children: childrenOf(placed) });
    }
  }

  private valuesOf(name: string): RepeatValue[] {
    const variable = sceneGraph.lookupVariable(name, this);
    if (!(variable instanceof MultiValueVariable)) {
      return [];
    }
    const { value, text, options } = (variable as MultiValueVariable).state;
    if (variable.hasAllValue()) {
      return options.map((option) => ({ value: plain(option.value), text: option.label }));
    }
    const texts = [text].flat();
    return [value].flat().map((single, index) => ({ value: plain(single), text: plain(texts[index] ?? single) }));
  }
}

function plain(value: VariableValueSingle): string {
  return typeof value === 'object' ? value.formatter() : String(value);
}

function childrenOf(placed: readonly Placed[]): SceneGridItemLike[] {
  const dataOf = gatherData(placed.flatMap((one) => (isPlacedRow(one) ? one.panels : [one])));
  return placed.map((one) => (isPlacedRow(one) ? rowOf(one, dataOf) : itemOf(one, dataOf)));
}

function rowOf({ id, copy, title, isCollapsed, y, panels, repeatedFor }: PlacedRow, dataOf: DataOf): SceneGridRow {
  return new SceneGridRow({
    key: `row-${id}${copy === 0 ? '' : `-clone-${copy}`}`,
    title,
    isCollapsed,
    y,
    ...(repeatedFor && { $variables: variablesFor(repeatedFor) }),
    children: panels.map((panel) => itemOf(panel, dataOf)),
  });
}

function itemOf(panel: PlacedPanel, dataOf: DataOf): SceneGridItem {
  const { x, y, w, h } = panel.gridPos;
  return new SceneGridItem({ x, y, width: w, height: h, body: vizPanelOf(panel, dataOf(panel)) });
}
