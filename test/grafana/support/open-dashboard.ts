import { expect } from '@grafana/plugin-e2e';
import type { Locator, Page, Request } from '@playwright/test';

import { dashboardFiles } from '../../e2e/support/dashboard-file';
import type { DashboardFile } from '../../e2e/support/dashboard-file';
import { DEMO_RANGE } from '../provisioned';
import type { Range } from './ask';

export interface Shown {
  /** Default: what `DEMO_RANGE` shows. */
  readonly range?: Range;
  /** More of the address, as `var-service=GitHub`. */
  readonly search?: string;
  /** Default: as large as the whole dashboard, at this width in pixels. */
  readonly widthPx?: number;
  readonly heightPx?: number;
}

const WIDTH_PX = 1600;
/** Of the line with which `npm run grafana` marks the demo's data. */
const MARK_PX = 80;
const ANSWER_TIMEOUT_MS = 60_000;
const QUERY = '/api/ds/query';

/** The dashboards of this checkout, as they are provisioned. */
export const DASHBOARDS = dashboardFiles('dashboards');

/** @throws Error where the checkout has no such dashboard */
export function dashboardFile(uid: string): DashboardFile {
  const file = DASHBOARDS.find((candidate) => candidate.uid === uid);
  if (file === undefined) {
    throw new Error(`There is no dashboard "${uid}".`);
  }
  return file;
}

/** A panel of the shown dashboard. Grafana draws it only once it is in sight. */
export function panel(page: Page, id: number): Locator {
  return page.locator(`[data-viz-panel-key="panel-${id}"]`);
}

/** Marks of panels that have an error, of a page or of one panel. */
export function panelErrors(where: Page | Locator): Locator {
  return where.getByTestId(/Panel status error/);
}

/** Shows a whole dashboard at once, and waits until each of its panels is there and has its answer. */
export async function openDashboard(page: Page, uid: string, shown: Shown = {}): Promise<void> {
  const { panelCount, panelRequests, heightPx } = dashboardFile(uid);
  const { range = DEMO_RANGE, search = '', widthPx = WIDTH_PX } = shown;
  await page.setViewportSize({ width: widthPx, height: shown.heightPx ?? heightPx + MARK_PX });
  const queries = new Queries(page);
  await page.goto(`/d/${uid}?from=${range.from}&to=${range.to}&timezone=utc&${search}`);
  const settled = () => queries.count >= panelRequests.length && queries.open === 0;
  await expect.poll(settled, { timeout: ANSWER_TIMEOUT_MS }).toBe(true);
  expect(await page.locator('[data-viz-panel-key]').count()).toBeGreaterThanOrEqual(panelCount);
}

/** Counts the requests for data that a page makes from now on. */
class Queries {
  count = 0;
  readonly #open = new Set<Request>();

  constructor(page: Page) {
    page.on('request', (request) => {
      if (isQuery(request)) {
        this.count += 1;
        this.#open.add(request);
      }
    });
    // One that the page made before is none of them. Grafana cancels some, such as of a panel whose variables have come meanwhile.
    const ended = (request: Request) => this.#open.delete(request);
    page.on('requestfinished', ended).on('requestfailed', ended);
  }

  get open(): number {
    return this.#open.size;
  }
}

function isQuery(request: Request): boolean {
  return new URL(request.url()).pathname === QUERY;
}
