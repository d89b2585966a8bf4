import { DORA_METRICS } from '../../../model/dora-metrics';
import { doraQuerySchema } from '../../../model/dora-query';
import type { DoraQuery, DoraQueryInput } from '../../../model/dora-query';
import type { Support } from '../../../model/level-evidence';
import type { Column, Frame } from '../../frames/frame';
import type { Measurement } from '../../metrics/dora/measures';
import type { DoraSeries } from '../../metrics/dora/series';
import type { DoraTotals } from '../../metrics/dora/totals';
import type { Group } from '../../metrics/scope';
import { metricTitle } from './frame-context';
import { seriesFrame } from './series-frame';
import { tableFrame } from './table-frame';
import { valueFrame } from './value-frame';

const DAY_MS = 86_400_000;
const SQL_TEXT = 'select 1';

function queryOf(fields: Partial<DoraQueryInput> = {}): DoraQuery {
  return doraQuerySchema.parse({ queryType: 'dora', metric: 'leadTime', ...fields });
}

const contextOf = (fields: Partial<DoraQueryInput> = {}) => ({
  query: queryOf(fields),
  executedQueryString: SQL_TEXT,
});

const counted = (value: number | null, n: number, more: Partial<Measurement> = {}): Measurement => ({
  value,
  sample: { kind: 'count', n },
  total: n,
  excluded: 0,
  open: 0,
  shared: 0,
  interval: null,
  ...more,
});
const rated = (n: number, of: number): Measurement => ({
  value: of === 0 ? null : (100 * n) / of,
  sample: { kind: 'ratio', n, of },
  total: of,
  excluded: 0,
  open: 0,
  shared: 0,
  interval: null,
});

/** Everything that a metric may ask for was recorded. */
const MEASURED: Support = { severeIncidents: 0, linkedIncidents: 0, unplannedRecorded: true };

/** How a table takes the colour from a cell. */
const PLAIN = '{"background":"transparent","color":"inherit"}';

const ALL: Group = { by: 'none' };
const shop: Group = { by: 'service', service: 'Shop', team: 'Sales' };
const orphan: Group = { by: 'service', service: 'Orphan', team: null };
const nowhere: Group = { by: 'service', service: null, team: null };

const totalsOf = (entries: readonly (readonly [Group, Measurement])[], truncated = false): DoraTotals => ({
  totals: entries.map(([group, measurement]) => ({ group, measurement, support: MEASURED })),
  days: 10,
  truncated,
});

const valuesOf = (column: Column | undefined) =>
  column !== undefined && 'valuesMs' in column ? column.valuesMs : column?.values;
const cells = (frame: Frame, name: string) => valuesOf(frame.columns.find((column) => column.name === name));

describe('metricTitle', () => {
  it.each([
    ['leadTime', undefined, 'Lead time for changes (median)'],
    ['leadTime', 'p90', 'Lead time for changes (90th percentile)'],
    ['mttr', undefined, 'MTTR (mean)'],
    ['changeFailureRate', undefined, 'Change failure rate'],
  ] as const)('%s with %s is %s', (metric, statistic, title) => {
    expect(metricTitle(queryOf({ metric, ...(statistic && { statistic }) }))).toBe(title);
  });
});

describe.each([
  ['deploymentFrequency', 'suffix: / day', 'short'],
  ['leadTime', 's', 's'],
  ['mttr', 's', 's'],
  ['changeFailureRate', 'percent', 'percent'],
  ['failedDeploymentRecoveryTime', 's', 's'],
  ['reworkRate', 'percent', 'percent'],
] as const)('the unit of %s', (metric, unit, unitOverTime) => {
  const totals = totalsOf([[ALL, counted(1, 1)]]);

  it(`is ${unit} as a value and in a table`, () => {
    expect(valueFrame(totals, contextOf({ metric })).columns[0]?.config?.unit).toBe(unit);
    const value = tableFrame(totals, contextOf({ metric })).columns.find(({ name }) => name === 'Value');
    expect(value?.config?.unit).toBe(unit);
  });

  it(`is ${unitOverTime} over time`, async () => {
    const buckets = [{ startMs: 0, endMs: DAY_MS, partial: false }];
    const series: DoraSeries = {
      buckets,
      lines: [{ group: ALL, points: [counted(1, 1)], open: 0 }],
      open: 0,
      truncated: false,
    };
    const { columns } = await seriesFrame(series, contextOf({ metric }));
    expect(columns[1]?.config?.unit).toBe(unitOverTime);
  });
});

