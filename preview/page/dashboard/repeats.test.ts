import type { Panel, RowPanel } from '@grafana/schema';

import { isPlacedRow, placePanels, repeatVariables } from './repeats';
import type { Placed, PlacedPanel } from './repeats';

const panel = (id: number, y: number, more: Partial<Panel> = {}, x = 0, w = 12): Panel => ({
  id,
  type: 'stat',
  gridPos: { x, y, w, h: 4 },
  ...more,
});
const row = (id: number, y: number, more: Partial<RowPanel> = {}): RowPanel => ({
  id,
  type: 'row',
  collapsed: false,
  panels: [],
  gridPos: { x: 0, y, w: 24, h: 1 },
  ...more,
});

const CHOSEN: Readonly<Record<string, readonly string[]>> = { service: ['a', 'b', 'c', 'd', 'e'], team: ['x', 'y'] };
const place = (panels: Array<Panel | RowPanel>) =>
  placePanels(panels, (name) => (CHOSEN[name] ?? []).map((value) => ({ value, text: value.toUpperCase() })));

const spot = ({ id, copy, gridPos: { x, y, w, h }, repeatedFor }: PlacedPanel) =>
  `${id ?? ''}.${copy} at ${x},${y} ${w}x${h}${repeatedFor === undefined ? '' : ` ${repeatedFor.name}=${repeatedFor.text}`}`;
const spots = (placed: readonly Placed[]): string[] =>
  placed.flatMap((one) =>
    isPlacedRow(one)
      ? [
          `row ${one.id}.${one.copy} at ${one.y}${one.repeatedFor === undefined ? '' : ` ${one.repeatedFor.text}`}`,
          ...one.panels.map(spot),
        ]
      : [spot(one)]
  );

it('leaves panels that are not repeated where they are', () => {
  expect(spots(place([panel(1, 0), panel(2, 0, {}, 12), panel(3, 4)]))).toEqual([
    '1.0 at 0,0 12x4',
    '2.0 at 12,0 12x4',
    '3.0 at 0,4 12x4',
  ]);
});

it('repeats a panel side by side over the whole width, and moves what is below down', () => {
  expect(spots(place([panel(1, 0, { repeat: 'service', maxPerRow: 3 }), panel(2, 4)]))).toEqual([
    '1.0 at 0,0 8x4 service=A',
    '1.1 at 8,0 8x4 service=B',
    '1.2 at 16,0 8x4 service=C',
    '1.3 at 0,4 8x4 service=D',
    '1.4 at 8,4 8x4 service=E',
    '2.0 at 0,8 12x4',
  ]);
});

it('repeats a panel downwards at its own width', () => {
  expect(spots(place([panel(1, 0, { repeat: 'team', repeatDirection: 'v' }), panel(2, 4)]))).toEqual([
    '1.0 at 0,0 12x4 team=X',
    '1.1 at 0,4 12x4 team=Y',
    '2.0 at 0,8 12x4',
  ]);
});

it('shows a panel once where the variable has no value', () => {
  expect(spots(place([panel(1, 0, { repeat: 'nobody' })]))).toEqual(['1.0 at 0,0 24x4']);
});

it('repeats a row with the panels that follow it, each copy under names of its own', () => {
  expect(spots(place([row(9, 0, { repeat: 'team' }), panel(1, 1), row(8, 5), panel(2, 6)]))).toEqual([
    'row 9.0 at 0 X',
    '1.0 at 0,1 12x4',
    'row 9.1 at 5 Y',
    '1.1000 at 0,6 12x4',
    'row 8.0 at 10',
    '2.0 at 0,11 12x4',
  ]);
});

it('keeps the panels of a collapsed row inside it, and those after it outside', () => {
  const collapsed = row(9, 0, { collapsed: true, panels: [panel(1, 1)] });
  expect(spots(place([collapsed, panel(2, 1)]))).toEqual(['2.0 at 0,1 12x4', 'row 9.0 at 0', '1.0 at 0,1 12x4']);
});

it('knows every variable that something is repeated for', () => {
  const inside = row(9, 4, { repeat: 'team', collapsed: true, panels: [panel(1, 5, { repeat: 'service' })] });
  expect(repeatVariables([panel(2, 0, { repeat: 'service' }), inside])).toEqual(['service', 'team']);
});
