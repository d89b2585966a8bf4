import { foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { sreMetrics } from '../support/command-line';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';
import { insertRecords } from '../support/records';

/** `sre-metrics doctor`: stored numbers against what they are computed from. */

const NEVER = new AbortController().signal;

let bench: ImportBench;

beforeEach(async () => {
  bench = await openImportBench();
  await insertRecords(bench.database.client, {
    services: [{ name: 'Shop' }],
    changes: ['2026-03-01', '2026-03-02', '2026-05-02'].map((day, index) => ({
      key: `c${index}`,
      service: 'Shop',
      implementationEndAt: `${day}T12:00:00Z`,
      outcome: index === 0 ? ('failed' as const) : ('successful' as const),
    })),
  });
  await foldCells(bench.database.client, 0, NEVER);
});
afterEach(() => bench.close());

const doctor = (...options: string[]) => sreMetrics(['doctor', '--cells', ...options], bench.env);

it('finds cells as their records say', async () => {
  expect(await doctor()).toEqual({
    status: 0,
    out: 'Cells of 3 days computed anew: all are as their records say.',
    err: '',
  });
  expect((await doctor('--days', '1')).out).toMatch(/^Cells of 1 day computed anew/);
});

it('leaves out days with marks, whose records answer', async () => {
  await bench.rows(`update stackflow.change_records set deployment_outcome = 'failed' where external_id = 'c1'`);
  expect((await doctor()).out).toBe(
    'Cells of 2 days computed anew: all are as their records say. 1 day with marks left out: their records answer.'
  );
  await bench.rows('insert into stackflow.cell_marks (day) values (null)');
  expect((await doctor()).out).toMatch(/^Cells of 0 days computed anew: .* 3 days with marks left out/);
});

it.each([
  ['deployment_cells', 'delete from stackflow.deployment_cells where level = 0 and failed = 1'],
  ['lead_time_cells', 'update stackflow.lead_time_cells set bin = bin + 1 where level = 0'],
  ['deployment_days', 'update stackflow.deployment_days set lead_us = 1'],
  ['deployment_quarters', 'update stackflow.deployment_quarters set reworked = 1'],
  ['failed_deployments', 'delete from stackflow.failed_deployments'],
])('names the day of what differs in %s, and ends with 1', async (table, damage) => {
  await bench.rows(damage);
  const { status, out } = await doctor();
  expect(status).toBe(1);
  expect(out).toContain(
    `  2026-03-01: stackflow.${table}`.replace('03-01', table === 'lead_time_cells' ? '03-02' : '03-01')
  );
  expect(out).toContain('docs/operations.md');
});

it.each(['deployment_cells', 'lead_time_cells'])('names the days of a block that differs in %s', async (table) => {
  await bench.rows(`delete from stackflow.${table} where level = 2`);
  const { status, out } = await doctor();
  expect([status, out]).toEqual([1, expect.stringMatching(new RegExp(` and 63 days after: stackflow\\.${table}`))]);
});

it('names the role that a user lacks', async () => {
  const { host, port, name } = bench.database;
  const { user, password } = await bench.database.createUser('sre_metrics_publisher');
  const url = `postgres://${user}:${password}@${host}:${port}/${name}`;
  expect((await sreMetrics(['doctor', '--cells', '--url', url], {})).err).toContain(
    `grant sre_metrics_reader to "${user}"`
  );
});