describe('valueFrame', () => {
  it('gives one number for each group, with its labels', () => {
    const frame = valueFrame(
      totalsOf([
        [shop, counted(60, 2)],
        [orphan, counted(0, 1)],
        [nowhere, counted(null, 0)],
      ]),
      contextOf({ groupBy: 'service' })
    );
    expect(frame.columns.map((column) => [column.labels, valuesOf(column), column.config?.displayNameFromDS])).toEqual([
      [{ service: 'Shop', team: 'Sales' }, [60], 'Shop'],
      [{ service: 'Orphan', team: '(no team)' }, [0], 'Orphan'],
      [{ service: '(no service)', team: '(no team)' }, [null], '(no service)'],
    ]);
    expect(frame.meta).toMatchObject({
      type: 'numeric-wide',
      typeVersion: [0, 1],
      executedQueryString: SQL_TEXT,
      notices: [],
      custom: { days: 10 },
    });
  });

  it('names a total by its metric, without labels', () => {
    const [column] = valueFrame(totalsOf([[ALL, counted(7, 1)]]), contextOf({ metric: 'mttr' })).columns;
    expect(column).toMatchObject({ name: 'MTTR (mean)', labels: {}, config: { displayNameFromDS: 'MTTR (mean)' } });
  });

  it.each([
    [counted(60, 5), '5 successful deployments'],
    [counted(60, 5, { excluded: 1 }), '5 successful deployments; 1 left out: negative or missing duration'],
    [counted(60, 5, { open: 3 }), '5 successful deployments; 3 still open'],
    [rated(1, 5), 'successful deployments: 1 of 5'],
    [counted(60, 4), '4 successful deployments. Too few for a level: 4 successful deployments; it takes 5.'],
  ])('tells the sample (%#)', (measurement, description) => {
    expect(valueFrame(totalsOf([[ALL, measurement]]), contextOf()).columns[0]?.config?.description).toBe(description);
  });
});

describe('seriesFrame', () => {
  const bucket = (index: number, partial = false) => ({
    startMs: index * DAY_MS,
    endMs: (index + 1) * DAY_MS,
    partial,
  });
  const buckets = [bucket(-1, true), bucket(0), bucket(1)];
  const series: DoraSeries = {
    buckets,
    lines: [
      { group: shop, points: [counted(0, 0), counted(null, 0), counted(3, 3)], open: 2 },
      { group: orphan, points: [counted(1, 1), counted(2, 2), counted(0, 0)], open: 0 },
    ],
    open: 2,
    truncated: false,
  };

  it('is a time and a line for each group, 0 apart from no data', async () => {
    const frame = await seriesFrame(series, contextOf({ groupBy: 'service' }));
    expect(frame.columns.map((column) => [column.name, column.labels, valuesOf(column)])).toEqual([
      ['Time', undefined, [-DAY_MS, 0, DAY_MS]],
      ['Lead time for changes (median)', { service: 'Shop', team: 'Sales' }, [0, null, 3]],
      ['Lead time for changes (median)', { service: 'Orphan', team: '(no team)' }, [1, 2, 0]],
    ]);
    expect(frame.meta).toMatchObject({
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      executedQueryString: SQL_TEXT,
      custom: { partialBuckets: [buckets[0]] },
    });
  });

  it('is a frame of its type without fields where no group is there', async () => {
    const frame = await seriesFrame({ ...series, lines: [] }, contextOf());
    expect(frame).toMatchObject({ columns: [], meta: { type: 'timeseries-wide', typeVersion: [0, 1] } });
  });

  it.each([
    [[false, false], []],
    [[true, false], ['The first bucket is partial: cut by the edge of the time range, or by now.']],
    [[false, true], ['The last bucket is partial: cut by the edge of the time range, or by now.']],
    [[true, true], ['The first and last buckets are partial: cut by the edge of the time range, or by now.']],
    [[true], ['The only bucket is partial: cut by the edge of the time range, or by now.']],
  ])('with buckets partial %j says %j', async (partial, notices) => {
    const cut = partial.map((isPartial, index) => bucket(index, isPartial));
    const lines = [{ group: ALL, points: cut.map(() => counted(1, 1)), open: 0 }];
    const { meta } = await seriesFrame({ buckets: cut, lines, open: 0, truncated: false }, contextOf());
    expect(meta.notices?.map(({ text }) => text)).toEqual(notices);
  });
});

