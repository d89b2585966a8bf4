import fc from 'fast-check';

import { labelsAt, nameByLabels } from '../../model/line-names';
import type { LineLabels } from '../../model/line-names';
import { colouredFrom } from './colours';
import { completeFrame } from './complete-frame';
import { encodeFrame } from './encode-frame';
import type { Column, Frame } from './frame';
import { withSharedSettings } from './wide-frame';

const LOOK = { unit: 'percent', min: 0, max: 100, ...colouredFrom('red', [25, 'green']) };

function budgets(count: number): Frame {
  const columns = Array.from({ length: count }, (_, index): Column => {
    const service = `service-${String(index).padStart(4, '0')}`;
    return {
      name: 'Remaining error budget',
      type: 'number',
      labels: { service, team: `team-${index % 40}`, slo: 'availability' },
      config: { ...LOOK, displayNameFromDS: `${service}: availability`, description: `Target 99.9 % over 28 days` },
      values: [index],
    };
  });
  return completeFrame({
    name: 'Remaining error budget',
    columns,
    meta: { type: 'numeric-wide', custom: { days: 1 } },
  });
}

it('leaves a frame of few lines as it is', () => {
  const frame = budgets(100);
  expect(withSharedSettings(frame)).toBe(frame);
});

const withoutName = ({ labels: _labels, ...column }: Column): Column => {
  const { displayNameFromDS: _name, description: _description, ...config } = column.config ?? {};
  return { ...column, config };
};
const lineNames = (frame: Frame) => withSharedSettings(frame).meta.custom?.['lineNames'];

it('tells the names of many lines once, so that the rest of their settings is alike', () => {
  const frame = budgets(101);
  expect(withSharedSettings(frame)).toEqual({
    name: frame.name,
    columns: frame.columns.map(withoutName),
    meta: {
      ...frame.meta,
      custom: {
        days: 1,
        lineLabels: expect.objectContaining({ slo: frame.columns.map(() => 'availability') }) as object,
        lineNames: '{service}: {slo}',
      },
    },
  });
  const { lineLabels } = withSharedSettings(frame).meta.custom as { lineLabels: LineLabels };
  expect(frame.columns.map((_, index) => labelsAt(lineLabels, index))).toEqual(
    frame.columns.map(({ labels }) => labels)
  );
});

it('needs no name for a field without labels, as time', () => {
  const { columns, ...rest } = budgets(101);
  const time: Column = { name: 'Time', type: 'time', valuesMs: [0] };
  const frame = { ...rest, columns: [time, ...columns] };
  expect(lineNames(frame)).toBe('{service}: {slo}');
  expect(withSharedSettings(frame).columns[0]).toEqual(time);
});

it.each<[string, Partial<Column>]>([
  ['one is called another way', { config: { displayNameFromDS: 'all' } }],
  ['one has no name', { config: {} }],
  ['one has no labels', { labels: {} }],
  ['one lacks a label', { labels: { service: 'service-0007' } }],
])('tells each name where %s', (_, other) => {
  const frame = budgets(101);
  const columns = frame.columns.map((column, index) => (index === 7 ? ({ ...column, ...other } as Column) : column));
  expect(lineNames({ ...frame, columns })).toEqual(columns.map(({ config }) => config?.displayNameFromDS ?? null));
});

it('tells names that all lines are called by, whatever stands in them', () => {
  const text = fc.string({ unit: fc.constantFrom('{', '}', 'a', 'b', '$&', ': ') });
  const line = fc.record({ name: fc.option(text, { nil: undefined }), a: text, b: text });
  const pattern = fc.option(fc.constantFrom('{a}', '{a}: {b}', '{b}, lower', 'a', ''), { nil: undefined });
  fc.assert(
    fc.property(fc.array(line, { minLength: 101, maxLength: 103 }), pattern, (lines, common) => {
      const columns = lines.map(({ name, ...labels }): Column => {
        const shown = common === undefined ? name : nameByLabels(common, labels);
        return {
          ...{ name: 'n', type: 'number', labels, values: [1] },
          config: shown === undefined ? {} : { displayNameFromDS: shown },
        };
      });
      const told = lineNames({ name: 'f', columns, meta: {} });
      expect(
        columns.map(({ labels = {} }, index) =>
          typeof told === 'string' ? nameByLabels(told, labels) : ((told as (string | null)[])[index] ?? undefined)
        )
      ).toEqual(columns.map(({ config }) => config?.displayNameFromDS));
    })
  );
});

it('takes under 125 bytes for each further line: its labels and its number', async () => {
  const sizeOf = async (count: number) => (await encodeFrame(withSharedSettings(budgets(count)), 'A')).byteLength;
  expect(((await sizeOf(1_000)) - (await sizeOf(500))) / 500).toBeLessThan(125);
});
