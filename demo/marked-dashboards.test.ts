import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { DASHBOARD_UIDS } from '../dashboards/ids';
import { ROOT } from '../tooling/paths';
import { DATA_SET_LABELS } from './data-sets';
import { writeMarkedDashboards } from './marked-dashboards';

const fileSchema = z.looseObject({
  panels: z.array(
    z.looseObject({
      id: z.number(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      options: z.looseObject({ content: z.string().optional() }).optional(),
    })
  ),
});
type File = z.output<typeof fileSchema>;

const SHIPPED = join(ROOT, 'dashboards');
const LABEL = DATA_SET_LABELS.company;
const WALL = `${DASHBOARD_UIDS.wall}.json`;
const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.json'));
const read = (folder: string, name: string): File =>
  fileSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marked-dashboards-'));
  writeMarkedDashboards(SHIPPED, join(folder, 'new'), LABEL);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the wall says in a heading whose data it shows, and is otherwise what ships', () => {
  const shipped = read(SHIPPED, WALL);
  const [mark, ...others] = read(join(folder, 'new'), WALL).panels.filter(({ options }) =>
    options?.content?.includes(LABEL)
  );
  expect(others).toEqual([]);
  const original = shipped.panels.find(({ id }) => id === mark?.id);
  expect(mark?.options?.content).toContain(original?.options?.content);
  const unmarked = read(join(folder, 'new'), WALL).panels.map((panel) => (panel.id === mark?.id ? original : panel));
  expect(unmarked).toEqual(shipped.panels);
});

it.each(names.filter((name) => name !== WALL))('%s says whose data it shows, and is otherwise what ships', (name) => {
  const shipped = read(SHIPPED, name).panels;
  const { panels } = read(join(folder, 'new'), name);
  const marks = panels.filter(({ options }) => options?.content?.includes(LABEL));
  expect(marks).toHaveLength(1);
  const others = panels.filter((panel) => !marks.includes(panel));
  expect(others.map(({ id }) => id)).toEqual(shipped.map(({ id }) => id));
  // All alike: moved by the mark's height, or not.
  expect(new Set(others.map(({ gridPos }, index) => gridPos.y - (shipped[index]?.gridPos.y ?? 0))).size).toBe(1);
  const bottom = (marks[0]?.gridPos.y ?? 0) + (marks[0]?.gridPos.h ?? 0);
  const taken = others.filter(({ gridPos: { y, h } }) => y < bottom && y + h > (marks[0]?.gridPos.y ?? 0));
  expect(taken).toEqual([]);
});

it('leaves what ships as it is', () => {
  expect(names.filter((name) => readFileSync(join(SHIPPED, name), 'utf8').includes(LABEL))).toEqual([]);
});