describe('open incidents', () => {
  const openSeries = (open: number) => seriesFrame({ buckets: [], lines: [], open, truncated: false }, contextOf());

  it('are told over time, where no number counts them', async () => {
    const [some, none] = [await openSeries(3), await openSeries(0)];
    expect(some.meta.notices).toEqual([{ severity: 'info', text: '3 still open, and so left out.' }]);
    expect(none.meta.notices).toEqual([]);
  });
});

describe('tableFrame', () => {
  it('has a row for each group: level, rule and sample', () => {
    const frame = tableFrame(
      totalsOf([
        [shop, { ...rated(2, 8), excluded: 2, open: 1 }],
        [orphan, rated(0, 4)],
        [nowhere, rated(0, 0)],
      ]),
      contextOf({ metric: 'changeFailureRate', groupBy: 'service' })
    );
    expect(frame.columns.map((column) => [column.name, column.type, valuesOf(column)])).toEqual([
      ['Service', 'string', ['Shop', 'Orphan', '(no service)']],
      ['Team', 'string', ['Sales', '(no team)', '(no team)']],
      ['Metric', 'string', ['Change failure rate', 'Change failure rate', 'Change failure rate']],
      ['Statistic', 'string', [null, null, null]],
      ['Value', 'number', [25, 0, null]],
      ['Level', 'string', ['low', 'too few', null]],
      ['Rule', 'string', ['not ≤ 15 %', '4 of the 5 it takes', null]],
      ['Evidence', 'string', [null, 'Too few for a level: 4 deployments; it takes 5.', null]],
      ['Evidence check', 'string', [null, null, null]],
      ['Value style', 'string', [null, PLAIN, PLAIN]],
      ['n', 'integer', [2, 0, 0]],
      ['of', 'integer', [8, 4, 0]],
      ['Excluded', 'integer', [2, 0, 0]],
      ['Open', 'integer', [1, 0, 0]],
      ['Sample', 'string', ['2 of 8', '0 of 4', '0 of 0']],
    ]);
    expect(frame.meta).toMatchObject({
      type: 'table',
      executedQueryString: SQL_TEXT,
    });
  });

  it.each([
    ['none', ALL, []],
    ['service', shop, ['Service', 'Team']],
    ['team', { by: 'team', team: 'Sales' }, ['Team']],
  ] as const)('grouped by %s begins with its names', (groupBy, group, names) => {
    const frame = tableFrame(totalsOf([[group, counted(1, 1)]]), contextOf({ groupBy }));
    expect(frame.columns.map(({ name }) => name).slice(0, names.length + 1)).toEqual([...names, 'Metric']);
  });

  it('says which statistic a duration is, and no `of`', () => {
    const frame = tableFrame(totalsOf([[ALL, counted(60, 5)]]), contextOf({ metric: 'mttr', statistic: 'p90' }));
    expect(cells(frame, 'Statistic')).toEqual(['90th percentile']);
    expect(cells(frame, 'of')).toEqual([null]);
    expect(cells(frame, 'Level')).toEqual(['elite']);
  });

  it('follows the preset, and says where none is published', () => {
    const level = (fields: Partial<DoraQueryInput>) => {
      const frame = tableFrame(totalsOf([[ALL, counted(12 * 3600, 5)]]), contextOf(fields));
      return [cells(frame, 'Level'), frame.columns.find(({ name }) => name === 'Level')?.config?.description];
    };
    expect(level({ preset: 'stackflow' })[0]).toEqual(['high']);
    expect(level({ preset: 'dora-2023' })[0]).toEqual(['elite']);
    expect(level({ metric: 'reworkRate' })).toEqual([[null], 'No levels are published for this metric.']);
  });

  it('calls its column of values Value, where Grafana would show the name of the frame', () => {
    const frame = tableFrame(totalsOf([[ALL, counted(1, 1)]]), contextOf());
    expect(frame.columns.find(({ name }) => name === 'Value')?.config?.displayNameFromDS).toBe('Value');
  });

  it('is as long in every column, groups or none', () => {
    for (const metric of DORA_METRICS) {
      const frame = tableFrame(totalsOf([]), contextOf({ metric, groupBy: 'team' }));
      expect(new Set(frame.columns.map((column) => valuesOf(column)?.length))).toEqual(new Set([0]));
    }
  });
});

