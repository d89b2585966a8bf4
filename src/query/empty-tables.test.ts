import { CoreApp, createDataFrame } from '@grafana/data';
import type { PreferredVisualisationType } from '@grafana/data';

import { withoutEmptyColumns } from './empty-tables';

const frame = (rows: number, preferredVisualisationType?: PreferredVisualisationType) =>
  createDataFrame({
    refId: 'A',
    fields: [{ name: 'Service', values: Array.from({ length: rows }, () => 'checkout') }],
    meta: {
      notices: [{ severity: 'info', text: 'as of now' }],
      ...(preferredVisualisationType && { preferredVisualisationType }),
    },
  });

const columns = (answer: ReturnType<typeof withoutEmptyColumns>) =>
  answer.data.map(({ fields }: ReturnType<typeof frame>) => fields.length);

test.each([CoreApp.Dashboard, CoreApp.PanelEditor, CoreApp.PanelViewer, 'scenes', undefined])(
  'an empty table has no columns for %s, and keeps its notices',
  (app) => {
    const answer = withoutEmptyColumns({ data: [frame(0, 'table')] }, app);
    expect(columns(answer)).toEqual([0]);
    expect(answer.data).toEqual([expect.objectContaining({ refId: 'A', length: 0, meta: frame(0, 'table').meta })]);
  }
);

test.each([CoreApp.Explore, CoreApp.UnifiedAlerting, CoreApp.CloudAlerting])('is as it came for %s', (app) => {
  expect(columns(withoutEmptyColumns({ data: [frame(0, 'table')] }, app))).toEqual([1]);
});

test('tables with rows and frames that are no tables are as they came', () => {
  const answer = withoutEmptyColumns({ data: [frame(2, 'table'), frame(0, 'graph'), frame(0)] }, CoreApp.Dashboard);
  expect(columns(answer)).toEqual([1, 1, 1]);
});
