import { scorecardQuerySchema } from '../../../model/scorecard-query';
import type { Column } from '../../frames/frame';
import type { Measurement } from '../../metrics/dora/measures';
import { scorecardFrame } from './frame';

const failures = (n: number, of: number): Measurement => ({
  value: (100 * n) / of,
  sample: { kind: 'ratio', n, of },
  total: of,
  excluded: 0,
  open: 0,
  shared: 0,
  interval: null,
});

/** Of a service with so many failures among 40 deployments, and incidents of which none is linked. */
const row = (service: string, failed: number) => ({
  group: { by: 'service', service, team: null } as const,
  totals: {
    changeFailureRate: {
      group: { by: 'service', service, team: null } as const,
      measurement: failures(failed, 40),
      support: { severeIncidents: 3, linkedIncidents: 0, unplannedRecorded: true },
    },
  },
});

const columnsOf = (...failed: readonly number[]) => {
  const query = scorecardQuerySchema.parse({ queryType: 'scorecard', groupBy: 'service' });
  const rows = failed.map((count, index) => row(`s${index}`, count));
  const frame = scorecardFrame({ rows, truncated: false }, { query, executedQueryString: '' });
  return (name: string): Column | undefined => frame.columns.find((column) => column.name === name);
};
const valuesOf = (column: Column | undefined) =>
  column !== undefined && 'values' in column ? [...column.values] : undefined;

it('shows failures by outcome as a lower bound, and no failure as not measured, each with its evidence', () => {
  const column = columnsOf(20, 0);
  const cell = column('Change failure rate');
  expect(valuesOf(cell)).toEqual([50, null]);
  expect(cell?.config).toMatchObject({
    mappings: [{ type: 'value', options: { 50: { text: '≥ 50 %' } } }],
    noValue: 'not measured',
    custom: { tooltip: { field: 'Change failure rate evidence' } },
  });
  expect(valuesOf(column('Change failure rate level'))).toEqual(['at least', 'unknown']);
  const evidence = column('Change failure rate evidence');
  expect(valuesOf(evidence)).toEqual([
    'A lower bound: none of 3 P1 and P2 incidents is linked to a change.',
    'Not measured: none of 3 P1 and P2 incidents is linked to a change.',
  ]);
  expect(evidence?.config?.links?.[0]?.url).toContain('var-check=unlinkedIncidents');
  expect(valuesOf(column(cell?.config?.custom?.styleField ?? ''))).toEqual(
    Array(2).fill(expect.stringContaining('transparent'))
  );
});

it('looks for no records where nothing is missing', () => {
  expect(columnsOf(1)('Lead time evidence')?.config?.links).toBeUndefined();
});
