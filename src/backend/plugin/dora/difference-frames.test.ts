import { doraQuerySchema } from '../../../model/dora-query';
import type { DoraQueryInput } from '../../../model/dora-query';
import type { Column, Frame } from '../../frames/frame';
import type { Difference, MovingRecord } from '../../metrics/difference/difference';
import { movingRecordsFrame, partsFrame } from './difference-frames';

const contextOf = (fields: Partial<DoraQueryInput> = {}) => ({
  query: doraQuerySchema.parse({
    queryType: 'dora',
    metric: 'changeFailureRate',
    view: 'difference',
    shape: 'table',
    groupBy: 'service',
    ...fields,
  }),
  executedQueryString: 'select 1',
});
const record: MovingRecord = {
  service: 'Shop',
  team: 'Sales',
  change: 'Release 7',
  changeUrl: 'https://git.example/7',
  incident: null,
  incidentUrl: null,
  atMs: 1000,
  isNow: true,
  amount: 100,
  contribution: 2.5,
};
const difference: Difference = {
  whole: { then: 5, now: 8, change: 3, interpolation: 0 },
  valueThen: 5,
  valueNow: 8,
  groups: [
    {
      group: { by: 'service', service: 'Shop', team: 'Sales' },
      valueThen: 4,
      valueNow: 9,
      shareThen: 50,
      shareNow: 60,
      within: 2.75,
      mix: 0.25,
      contribution: 3,
    },
  ],
  records: [record],
};
const valuesOf = (column: Column) => ('valuesMs' in column ? column.valuesMs : column.values);
const rows = (frame: Frame) => Object.fromEntries(frame.columns.map((column) => [column.name, valuesOf(column)]));

it('the whole comes first, and is what the groups add up to', () => {
  const frame = partsFrame(difference, contextOf());
  expect(rows(frame)).toEqual({
    Service: ['(all)', 'Shop'],
    Team: [null, 'Sales'],
    Previous: [5, 4],
    Value: [8, 9],
    'Previous share': [null, 50],
    Share: [null, 60],
    Within: [null, 2.75],
    Mix: [null, 0.25],
    Contribution: [3, 3],
  });
  expect(frame.columns.find(({ name }) => name === 'Within')?.config?.unit).toBe('suffix: pp');
});

it('names every column of both tables, since Grafana would name them after their frames', () => {
  for (const { columns } of [partsFrame(difference, contextOf()), movingRecordsFrame(difference, contextOf())]) {
    expect(columns.map(({ config }) => config?.displayNameFromDS)).toEqual(columns.map(({ name }) => name));
  }
});

it('what lies between two records has a row of its own', () => {
  const whole = { then: 5, now: 8, change: 3, interpolation: 0.5 };
  const frame = partsFrame({ ...difference, whole }, contextOf({ metric: 'leadTime', statistic: 'p90' }));
  expect(rows(frame)).toMatchObject({ Service: ['(all)', 'Shop', '(interpolation)'], Contribution: [3, 3, 0.5] });
});

it('without groups there is the whole alone', () => {
  const [part] = difference.groups;
  const groups = part === undefined ? [] : [{ ...part, group: { by: 'none' } as const }];
  expect(rows(partsFrame({ ...difference, groups }, contextOf({ groupBy: 'none' })))).toMatchObject({
    Contribution: [3],
  });
});

it('without a value in one of the periods it says that there is nothing to split', () => {
  const groups = [{ group: { by: 'service', service: 'Shop', team: null } as const, valueThen: null, valueNow: 9 }];
  const frame = partsFrame({ whole: null, valueThen: null, valueNow: 9, groups, records: [] }, contextOf());
  expect(rows(frame)).toMatchObject({ Value: [9, 9], Contribution: [null, null] });
  expect(frame.meta.notices).toEqual([{ severity: 'info', text: expect.stringContaining('no change to split') }]);
});

describe('records', () => {
  const names = (frame: Frame) => frame.columns.map(({ name }) => name);
  it.each([
    ['changeFailureRate', ['Deployed', 'Deployment', 'Service', 'Team', 'Period', 'Counted', 'Contribution', 'Link']],
    ['leadTime', ['Deployed', 'Deployment', 'Service', 'Team', 'Period', 'Duration', 'Contribution', 'Link']],
    ['deploymentFrequency', ['Deployed', 'Deployment', 'Service', 'Team', 'Period', 'Contribution', 'Link']],
    ['reworkRate', ['Deployed', 'Change', 'Service', 'Team', 'Period', 'Counted', 'Contribution', 'Link']],
    ['mttr', ['Resolved', 'Incident', 'Service', 'Period', 'Duration', 'Contribution', 'Link']],
    [
      'failedDeploymentRecoveryTime',
      [
        ...['Resolved', 'Deployment', 'Incident', 'Service', 'Team', 'Period', 'Duration', 'Contribution'],
        ...['Link', 'Incident link'],
      ],
    ],
  ] as const)('of %s', (metric, columns) => {
    expect(names(movingRecordsFrame(difference, contextOf({ metric })))).toEqual(columns);
  });

  it('link to what they are', () => {
    const incident = { ...record, change: null, changeUrl: null, incident: 'Down', incidentUrl: 'https://i.example/1' };
    const frame = movingRecordsFrame({ ...difference, records: [incident] }, contextOf({ metric: 'mttr' }));
    expect(rows(frame)).toMatchObject({ Incident: ['Down'], Link: ['https://i.example/1'], Period: ['now'] });
    const hostile = { ...record, changeUrl: 'javascript:alert(1)' };
    expect(rows(movingRecordsFrame({ ...difference, records: [hostile] }, contextOf()))).toMatchObject({
      Link: [null],
    });
  });
});
