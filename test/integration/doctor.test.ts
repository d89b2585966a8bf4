import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../../src/backend/metrics/cells/incident-rows';
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
    incidents: [{ key: 'i', createdAt: '2026-03-03T12:00:00Z', resolvedAt: '2026-03-04T12:00:00Z', changes: ['c0'] }],
  });
  await foldCells(DEPLOYMENTS, bench.database.client, NO_REST, NEVER);
  await foldCells(INCIDENTS, bench.database.client, NO_REST, NEVER);
});
afterEach(() => bench.close());

const RIGHT = (what: string, days: string) => `${what} of ${days} computed anew: all are as their records say.`;

const doctor = (...options: string[]) => sreMetrics(['doctor', '--cells', ...options], bench.env);

it('finds cells as their records say', async () => {
  expect(await doctor()).toEqual({
    status: 0,
    out: `${RIGHT('Deployments', '3 days')}\n${RIGHT('Incidents', '2 days')}`,
    err: '',
  });
  expect((await doctor('--days', '1')).out).toBe(`${RIGHT('Deployments', '1 day')}\n${RIGHT('Incidents', '1 day')}`);
});

it('leaves out days with marks, whose records answer', async () => {
  const left = (days: string) => ` ${days} with marks left out: their records answer.`;
  await bench.rows(`update stackflow.change_records set deployment_outcome = 'failed' where external_id = 'c1'`);
  await bench.rows(`update stackflow.incidents set resolved_at = null`);
  expect((await doctor()).out).toBe(
    `${RIGHT('Deployments', '2 days')}${left('1 day')}\n${RIGHT('Incidents', '0 days')}${left('2 days')}`
  );
  await bench.rows('insert into stackflow.cell_marks (day) values (null)');
  expect((await doctor()).out).toContain(`${RIGHT('Deployments', '0 days')}${left('3 days')}`);
});

it.each([
  ['deployment_cells', 'delete from stackflow.deployment_cells where level = 0 and failed = 1'],
  ['lead_time_cells', 'update stackflow.lead_time_cells set bin = bin + 1 where level = 0'],
  ['deployment_days', 'update stackflow.deployment_days set lead_us = 1'],
  ['lead_time_values', 'update stackflow.lead_time_values set us[1] = us[1] + 1 where level = 0'],
  ['deployment_quarters', 'update stackflow.deployment_quarters set reworked = 1'],
  ['failed_deployments', 'delete from stackflow.failed_deployments'],
])('names the day of what differs in %s, and ends with 1', async (table, damage) => {
  await bench.rows(damage);
  const { status, out } = await doctor();
  expect(status).toBe(1);
  expect(out).toContain(
    `  2026-03-01: stackflow.${table}`.replace('03-01', table.startsWith('lead_time') ? '03-02' : '03-01')
  );
  expect(out).toContain('docs/operations.md');
});

it.each([
  ['2026-03-03', 'update stackflow.incident_days set linked = 0'],
  ['2026-03-04', 'update stackflow.incident_days set resolved_us = resolved_us + 1 where resolved > 0'],
  ['2026-03-04', 'delete from stackflow.incident_days where resolved > 0'],
])('names the day whose incidents differ, %s, and ends with 1', async (day, damage) => {
  await bench.rows(damage);
  const { status, out } = await doctor();
  expect([status, out.split('\n')]).toEqual([
    1,
    [
      RIGHT('Deployments', '3 days'),
      'Incidents of 2 days computed anew: 1 difference.',
      `  ${day}: stackflow.incident_days`,
      expect.stringContaining('docs/operations.md') as string,
    ],
  ]);
});

it.each(['deployment_cells', 'lead_time_cells'])('names the days of a block that differs in %s', async (table) => {
  await bench.rows(`delete from stackflow.${table} where level = 2`);
  const { status, out } = await doctor();
  expect([status, out]).toEqual([1, expect.stringMatching(new RegExp(` and 63 days after: stackflow\\.${table}`))]);
});

it.each([
  ['a list that is not in order', 'us = us || 0::bigint, deployments = deployments + 1'],
  ['a list of another length than it says', 'deployments = deployments + 1'],
])('names the days of a block with %s', async (_, damage) => {
  await bench.rows(`update stackflow.lead_time_values set ${damage} where level = 1`);
  const { status, out } = await doctor();
  expect([status, out]).toEqual([1, expect.stringMatching(/ and 7 days after: stackflow\.lead_time_values/)]);
});

it('names the role that a user lacks', async () => {
  const { host, port, name } = bench.database;
  const { user, password } = await bench.database.createUser('sre_metrics_publisher');
  const url = `postgres://${user}:${password}@${host}:${port}/${name}`;
  expect((await sreMetrics(['doctor', '--cells', '--url', url], {})).err).toContain(
    `grant sre_metrics_reader to "${user}"`
  );
});
