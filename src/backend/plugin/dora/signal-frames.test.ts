import { doraQuerySchema } from '../../../model/dora-query';
import type { DoraQueryInput } from '../../../model/dora-query';
import type { Column, Frame } from '../../frames/frame';
import type { SignalPoint } from '../../metrics/signal/judge';
import type { SignalSeries } from '../../metrics/signal/signal-series';
import type { Group } from '../../metrics/scope';
import { signalSeriesFrame, signalTableFrame, signalValueFrame } from './signal-frames';
import { reasonText } from './signal-text';

const MONDAY_MS = Date.UTC(2026, 2, 2);
const WEEK_MS = 7 * 86_400_000;
const LIMITS = { centre: 4, lower: -1, upper: 104 };
const outside: SignalPoint = { value: 12, limits: LIMITS, verdict: { kind: 'signal', rule: 'outside', side: 'above' } };
const usual: SignalPoint = { value: 5, limits: LIMITS, verdict: { kind: 'usual' } };
const young: SignalPoint = { value: 5, limits: null, verdict: { kind: 'unknown', why: 'shortHistory' } };
const shop: Group = { by: 'service', service: 'Shop', team: 'Sales' };
const search: Group = { by: 'service', service: 'Search', team: null };
const idle: Group = { by: 'service', service: 'Idle', team: null };

const week = (index: number) => ({
  startMs: MONDAY_MS + index * WEEK_MS,
  endMs: MONDAY_MS + (index + 1) * WEEK_MS,
  partial: false,
});
const SERIES: SignalSeries = {
  buckets: [week(0), week(1)],
  newest: week(1),
  lines: [
    { group: shop, points: [usual, outside], newest: outside },
    { group: search, points: [usual, usual], newest: usual },
    { group: idle, points: [young, young], newest: young },
  ],
  truncated: false,
};

const contextOf = (fields: Partial<DoraQueryInput> = {}) => ({
  query: doraQuerySchema.parse({ queryType: 'dora', metric: 'changeFailureRate', view: 'signal', ...fields }),
  bucketing: { kind: 'calendar', unit: 'week', zone: 'UTC' } as const,
  executedQueryString: 'select 1',
});
const valuesOf = (column: Column) => ('valuesMs' in column ? column.valuesMs : column.values);
const cells = (frame: Frame, name: string) => frame.columns.filter((column) => column.name === name).map(valuesOf);

it('a series has five lines for each group, told apart by a label, within what the metric can reach', () => {
  const { columns, meta } = signalSeriesFrame({ ...SERIES, lines: SERIES.lines.slice(0, 1) }, contextOf());
  expect(
    columns.slice(1).map(({ name, labels, ...column }) => [name, labels?.['line'], valuesOf(column as Column)])
  ).toEqual([
    ['Value', 'value', [5, 12]],
    ['Usual', 'centre', [4, 4]],
    ['Lower limit', 'lower', [0, 0]],
    ['Upper limit', 'upper', [100, 100]],
    ['Signal', 'signal', [null, 12]],
  ]);
  expect(meta).toMatchObject({ type: 'timeseries-wide', typeVersion: [0, 1] });
});

it('a value is 1, 0 or nothing, with the labels of its group alone', () => {
  const { columns, meta } = signalValueFrame(SERIES, contextOf({ shape: 'value' }));
  expect(columns.map((column) => [column.labels, valuesOf(column)])).toEqual([
    [{ service: 'Shop', team: 'Sales' }, [1]],
    [{ service: 'Search', team: '(no team)' }, [0]],
    [{ service: 'Idle', team: '(no team)' }, [null]],
  ]);
  expect(columns[0]?.config?.description).toContain('above the upper limit');
  expect(meta.type).toBe('numeric-wide');
});

it('with details the reason is a label', () => {
  const { columns } = signalValueFrame(SERIES, contextOf({ shape: 'value', details: true }));
  expect(columns.map(({ labels }) => labels?.['reason'])).toEqual([
    'Week from 2026-03-09: 12 %, above the upper limit of 104 % (usual 4 %, from 0 % to 100 %)',
    'Week from 2026-03-09: 5 %, within its limits (usual 4 %, from 0 % to 100 %)',
    'Week from 2026-03-09: fewer than 12 values in the past to hold it against',
  ]);
});

it('a table has a row for each group', () => {
  const frame = signalTableFrame(SERIES, contextOf({ shape: 'table', groupBy: 'service' }));
  expect(frame.columns.map(({ name }) => name)).toEqual([
    ...['Service', 'Team', 'Metric', 'From', 'Value', 'Usual', 'Lower limit', 'Upper limit', 'Changed', 'Reason'],
  ]);
  expect([cells(frame, 'Changed'), cells(frame, 'From')]).toEqual([
    [[1, 0, null]],
    [[week(1).startMs, week(1).startMs, week(1).startMs]],
  ]);
});

describe('reasons', () => {
  const named = { bucket: week(0), bucketing: { kind: 'calendar', unit: 'week', zone: 'UTC' } } as const;
  const hours = { centre: 7200, lower: 600, upper: 3 * 86_400 };
  it.each<[SignalPoint['verdict'], string]>([
    [{ kind: 'signal', rule: 'outside', side: 'below' }, 'below the lower limit of 10 min'],
    [{ kind: 'signal', rule: 'nearLimit', side: 'above' }, 'the third of four near the upper limit'],
    [{ kind: 'signal', rule: 'oneSide', side: 'below' }, 'the eighth in a row below the usual'],
  ])('%j', (verdict, words) => {
    expect(reasonText('leadTime', { value: 30, limits: hours, verdict }, named)).toBe(
      `Week from 2026-03-02: 30 s, ${words} (usual 2 h, from 10 min to 3 d)`
    );
  });

  it('name a bucket by the zone it is cut in', () => {
    const bucketing = { kind: 'calendar', unit: 'hour', zone: 'America/New_York' } as const;
    expect(reasonText('mttr', young, { bucket: week(0), bucketing })).toMatch(/^Hour from 2026-03-01 19:00: /);
  });
});
