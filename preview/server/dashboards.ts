import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { HttpError, jsonAnswer } from './http';
import type { Answer } from './http';

/** Dashboards are read anew with every call, so that an edit shows with the next load of the page. */

const dashboardSchema = z.looseObject({
  uid: z.string().min(1),
  title: z.string(),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
});
export type DashboardJson = z.output<typeof dashboardSchema>;

/** @throws Error that names a file that is no dashboard */
async function readDashboards(folders: readonly string[]): Promise<readonly DashboardJson[]> {
  const files = await Promise.all(folders.map(jsonFiles));
  return Promise.all(files.flat().map(readDashboard));
}

async function jsonFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function readDashboard(file: string): Promise<DashboardJson> {
  const parsed = dashboardSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) {
    throw new Error(`${file} is no dashboard: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** `GET /api/search`: what the picker offers. */
export async function searchAnswer(folders: readonly string[]): Promise<Answer> {
  const dashboards = await readDashboards(folders);
  return jsonAnswer(
    dashboards.map(({ uid, title, description, tags }) => ({
      uid,
      title,
      description,
      tags,
      type: 'dash-db',
      url: `/d/${uid}`,
    }))
  );
}

/** `GET /api/dashboards/uid/{uid}`. */
export async function dashboardAnswer(folders: readonly string[], uid: string): Promise<Answer> {
  const dashboard = (await readDashboards(folders)).find((candidate) => candidate.uid === uid);
  if (dashboard === undefined) {
    throw new HttpError(404, `There is no dashboard "${uid}".`);
  }
  return jsonAnswer({ dashboard, meta: { url: `/d/${uid}`, canEdit: false, provisioned: true } });
}