describe('notices', () => {
  const totals = totalsOf(
    [
      [shop, counted(1, 1, { excluded: 2 })],
      [orphan, counted(1, 1, { excluded: 1 })],
    ],
    true
  );
  const expected = [
    { severity: 'warning', text: expect.stringMatching(/cut at the row limit/) as unknown },
    { severity: 'info', text: 'Lead time for changes: 3 left out for a negative or missing duration.' },
  ];

  it('tell on every shape that groups or durations are left out', async () => {
    const context = contextOf({ groupBy: 'service' });
    const lines = totals.totals.map(({ group, measurement }) => ({ group, points: [measurement], open: 0 }));
    const buckets = [{ startMs: 0, endMs: DAY_MS, partial: false }];
    expect(valueFrame(totals, context).meta.notices).toEqual(expected);
    expect(tableFrame(totals, context).meta.notices).toEqual(expected);
    const { meta } = await seriesFrame({ buckets, lines, open: 0, truncated: true }, context);
    expect(meta.notices).toEqual(expected);
  });
});

it.each([
  [1, 'Totals count 1 change once that stands in several services.'],
  [2, 'Totals count 2 changes once that stand in several services.'],
])('says on every shape that %d of the changes are counted once', async (shared, text) => {
  const totals = totalsOf([[ALL, counted(1, 1, { shared })]]);
  const lines = [{ group: ALL, points: [counted(1, 1, { shared })], open: 0 }];
  const buckets = [{ startMs: 0, endMs: DAY_MS, partial: false }];
  const notices = [{ severity: 'info', text }];
  expect(valueFrame(totals, contextOf()).meta.notices).toEqual(notices);
  expect(tableFrame(totals, contextOf()).meta.notices).toEqual(notices);
  const { meta } = await seriesFrame({ buckets, lines, open: 0, truncated: false }, contextOf());
  expect(meta.notices).toEqual(notices);
});

