import { completeFrame } from './complete-frame';
import { colouredWords, plainNoData } from './colours';
import type { Column, Frame, FrameType } from './frame';

const WORDS = colouredWords(['up', 'up', 'green']);
const COLUMNS: readonly Column[] = [
  { name: 'number', type: 'number', config: { unit: 's' }, values: [1] },
  { name: 'integer', type: 'integer', values: [1] },
  { name: 'word', type: 'string', config: WORDS, values: ['up'] },
  { name: 'text', type: 'string', values: ['any'] },
  { name: 'time', type: 'time', valuesMs: [0] },
];

const complete = (type: FrameType, columns = COLUMNS, more: Partial<Frame['meta']> = {}) =>
  completeFrame({ name: 'frame', columns, meta: { type, ...more } });
const configsOf = ({ columns }: Frame) => columns.map(({ config }) => config);

it('gives every number and every word a plain look where there is no data, and leaves the rest', () => {
  expect(configsOf(complete('table'))).toEqual([
    { unit: 's', mappings: [plainNoData()] },
    { mappings: [plainNoData()] },
    { mappings: [...(WORDS.mappings ?? []), plainNoData()] },
    undefined,
    undefined,
  ]);
});

it.each<FrameType>(['numeric-wide', 'timeseries-wide', 'numeric-long'])('%s says that there is no data', (type) => {
  expect(configsOf(complete(type)).map((config) => config?.noValue)).toEqual([
    'no data',
    'no data',
    undefined,
    undefined,
    undefined,
  ]);
});

it.each<FrameType>(['table', 'numeric-wide'])(
  'a column of a %s may say more of no value, whatever a panel says',
  (type) => {
    const words = 'no data since 2026-08-21';
    const columns: readonly Column[] = [
      { name: 'number', type: 'number', config: { noValue: words }, values: [null] },
      { name: 'text', type: 'string', config: { noValue: words }, values: [null] },
    ];
    for (const config of configsOf(complete(type, columns))) {
      expect(config).toMatchObject({ noValue: words, mappings: [plainNoData(words)] });
    }
  }
);

it.each<[FrameType, string | undefined]>([
  ['timeseries-wide', 'graph'],
  ['table', 'table'],
  // A number alone is for Grafana to choose.
  ['numeric-wide', undefined],
  ['numeric-long', undefined],
])('%s is shown as a %s', (type, view) => {
  expect(complete(type).meta.preferredVisualisationType).toBe(view);
});

it('says that there are no rows, beside what else is to be said', () => {
  const notices = [{ severity: 'warning', text: 'cut' }] as const;
  const empty = [{ name: 'text', type: 'string', values: [] }] as const;
  expect(complete('table', COLUMNS, { notices }).meta.notices).toEqual(notices);
  const [first, second] = complete('table', empty, { notices }).meta.notices ?? [];
  expect([first, second]).toEqual([...notices, { severity: 'info', text: expect.stringContaining('no rows') }]);
  expect(complete('timeseries-wide', []).meta.notices).toHaveLength(1);
});
