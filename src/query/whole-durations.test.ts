import { DataFrameType, FieldType, createDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse } from '@grafana/data';

import { withWholeDurations } from './whole-durations';

const HOUR = 3600;
const DAY = 24 * HOUR;

const graph = (values: Array<number | null>, unit = 's', refId = 'A') =>
  createDataFrame({
    refId,
    meta: { type: DataFrameType.TimeSeriesWide },
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, index) => index) },
      { name: 'Lead time', type: FieldType.number, config: { unit }, values },
    ],
  });
const shown = (data: DataFrame[]) => {
  const answer: DataQueryResponse = withWholeDurations({ data }, ['A', 'B']);
  return answer.data.map((frame: DataFrame) =>
    frame.fields.slice(1).map(({ config, values }) => [config.unit, values])
  );
};

it.each([
  ['weeks', [40 * DAY, null, 2 * DAY], 'suffix:d', [40, null, 2]],
  ['a few days', [3 * DAY, HOUR], 'suffix:h', [72, 1]],
  ['a few hours', [2 * HOUR, 60], 'suffix:min', [120, 1]],
  ['minutes', [20 * 60], 'suffix:min', [20]],
  ['seconds', [90, 30], 'suffix:s', [90, 30]],
  ['nothing', [null], 'suffix:s', [null]],
])('%s', (_, values, unit, expected) => {
  expect(shown([graph(values)])).toEqual([[[unit, expected]]]);
});

it('all lines have the same unit, since they share an axis', () => {
  expect(shown([graph([60]), graph([10 * DAY])])).toEqual([[['suffix:d', [60 / DAY]]], [['suffix:d', [10]]]]);
});

it('other numbers stay as they are', () => {
  expect(shown([graph([7], 'percent'), graph([10 * DAY])])).toEqual([[['percent', [7]]], [['suffix:d', [10]]]]);
});

it('a table and a value keep seconds, which Grafana writes by themselves', () => {
  const { meta: _meta, ...value } = graph([DAY]);
  expect(shown([createDataFrame(value)])).toEqual([[['s', [DAY]]]]);
});

it('a query that does not want it keeps seconds', () => {
  const data = [graph([10 * DAY], 's', 'C'), graph([2 * HOUR], 's', 'B')];
  expect(shown(data)).toEqual([[['s', [10 * DAY]]], [['suffix:min', [120]]]]);
});