describe('intervals', () => {
  const measured = { ...rated(10, 140), interval: { lower: 3.478, upper: 12.73 } };
  const asked = { metric: 'changeFailureRate', interval: true } as const;
  const valueText = (total: DoraTotals) => valueFrame(total, contextOf(asked)).columns[0]?.config?.mappings;

  it('stand in the text of a value, which stays a number with its colour, and beside it as numbers', () => {
    const [value, lower, upper, ...more] = valueFrame(totalsOf([[shop, measured]]), contextOf(asked)).columns;
    expect([value, lower, upper].map(valuesOf)).toEqual([[1000 / 140], [3.478], [12.73]]);
    expect(value?.config?.mappings).toEqual([
      { type: 'value', options: { [String(1000 / 140)]: { text: '7.1 % (3.5–12.7)', index: 0 } } },
    ]);
    expect(value?.config?.thresholds?.steps.length).toBeGreaterThan(1);
    expect([lower?.name, upper?.labels]).toEqual(['Change failure rate, lower', { service: 'Shop', team: 'Sales' }]);
    expect(more).toEqual([]);
  });

  it('are left out unless they are asked for, and of a part of the sample', () => {
    expect(valueFrame(totalsOf([[ALL, measured]]), contextOf({ metric: 'changeFailureRate' })).columns).toHaveLength(1);
    expect(valueFrame(totalsOf([[ALL, measured]]), contextOf({ ...asked, sample: 'n' })).columns).toHaveLength(1);
  });

  it('are three columns of a table', () => {
    const frame = tableFrame(totalsOf([[ALL, measured]]), contextOf(asked));
    expect([cells(frame, 'Lower'), cells(frame, 'Upper'), cells(frame, 'Interval')]).toEqual([
      [3.478],
      [12.73],
      ['3.5–12.7 %'],
    ]);
  });

  it('are a band around a line, with a gap where a side has no bound', async () => {
    const series: DoraSeries = {
      buckets: [0, 1, 2].map((day) => ({ startMs: day * DAY_MS, endMs: (day + 1) * DAY_MS, partial: false })),
      lines: [
        {
          group: shop,
          points: [measured, rated(0, 0), { ...rated(1, 2), interval: { lower: 1, upper: null } }],
          open: 0,
        },
      ],
      open: 0,
      truncated: false,
    };
    const { columns } = await seriesFrame(series, contextOf(asked));
    const [, line, lower, upper] = columns;
    expect(line?.config?.displayNameFromDS).toBe('Shop');
    expect([valuesOf(lower), valuesOf(upper)]).toEqual([
      [3.478, null, null],
      [12.73, null, null],
    ]);
    expect(upper?.config?.custom?.fillBelowTo).toBe(lower?.config?.displayNameFromDS);
  });

  it('give way where nothing was measured, whose value is plain', () => {
    const unlinked: DoraTotals = {
      ...totalsOf([]),
      totals: [
        { group: ALL, measurement: rated(0, 50), support: { ...MEASURED, severeIncidents: 3, linkedIncidents: 0 } },
      ],
    };
    expect(valueText(unlinked)).toEqual([{ type: 'value', options: { 0: { text: 'not measured', index: 0 } } }]);
    const [value] = valueFrame(unlinked, contextOf(asked)).columns;
    expect(value?.config?.thresholds?.steps.map(({ color }) => color)).toEqual(['text']);
    expect(cells(tableFrame(unlinked, contextOf(asked)), 'Level')).toEqual(['unknown']);
  });
});

