import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { HOUR_MS, dueHours } from '../../src/backend/metrics/hourly/due-hours';
import { noteRun as notePublishing } from '../../src/backend/publish/ledger/runs';
import { keepLimits, noteRun as noteSync } from '../../src/backend/sync/backfill/job';
import { noCounts } from '../../src/backend/sync/facts/store-facts';
import { changeGate } from '../../src/backend/worker/schedules/change-gate-job';
import { fold } from '../../src/backend/worker/schedules/fold-job';
import { PUBLISHED_KINDS } from '../../src/model/publishing';
import { REPOSITORIES } from './github';

/**
 * What the company's worker would do each minute: the gate's own work, the fold, and what runs of sync and publishing would leave
 * in the database. Nobody is asked, and nothing is sent anywhere.
 */

/** As publishing calls it: a region, a namespace and an extra dimension. */
const DESTINATION = 'eu-central-1 StackFlow/DORA Environment=production';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Brings status up to now. */
export async function keepFresh(pool: Pool, signal: AbortSignal): Promise<void> {
  await changeGate({ pool, log: QUIET, signal });
  await fold({ pool, log: QUIET, signal });
  await keepSync(pool);
  await keepPublishing(pool);
}

/** An hour whose records were corrected after it was published. */
export async function keepDrift(pool: Pool): Promise<void> {
  await pool.query(sql`
    insert into stackflow.cloudwatch_drift
      (destination, hour, metric, service_id, published_n, published_total, now_n, now_total)
    select ${DESTINATION}, date_trunc('hour', now() - interval '52 hours', 'UTC'), v.metric, s.id, v.n, v.total, v.now_n, v.now_total
    from (values ('DeploymentFrequency', 'Checkout', 1, 2, 1, 3), ('LeadTime', 'Checkout', 2, 93600, 3, 151200))
      as v (metric, service, n, total, now_n, now_total)
    join stackflow.services as s on s.name = v.service
    on conflict do nothing
  `);
}

async function keepSync(pool: Pool): Promise<void> {
  await pool.query(sql`
    insert into stackflow.github_sync_state as y
      (repository_id, full_name, pulls_watermark, last_started_at, last_succeeded_at, pull_requests_seen)
    select r.id, r."fullName", now(), now(), now(),
      (select count(*) from stackflow.github_pull_requests as p where p.repository_id = r.id)
    from json_to_recordset(${JSON.stringify(REPOSITORIES)}::json) as r (id bigint, "fullName" text)
    on conflict (repository_id) do update set
      pulls_watermark = now(), last_started_at = now(), last_succeeded_at = now()
  `);
  const resetsAt = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  await keepLimits(pool, [
    { account: 'larkfield', resource: 'core', limit: 5_000, remaining: 4_612, resetsAt },
    { account: 'larkfield', resource: 'graphql', limit: 5_000, remaining: 3_890, resetsAt },
  ]);
  const results = REPOSITORIES.map(({ fullName }) => ({
    ...{ repository: fullName, pullRequests: 0, deployments: 0, counts: noCounts() },
    outcome: { kind: 'unchanged' } as const,
  }));
  await noteSync(pool, results, true);
}

async function keepPublishing(pool: Pool): Promise<void> {
  const nowMs = Date.now();
  await notePublishing(pool, DESTINATION, PUBLISHED_KINDS, { begunMs: nowMs, error: null });
  for (const kind of PUBLISHED_KINDS) {
    const { fromMs, toMs } = dueHours(kind, nowMs);
    await pool.query(sql`
      insert into stackflow.cloudwatch_hours (destination, kind, hour, state, published_at, datums)
      select ${DESTINATION}, ${kind}, h, 'published', now(), 40
      from generate_series(${new Date(fromMs)}::timestamptz, ${new Date(toMs - HOUR_MS)}::timestamptz, '1 hour') as g (h)
      on conflict do nothing
    `);
  }
}
