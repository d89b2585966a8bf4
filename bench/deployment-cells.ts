import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { statementOf } from '../src/backend/aurora/statement';
import type { Statement } from '../src/backend/aurora/statement';
import { chooseBucketing, timestamp } from '../src/backend/metrics/buckets';
import { DEPLOYMENTS } from '../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../src/backend/metrics/cells/incident-rows';
import { comparedStatement } from '../src/backend/metrics/dora/comparison';
import { doraRequest } from '../src/backend/metrics/dora/request';
import type { DoraRequest } from '../src/backend/metrics/dora/request';
import { seriesStatement } from '../src/backend/metrics/dora/series';
import { totalsStatement } from '../src/backend/metrics/dora/totals';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { doraQuerySchema } from '../src/model/dora-query';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { lastDaysAside } from './cases';
import { WHOLE, withClient, withReader } from './database';
import { atMostMs } from './goals';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { medianMs, planningEach } from './statement';
import { measureStored, measurementOf, printFold } from './stored';
import type { StoredCase } from './stored';
import { LEAD_TIME_MOST_MS } from './wanted';
import { measureWriteCosts } from './write-cost';
import type { WriteCase } from './write-cost';

/** What stored cells of deployments and incidents gain: beside each statement the same one on records. */

const MARKS = 'stackflow.cell_marks';
const MARK_ALL = `insert into ${MARKS} (day) values (null)`;
const INCIDENT_MARKS = 'stackflow.incident_marks';
const MARK_ALL_INCIDENTS = `insert into ${INCIDENT_MARKS} (day) values (null)`;
const METRICS = ['deploymentFrequency', 'changeFailureRate', 'reworkRate', 'leadTime', 'mttr'] as const;
const MANY = 1_000_000;
const DAYS = [30, 90, 365] as const;
function casesOf(days: number): readonly StoredCase[] {
  const range = lastDaysAside(days);
  return METRICS.flatMap((metric) => {
    const both = (shape: string, fields: object, statementFor: (request: DoraRequest) => Statement): StoredCase => {
      const query = doraQuerySchema.parse({ queryType: 'dora', metric, shape: 'table', ...fields });
      const request = (usesCells: boolean) => doraRequest(query, range, { rowLimit: MANY, usesCells });
      return {
        name: `${metric}, ${shape}, ${days} days`,
        statement: statementFor(request(true)),
        definition: statementFor(request(false)),
      };
    };
    const series = (bucket: 'day' | 'week', zone: string) => (request: DoraRequest) =>
      seriesStatement({
        ...request,
        bucketing: chooseBucketing({ bucket, zone, intervalMs: 0 }, range),
        sample: 'none',
      });
    return [
      both('value', {}, totalsStatement),
      both('compared', { interval: true, compare: 'previousPeriod' }, comparedStatement),
      both('by week in Berlin', {}, series('week', 'Europe/Berlin')),
      both('by day', {}, series('day', 'UTC')),
      // Of zones with other midnights than UTC more is read, most where they are furthest from its own.
      ...(metric === 'leadTime'
        ? [
            both('by day in Berlin', {}, series('day', 'Europe/Berlin')),
            both('by day in Kolkata', {}, series('day', 'Asia/Kolkata')),
          ]
        : []),
      ...(metric === 'leadTime' || metric === 'mttr'
        ? []
        : [both('by service', { groupBy: 'service' }, totalsStatement)]),
    ];
  });
}

/**
 * Times each statement on records, on cells, and where every day is marked; then plain SQL beside ours, and what marks cost.
 *
 * @returns what was wanted
 * @throws Error where their rows differ
 */
