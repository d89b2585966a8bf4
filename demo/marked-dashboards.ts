import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { DASHBOARD_UIDS } from '../dashboards/ids';

/** Copies of dashboards that say whose data they show. What the plugin ships says nothing of a demo. */

const gridSchema = z.looseObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const panelSchema = z.looseObject({
  id: z.number(),
  gridPos: gridSchema,
  options: z.looseObject({ content: z.string().optional() }).optional(),
});
type PanelJson = z.output<typeof panelSchema>;
const dashboardSchema = z.looseObject({
  uid: z.string(),
  tags: z.array(z.string()).default([]),
  panels: z.array(panelSchema),
});
type DashboardJson = z.output<typeof dashboardSchema>;

/** Of the whole grid; one row has no place for a line of text between a panel's margins. */
const MARK = { w: 24, h: 2 } as const;
/** No panel of ours has so high an id. */
const MARK_ID = 9_000;
const TAG = 'demo';

/**
 * Copies every dashboard of a folder into another, which is made, with a line of its own.
 *
 * @throws ZodError for a file that is no dashboard
 */
export function writeMarkedDashboards(source: string, target: string, label: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source).filter((file) => file.endsWith('.json'))) {
    const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(join(source, name), 'utf8')));
    writeFileSync(join(target, name), `${JSON.stringify(marked(dashboard, label), null, 2)}\n`);
  }
}

/** The line stands first; on the wall, which has no row to spare, above the words of its widest heading. */
export function marked(dashboard: DashboardJson, label: string): DashboardJson {
  const { uid, panels, tags } = dashboard;
  const isFull = uid === DASHBOARD_UIDS.wall;
  return { ...dashboard, tags: [...tags, TAG], panels: isFull ? withinHeading(panels, label) : below(panels, label) };
}

function below(panels: readonly PanelJson[], label: string): PanelJson[] {
  const moved = panels.map((panel) => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + MARK.h } }));
  return [markPanel(label), ...moved];
}

/** Of the window's height, and no higher than the heading's margin, which it takes. */
const SMALL = '1.4vh';

function withinHeading(panels: readonly PanelJson[], label: string): PanelJson[] {
  const headings = panels.filter(({ options }) => options?.content !== undefined);
  const [widest] = headings.toSorted((a, b) => b.gridPos.w - a.gridPos.w);
  const style = `display: block; font-size: ${SMALL}; line-height: 1; margin-bottom: -${SMALL}`;
  return panels.map((panel) =>
    panel === widest
      ? {
          ...panel,
          options: { ...panel.options, content: `<strong style="${style}">${label}</strong>${panel.options?.content}` },
        }
      : panel
  );
}

function markPanel(label: string): PanelJson {
  return {
    id: MARK_ID,
    type: 'text',
    title: '',
    transparent: true,
    gridPos: { x: 0, y: 0, ...MARK },
    options: {
      mode: 'html',
      content: `<strong>${label}</strong>`,
    },
  };
}
