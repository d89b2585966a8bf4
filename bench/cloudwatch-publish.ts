/** `npm run bench:publish`: requests and seconds to publish one hour, and two weeks, to CloudWatch's emulator. */
import { Command } from 'commander';
import type { Pool } from 'pg';

import { publishDue } from '../src/backend/publish/publish-due';
import type { PublishDestination } from '../src/backend/publish/destination';
import { openPool } from '../tooling/database-pool';
import { startMoto } from '../tooling/moto';
import { printTable } from '../tooling/print-table';
import { run } from '../tooling/run';
import { WHOLE, startServer } from './database';
import { timed } from './statistics';
import { wholeNumber } from './whole-number';

interface Options {
  readonly services: number;
  readonly deployments: number;
}

const HOUR_MS = 3600_000;

/** Deployments of every service through the last 16 days, one in twenty of them failed. */
const DEPLOYMENTS = `insert into stackflow.change_records
    (service_id, title, change_type, state, deployment_outcome, created_at, implementation_end_at, closed_at)
  select s.id, 'Deployment', 'deployment', 'closed', case when random() < 0.05 then 'failed' else 'successful' end,
    d.at - random() * interval '3 days', d.at, d.at
  from stackflow.services as s
  cross join generate_series(1, 16 * $1::integer) as n
  cross join lateral (select now() - random() * interval '16 days' + n * interval '0' as at) as d`;

/** Incidents of an hour or two on a service each, a few a day. */
const INCIDENTS = `with created as (
    insert into stackflow.incidents (title, priority, created_at, resolved_at)
    select 'Incident', 'P2', t.at, t.at + random() * interval '2 hours'
    from (select now() - random() * interval '16 days' as at from generate_series(1, 200)) as t
    returning id, created_at, resolved_at
  )
  insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
  select c.id, 1 + c.id % $1::integer, c.created_at, c.resolved_at from created as c`;

async function bench({ services, deployments }: Options): Promise<void> {
  const server = await startServer();
  const pool = openPool({ connectionString: server.urlOf(WHOLE), max: 4 });
  const moto = await startMoto();
  try {
    await pool.query(`insert into stackflow.services (name) select 'Service ' || n from generate_series(1, $1) as n`, [
      services,
    ]);
    await pool.query(DEPLOYMENTS, [deployments]);
    await pool.query(INCIDENTS, [services]);
    await pool.query('analyze');
    const rows = [
      await measured('one hour', pool, destinationAt(moto.url, 'Bench/Hour'), new Date(Date.now() - 2.2 * HOUR_MS)),
      await measured('two weeks', pool, destinationAt(moto.url, 'Bench/Weeks'), undefined),
    ];
    const header = ['Backlog', 'Hours', 'Data points', 'Requests', 'Seconds', 'of that, comparing'];
    console.log(`${services.toLocaleString('en')} services, ${deployments} deployments a day of each\n`);
    console.log(printTable(header, rows, new Set(header.slice(1))));
  } finally {
    await moto.stop();
    await pool.end();
    await server.stop();
  }
}

function destinationAt(endpoint: string, namespace: string): PublishDestination {
  return {
    region: 'eu-central-1',
    credentials: { source: 'keys', accessKeyId: 'bench', secretAccessKey: 'bench' },
    assumedRole: null,
    endpoint,
    namespace,
    sloNamespace: 'Bench/SLO',
    dimensions: {},
    isPublishingSlos: false,
  };
}

async function measured(name: string, pool: Pool, destination: PublishDestination, from: Date | undefined) {
  const signal = new AbortController().signal;
  const publish = () => publishDue({ pool, destination, signal, ...(from && { from }) });
  const begun = performance.now();
  const report = await publish();
  const milliseconds = performance.now() - begun;
  // Nothing is due any more: what is left is the comparison with what was published.
  const again = await timed(publish);
  if (report === null) {
    throw new Error('Somebody else publishes.');
  }
  const counts = [report.hours, report.datums, report.requests].map((count) => count.toLocaleString('en'));
  return [name, ...counts, ...[milliseconds, again].map(seconds)];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

run(() =>
  bench(
    new Command('npm run bench:publish --')
      .description("Publishes to an emulator of CloudWatch on this machine; AWS's own takes other times.")
      .option('--services <n>', 'how many', wholeNumber, 1_000)
      .option('--deployments <n>', 'of each service a day', wholeNumber, 5)
      .parse()
      .opts<Options>()
  )
);