describe('a table with mixed evidence', () => {
  type Row = readonly [Group, Measurement, Partial<Support>];
  const mixedOf = (...rows: readonly Row[]): DoraTotals => ({
    ...totalsOf([]),
    totals: rows.map(([group, measurement, support]) => ({ group, measurement, support: { ...MEASURED, ...support } })),
  });
  const UNLINKED = { severeIncidents: 3, linkedIncidents: 0 };
  const byService = { metric: 'changeFailureRate', groupBy: 'service', interval: true } as const;
  const within = (measurement: Measurement, lower: number, upper: number) => ({
    ...measurement,
    interval: { lower, upper },
  });
  const configOf = (frame: Frame, name: string) => frame.columns.find((column) => column.name === name)?.config;

  it('says of each row what is known of it', () => {
    const frame = tableFrame(
      mixedOf(
        [shop, within(rated(20, 40), 33.8, 66.2), UNLINKED],
        [orphan, within(rated(0, 50), 0, 7.1), UNLINKED],
        [nowhere, within(rated(1, 1), 2.5, 100), {}],
        [{ by: 'service', service: 'Search', team: 'Data' }, within(rated(4, 40), 2.8, 23.7), {}]
      ),
      contextOf(byService)
    );
    expect(cells(frame, 'Value')).toEqual([50, null, 100, 10]);
    expect(cells(frame, 'Level')).toEqual(['at least', 'unknown', 'too few', 'high']);
    expect(cells(frame, 'Interval')).toEqual(['from 33.8 %', null, '2.5–100 %', '2.8–23.7 %']);
    expect(cells(frame, 'Upper')).toEqual([null, null, 100, 23.7]);
    expect(cells(frame, 'Evidence check')).toEqual(['unlinkedIncidents', 'unlinkedIncidents', null, null]);
    // Too few have no list, so that the sentences lead to none.
    expect(configOf(frame, 'Evidence')?.links).toBeUndefined();
    // Colours by thresholds are for rows with a level alone.
    expect(configOf(frame, 'Value')?.thresholds?.steps.length).toBeGreaterThan(1);
    expect(cells(frame, configOf(frame, 'Value')?.custom?.styleField ?? '')).toEqual([PLAIN, PLAIN, PLAIN, null]);
    expect(cells(frame, configOf(frame, 'Value')?.custom?.tooltip?.field ?? '')).toEqual(cells(frame, 'Evidence'));
    expect(configOf(frame, 'Value')?.mappings).toEqual([
      { type: 'value', options: { 50: { text: '≥ 50 %', index: 0 } } },
    ]);
  });

  it('does not call a number a bound that is measured in another row', () => {
    const frame = tableFrame(
      mixedOf([shop, rated(20, 40), UNLINKED], [orphan, rated(5, 10), {}]),
      contextOf(byService)
    );
    expect(configOf(frame, 'Value')?.mappings).toBeUndefined();
  });

  it('leads to the missing records where all rows lack the same', () => {
    const frame = tableFrame(mixedOf([shop, rated(20, 40), UNLINKED]), contextOf(byService));
    expect(configOf(frame, 'Evidence')?.links).toEqual([
      {
        title: 'Unlinked incidents',
        url: '/d/sre-data-quality?${__url_time_range}&${__all_variables}&var-check=unlinkedIncidents',
        targetBlank: false,
      },
    ]);
    expect(configOf(frame, 'Rule')?.links).toEqual(configOf(frame, 'Evidence')?.links);
    const leadTime = tableFrame(totalsOf([[ALL, counted(60, 1)]]), contextOf());
    expect([configOf(leadTime, 'Evidence')?.links, configOf(leadTime, 'Rule')?.links]).toEqual([undefined, undefined]);
    expect(cells(leadTime, 'Evidence check')).toBeUndefined();
  });

  it('has a dash in its empty cells where all are empty since nobody measured', () => {
    const noValue = (...rows: readonly Row[]) =>
      configOf(tableFrame(mixedOf(...rows), contextOf(byService)), 'Value')?.noValue;
    expect(noValue([shop, rated(0, 40), UNLINKED], [orphan, rated(4, 40), {}])).toBe('–');
    expect(noValue([shop, rated(0, 40), UNLINKED], [orphan, rated(0, 0), {}])).toBeUndefined();
  });

  it('is a lower bound as a value too, which alert rules read as the number', () => {
    const [value, lower, upper] = valueFrame(
      mixedOf([ALL, within(rated(20, 40), 33.8, 66.2), UNLINKED]),
      contextOf({ ...byService, groupBy: 'none' })
    ).columns;
    expect([value, lower, upper].map(valuesOf)).toEqual([[50], [33.8], [null]]);
    expect(value?.config?.mappings).toEqual([
      { type: 'value', options: { 50: { text: '≥ 50 % (from 33.8)', index: 0 } } },
    ]);
    expect(value?.config?.thresholds?.steps.map(({ color }) => color)).toEqual(['text']);
    expect(value?.config?.description).toContain('A lower bound: none of 3');
  });
});
