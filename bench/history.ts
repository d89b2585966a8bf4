import type { ClientBase } from 'pg';

import { DEPLOYMENTS } from '../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../src/backend/metrics/cells/incident-rows';
import { foldDownPieces } from '../src/backend/metrics/downtime/fold-down-pieces';
import { foldAll } from '../src/backend/metrics/fold/fold-all';
import { foldGatedPeriods } from '../src/backend/metrics/gate/fold-gated-periods';
import { loadInBulk } from './load-in-bulk';
import type { HistorySize } from './options';
import { timed } from './statistics';

/** The instant the made-up history ends at. */
export const END = '2026-10-01T00:00:00Z';

/** Where random numbers start, so that every run makes the same history. */
const SEED = 0.42;

/** How long the making of a history took, in s. */
export interface Making {
  readonly rowsSeconds: number;
  /** The first fold of each, in the order in which they are folded; PostgreSQL has analyzed the rows. */
  readonly foldSeconds: Readonly<Record<'downtime' | 'gatedPeriods' | 'cells' | 'incidents', number>>;
  readonly vacuumSeconds: number;
}

/** Makes a history as a system that has run for long holds it: all folded, with statistics. */
export async function makeHistory(client: ClientBase, options: HistorySize): Promise<Making> {
  const seconds = async (work: () => Promise<unknown>) => (await timed(work)) / 1000;
  const rowsSeconds = await seconds(() => fillHistory(client, options, loadInBulk));
  // Autovacuum would have, before a worker of a live system folds so much.
  await client.query('analyze');
  const { signal } = new AbortController();
  const foldSeconds = {
    downtime: await seconds(() => foldDownPieces(client, signal)),
    gatedPeriods: await seconds(() => foldGatedPeriods(client, signal)),
    cells: await seconds(() => foldCells(DEPLOYMENTS, client, NO_REST, signal)),
    incidents: await seconds(() => foldCells(INCIDENTS, client, NO_REST, signal)),
  };
  // Nothing is left; it notes that all was folded, as that of a worker does.
  await foldAll(client, NO_REST, signal);
  return { rowsSeconds, foldSeconds, vacuumSeconds: await seconds(() => client.query('vacuum analyze')) };
}

/**
 * Fills an empty, migrated database with a history that ends at `END`, inside PostgreSQL, and no more. Records
 * are numbered evenly through time, as a live system numbers them.
 *
 * @param loading loads changes by the work that it is given; default as inserts do, which leave no statistics behind
 */
export async function fillHistory(
  client: ClientBase,
  options: HistorySize,
  loading: typeof loadInBulk = (_, load) => load()
): Promise<void> {
  await client.query('select setseed($1)', [SEED]);
  // The same services for a run of any size: random() is drawn row by row, in one process.
  await client.query('set max_parallel_workers_per_gather = 0');
  await client.query(
    `insert into stackflow.services (name, team, tier)
     select 'service-' || lpad(n::text, 4, '0'), 'team-' || lpad((n % 40)::text, 2, '0'),
       case when n % 5 = 0 then 'critical' else 'standard' end
     from generate_series(1, $1) as n`,
    [options.services]
  );
  await loading(client, () => makeChanges(client, options));
  await makeIncidents(client, options);
  await linkIncidents(client, options);
  await makeDowntimes(client, options);
  await makeObjectives(client, options);
  await client.query('reset max_parallel_workers_per_gather');
}

/**
 * 88 % deployments and 2 % emergencies; 96 % closed, 95 % in production, 3 % failed. Lead times are
 * log-normal: a median of 20 hours, and one in six over four days.
 */
