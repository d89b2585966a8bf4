import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../../tooling/paths';

/** Dashboards as they are kept, and what their pages must show. */

interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly repeat?: string;
  readonly gridPos: { readonly h: number; readonly y: number };
  readonly targets?: ReadonlyArray<{ readonly refId: string; readonly queryType?: string }>;
  readonly datasource?: { readonly uid?: string };
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
  readonly fieldConfig?: { readonly defaults?: { readonly noValue?: string } };
}

interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly annotations?: {
    readonly list: ReadonlyArray<{ readonly enable: boolean; readonly datasource?: { readonly uid?: string } }>;
  };
}

export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  /** Of rows and panels; a variable in one may become anything. */
  readonly titles: readonly RegExp[];
  /** What each panel that asks must send, in one request: the kinds of its queries. Sorted. */
  readonly panelRequests: readonly string[];
  /** Rows left out, and those in collapsed rows; repeated ones count once. */
  readonly panelCount: number;
  /** Of annotations that are switched on. */
  readonly annotationRequests: number;
  /** Each with what it says when it is empty. */
  readonly tables: ReadonlyArray<{ readonly id: number; readonly emptyText: string }>;
  /** In which the whole dashboard is in sight, controls and all. */
  readonly heightPx: number;
}

/** A panel with it shows what another one has asked for. */
const OTHER_PANEL = '-- Dashboard --';
/** Grafana's own annotations. */
const GRAFANA = '-- Grafana --';

const ROW_PX = 38;
const CONTROLS_PX = 320;

/** The dashboards of a folder of the project, in the order of their files' names. */
export function dashboardFiles(folder: string): readonly DashboardFile[] {
  const path = join(ROOT, folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => fileOf(JSON.parse(readFileSync(join(path, name), 'utf8')) as DashboardJson));
}

function fileOf({ uid, title, panels, annotations }: DashboardJson): DashboardFile {
  // The panels of a collapsed row are neither shown nor asked for.
  const shown = panels.flatMap((panel) => (panel.collapsed === true ? [panel] : [panel, ...(panel.panels ?? [])]));
  const layers = annotations?.list ?? [];
  return {
    uid,
    title,
    titles: shown
      .map((panel) => panel.title ?? '')
      .filter((text) => text !== '')
      .map(patternOf),
    panelRequests: shown.filter(asks).map(requestOf).sort(),
    panelCount: shown.filter(({ type }) => type !== 'row').length,
    annotationRequests: layers.filter(({ enable, datasource }) => enable && datasource?.uid !== GRAFANA).length,
    tables: shown
      .filter(({ type }) => type === 'table')
      .map(({ id, fieldConfig }) => ({ id, emptyText: fieldConfig?.defaults?.noValue ?? '' })),
    heightPx: CONTROLS_PX + ROW_PX * Math.max(...shown.map(({ gridPos }) => gridPos.y + gridPos.h)),
  };
}

function asks({ targets = [], datasource }: PanelJson): boolean {
  return targets.length > 0 && datasource?.uid !== OTHER_PANEL;
}

function requestOf({ targets = [] }: PanelJson): string {
  return targets.map(({ refId, queryType }) => `${refId} ${queryType ?? ''}`).join(', ');
}

function patternOf(title: string): RegExp {
  const parts = title.split(/\$\{[^}]+\}|\$\w+/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}
