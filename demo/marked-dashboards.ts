import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { DASHBOARD_UIDS } from '../dashboards/ids';

/** Copies of dashboards that say whose data they show. What the plugin ships says nothing of a demo. */

const gridSchema = z.looseObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const panelSchema = z.looseObject({ id: z.number(), gridPos: gridSchema });
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

/** The line stands first; on the wall, where the state of things comes first, it stands last. */
export function marked(dashboard: DashboardJson, label: string): DashboardJson {
  const { uid, panels, tags } = dashboard;
  const isLast = uid === DASHBOARD_UIDS.wall;
  const bottom = Math.max(0, ...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const mark = markPanel(label, isLast ? bottom : 0);
  const moved = panels.map((panel) => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + MARK.h } }));
  return { ...dashboard, tags: [...tags, TAG], panels: isLast ? [...panels, mark] : [mark, ...moved] };
}

function markPanel(label: string, y: number) {
  return {
    id: MARK_ID,
    type: 'text',
    title: '',
    transparent: true,
    gridPos: { x: 0, y, ...MARK },
    options: {
      mode: 'html',
      content: `<strong>${label}</strong>`,
    },
  };
}