async function makeChanges(client: ClientBase, { changes, services, years }: HistorySize): Promise<void> {
  await client.query(
    `insert into stackflow.change_records
       (service_id, title, change_type, state, deployment_outcome, environment, created_at, implementation_end_at, closed_at,
        source, external_id)
     select 1 + floor(random() * $2::int)::int, 'Change ' || n,
       case when type < 0.88 then 'deployment' when type < 0.90 then 'emergency'
            when type < 0.95 then 'standard' else 'normal' end,
       case when state < 0.96 then 'closed' when state < 0.98 then 'cancelled'
            when state < 0.99 then 'scheduled' else 'implementing' end,
       case when state < 0.96 then
         case when outcome < 0.03 then 'failed' when outcome < 0.04 then 'rolled_back' when outcome < 0.9 then 'successful' end
       end,
       case when random() < 0.95 then 'production' else 'staging' end,
       ended_at - interval '20 hours' * exp(1.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())),
       case when state < 0.98 then ended_at end,
       case when state < 0.98 then ended_at + interval '5 minutes' end,
       'github', 'bench#' || n
     from (
       select n, $4::timestamptz - interval '365 days' * $3::int * (1 - n::float8 / $1::int) as ended_at,
         random() as type, random() as state, random() as outcome
       from generate_series(1, $1::int) as n
     ) as every_change`,
    [changes, services, years, END]
  );
}

/** 40 % are P1 or P2; resolved after 20 minutes in the median, one in a thousand still open. */
async function makeIncidents(client: ClientBase, { incidents, years }: HistorySize): Promise<void> {
  await client.query(
    `insert into stackflow.incidents (title, priority, created_at, resolved_at, affected_users, external_id)
     select 'Incident ' || n, (array['P1','P2','P3','P3','P4'])[1 + floor(random() * 5)::int], began_at,
       case when random() < 0.999 then
         began_at + interval '20 minutes' * exp(1.5 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))
       end,
       floor(random() * 1000)::int, 'bench-incident#' || n
     from (
       select n, $3::timestamptz - interval '365 days' * $2::int * (1 - n::float8 / $1::int) as began_at
       from generate_series(1, $1::int) as n
     ) as every_incident`,
    [incidents, years, END]
  );
}

/**
 * Half of the severe incidents blame a change that ended in the 24 hours before. Both are numbered
 * evenly through time, so its number follows from the incident's.
 */
async function linkIncidents(client: ClientBase, { changes, incidents, years }: HistorySize): Promise<void> {
  await client.query(
    `insert into stackflow.incident_changes (incident_id, change_id, linked_by)
     select i.id, greatest(1, floor(i.id * $1::float8 - random() * $2::float8)::bigint), 'bench'
     from stackflow.incidents as i
     where i.priority in ('P1', 'P2') and random() < 0.5`,
    [changes / incidents, changes / (365 * years)]
  );
}

/** Three in ten incidents took a service down: that of the change they blame, or any. */
async function makeDowntimes(client: ClientBase, { services }: HistorySize): Promise<void> {
  await client.query(
    `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select i.id, coalesce(c.service_id, 1 + floor(random() * $1::int)::int), i.created_at, i.resolved_at
     from stackflow.incidents as i
     left join stackflow.incident_changes as l on l.incident_id = i.id
     left join stackflow.change_records as c on c.id = l.change_id
     where random() < 0.3`,
    [services]
  );
}

/**
 * Two SLOs a service, as old as the history, which ends in the past: else they would be judged by what was not yet so. And an
 * hour of maintenance for each every week.
 */
async function makeObjectives(client: ClientBase, { years }: HistorySize): Promise<void> {
  await client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days)
     select s.id, o.name, o.target, 30
     from stackflow.services as s
     cross join (values ('standard', 99.5), ('strict', 99.95)) as o (name, target)`
  );
  const began = `$1::timestamptz - interval '365 days' * $2::int`;
  // The trigger that keeps SLOs' history would note another edit, of now.
  await client.query('set session_replication_role = replica');
  await client.query(`update stackflow.slos set created_at = ${began}, updated_at = ${began}`, [END, years]);
  await client.query(`update stackflow.slo_history set changed_at = ${began}`, [END, years]);
  await client.query('reset session_replication_role');
  await client.query(
    `insert into stackflow.maintenance_windows (service_id, started_at, ended_at, reason)
     select s.id, w.begins, w.begins + interval '1 hour', 'weekly'
     from stackflow.services as s
     cross join generate_series($1::timestamptz - interval '3 years', $1::timestamptz, interval '7 days') as w (begins)`,
    [END]
  );
}