export async function measureCells(
  server: EmbeddedDatabase,
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly Goal[]> {
  await withClient(server, WHOLE, async (client) => {
    await printFold(client, {
      what: 'days of incidents',
      stored: ['stackflow.incident_days', 'stackflow.folded_incident_days'],
      marks: INCIDENT_MARKS,
      markAll: MARK_ALL_INCIDENTS,
      fold: (one, signal) => foldCells(INCIDENTS, one, NO_REST, signal),
    });
    await printFold(client, {
      what: 'cells of services',
      stored: [
        'stackflow.deployment_cells',
        ...[
          'deployment_days',
          'deployment_quarters',
          'lead_time_cells',
          'lead_time_values',
          'failed_deployments',
          'folded_days',
        ].map((name) => `stackflow.${name}`),
      ],
      marks: MARKS,
      markAll: MARK_ALL,
      fold: (one, signal) => foldCells(DEPLOYMENTS, one, NO_REST, signal),
    });
  });
  const cases = DAYS.flatMap(casesOf);
  const times = await measureStored(server, {
    ...{ what: 'cells', cases, runs },
    marks: `${MARKS}, ${INCIDENT_MARKS}`,
    markAll: `${MARK_ALL}; ${MARK_ALL_INCIDENTS}`,
  });
  await withReader(server, WHOLE, (client) => printBesidePlain(client, runs));
  const leadTime = await measurementOf(server, { name: 'leadTime, value, 365 days', cases, times, runs });
  const writes = await measureWriteCosts(server, DEPLOYMENT_WRITES);
  return [atMostMs('Lead time, median, value, 365 days', LEAD_TIME_MOST_MS, leadTime), ...writes];
}

const CHANGE = 'stackflow.change_records';
const INCIDENT = 'stackflow.incidents';
const LINK = 'stackflow.incident_changes';

export const DEPLOYMENT_WRITES: readonly WriteCase[] = [
  {
    what: 'a new change',
    table: CHANGE,
    write: `insert into ${CHANGE} (service_id, title, change_type, state, environment, created_at, implementation_end_at,
        closed_at, source, external_id)
      select c.service_id, c.title, 'deployment', 'closed', 'production', c.created_at, now(), now(), 'github', gen_random_uuid()::text
      from ${CHANGE} as c where c.id = $1`,
  },
  {
    what: 'the correction of a change',
    table: CHANGE,
    write: `update ${CHANGE} set implementation_end_at = implementation_end_at + interval '1 second' where id = $1`,
  },
  {
    what: 'a link',
    table: INCIDENT,
    alsoWrites: [LINK],
    write: `insert into ${LINK} (incident_id, change_id, linked_by)
      select $1, c.id, 'bench' from ${CHANGE} as c order by c.id desc limit 1 on conflict do nothing`,
  },
  {
    what: 'a new incident',
    table: INCIDENT,
    write: `insert into ${INCIDENT} (title, priority, created_at, external_id)
      select i.title, 'P1', i.created_at, gen_random_uuid()::text from ${INCIDENT} as i where i.id = $1`,
  },
  {
    what: 'the resolution of an incident',
    table: INCIDENT,
    write: `update ${INCIDENT} set priority = 'P1', resolved_at = coalesce(resolved_at, created_at) + interval '1 second' where id = $1`,
  },
  {
    what: 'the correction of an incident',
    table: INCIDENT,
    write: `update ${INCIDENT} set created_at = created_at + interval '1 second' where id = $1`,
  },
];

/** What a good DBA would write over the same tables by hand. */
function plainly({ fromMs, toMs }: TimeRange): Readonly<Record<'leadTime' | 'changeFailureRate', Statement>> {
  const [from, to] = [timestamp(fromMs), timestamp(toMs)];
  const blamed = sql`blamed as materialized (
  select distinct l.change_id
  from stackflow.incidents as i
  join stackflow.incident_changes as l on l.incident_id = i.id and l.role = 'cause'
  join stackflow.change_records as c on c.id = l.change_id
  where i.priority in ('P1', 'P2') and i.created_at >= ${from} and i.created_at < ${to} + interval '24 hours'
    and i.created_at >= c.deployed_at and i.created_at < c.deployed_at + interval '24 hours'
)`;
  const deployments = sql`stackflow.change_records as c
where c.state = 'closed' and c.environment = 'production' and c.change_type = 'deployment'
  and c.deployed_at >= ${from} and c.deployed_at < ${to}`;
  const failed = sql`(coalesce(c.deployment_outcome in ('failed', 'rolled_back'), false) or c.id in (select b.change_id from blamed as b))`;
  return {
    leadTime: statementOf(sql`with ${blamed}
select percentile_cont(0.5) within group (order by date_part('epoch', c.closed_at - c.created_at))
from ${deployments} and c.closed_at >= c.created_at and not ${failed}`),
    changeFailureRate: statementOf(sql`with ${blamed}
select 100.0 * count(*) filter (where ${failed}) / count(*) from ${deployments}`),
  };
}

async function printBesidePlain(client: ClientBase, runs: number): Promise<void> {
  const rows: string[][] = [];
  for (const days of DAYS) {
    const range = lastDaysAside(days);
    for (const metric of ['leadTime', 'changeFailureRate'] as const) {
      const query = doraQuerySchema.parse({ queryType: 'dora', metric });
      const ours = totalsStatement(doraRequest(query, range, { rowLimit: MANY, usesCells: true }));
      const plain = plainly(range)[metric];
      const run = planningEach(client);
      const medians = { plain: await medianMs(run, [plain], runs), ours: await medianMs(run, [ours], runs) };
      const cells = [medians.plain, medians.ours, medians.plain / medians.ours];
      rows.push([`${metric}, value`, String(days), ...cells.map((value) => value.toFixed(1))]);
    }
  }
  const header = ['Statement', 'Days', 'Plain SQL, ms', 'Ours, ms', 'Times as quick'];
  console.log(`\n${printTable(header, rows, new Set(header.slice(1)))}`);
}
