import type { Panel, RowPanel } from '@grafana/schema';

/** Repeats panels and rows for the values of a variable, before they are drawn, as Grafana lays them out. */

export interface RepeatedFor {
  readonly name: string;
  readonly value: string;
  readonly text: string;
}

/** One value of a variable that something is repeated for. */
export type RepeatValue = Omit<RepeatedFor, 'name'>;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedPanel extends Omit<Panel, 'gridPos'> {
  readonly gridPos: Place;
  /** 0 for the first of repeated panels, and for any other panel. */
  readonly copy: number;
  readonly repeatedFor?: RepeatedFor;
}

export interface PlacedRow {
  readonly id: number;
  readonly title: string;
  readonly isCollapsed: boolean;
  readonly y: number;
  readonly copy: number;
  readonly repeatedFor?: RepeatedFor;
  readonly panels: readonly PlacedPanel[];
}

export type Placed = PlacedPanel | PlacedRow;

const COLUMNS = 24;
const DEFAULT_MAX_PER_ROW = 4;
const COPIES_IN_A_ROW = 1000;
const NO_PLACE: Place = { x: 0, y: 0, w: 12, h: 8 };

type ValuesOf = (variable: string) => readonly RepeatValue[];

export function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

export function isPlacedRow(placed: Placed): placed is PlacedRow {
  return 'panels' in placed;
}

/** The variables that a dashboard repeats something for. */
export function repeatVariables(panels: ReadonlyArray<Panel | RowPanel>): string[] {
  const names = panels.flatMap((panel) => [panel.repeat ?? '', ...(isRow(panel) ? repeatVariables(panel.panels) : [])]);
  return [...new Set(names.filter((name) => name !== ''))];
}

/**
 * Panels and rows at their final places.
 *
 * @param panels of a dashboard, in its order: panels after an open row belong to it
 * @param valuesOf the chosen values of a variable
 */
export function placePanels(panels: ReadonlyArray<Panel | RowPanel>, valuesOf: ValuesOf): Placed[] {
  const { loose, rows } = grouped(panels);
  const first = repeatPanels(loose, valuesOf);
  let { added } = first;
  const placed: Placed[] = [...first.panels];
  for (const { row, panels: ofRow } of rows) {
    const repeated = repeatRow(row, ofRow, added, valuesOf);
    placed.push(...repeated.rows);
    added = repeated.added;
  }
  return placed;
}

/** An open row's panels follow it, a collapsed one's stand inside it. */
function grouped(panels: ReadonlyArray<Panel | RowPanel>) {
  const loose: Panel[] = [];
  const rows: Array<{ row: RowPanel; panels: Panel[] }> = [];
  for (const panel of panels) {
    if (isRow(panel)) {
      rows.push({ row: panel, panels: [...panel.panels] });
    } else {
      const above = rows.at(-1);
      const isInside = above !== undefined && !above.row.collapsed;
      (isInside ? above.panels : loose).push(panel);
    }
  }
  return { loose, rows };
}

function repeatRow(row: RowPanel, panels: readonly Panel[], added: number, valuesOf: ValuesOf) {
  const y = row.gridPos?.y ?? 0;
  const values = valuesFor(row.repeat, valuesOf);
  const inside = repeatPanels(panels, valuesOf);
  const height = 1 + (row.collapsed ? 0 : heightOf(inside.panels, y + 1));
  const rows = values.map((repeatedFor, copy): PlacedRow => {
    const down = added + copy * height;
    return {
      id: row.id,
      title: row.title ?? '',
      isCollapsed: row.collapsed,
      y: y + down,
      copy,
      ...(repeatedFor && { repeatedFor }),
      panels: inside.panels.map((panel) => ({
        ...panel,
        gridPos: { ...panel.gridPos, y: panel.gridPos.y + down },
        // No panel of another copy of the row may have the same key.
        copy: panel.copy + copy * COPIES_IN_A_ROW,
      })),
    };
  });
  return { rows, added: added + (values.length - 1) * height + inside.added };
}

/** A panel or row that is repeated for nothing stands once, without a value. */
function valuesFor(name: string | undefined, valuesOf: ValuesOf): ReadonlyArray<RepeatedFor | undefined> {
  const values = name ? valuesOf(name).map((value) => ({ name, ...value })) : [];
  return values.length === 0 ? [undefined] : values;
}

/** Also by how many rows of the grid the repeated panels pushed others down. */
function repeatPanels(panels: readonly Panel[], valuesOf: ValuesOf) {
  const pushes: Array<{ readonly below: number; readonly rows: number }> = [];
  const placed = panels
    .toSorted((a, b) => (a.gridPos?.y ?? 0) - (b.gridPos?.y ?? 0))
    .flatMap((panel): PlacedPanel[] => {
      const place = { ...NO_PLACE, ...panel.gridPos };
      const pushed = pushes.reduce((sum, { below, rows }) => sum + (place.y >= below ? rows : 0), 0);
      const at = { ...place, y: place.y + pushed };
      const values = valuesFor(panel.repeat, valuesOf);
      const copies = values.map((repeatedFor, copy) => ({
        ...panel,
        gridPos: panel.repeat ? placeOf(panel, at, copy, values.length) : at,
        copy,
        ...(repeatedFor && { repeatedFor }),
      }));
      pushes.push({ below: place.y + place.h, rows: heightOf(copies, at.y) - place.h });
      return copies;
    });
  return { panels: placed, added: pushes.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Side by side over the whole width, or one below the other. */
function placeOf({ repeatDirection, maxPerRow }: Panel, at: Place, copy: number, count: number): Place {
  if (repeatDirection === 'v') {
    return { ...at, y: at.y + copy * at.h };
  }
  const perRow = Math.min(count, maxPerRow ?? DEFAULT_MAX_PER_ROW);
  const w = Math.floor(COLUMNS / perRow);
  return { w, h: at.h, x: (copy % perRow) * w, y: at.y + Math.floor(copy / perRow) * at.h };
}

function heightOf(panels: ReadonlyArray<{ readonly gridPos: Place }>, top: number): number {
  return Math.max(top, ...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) - top;
}
