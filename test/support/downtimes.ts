import type { ClientBase } from 'pg';

/** Puts downtime, maintenance and SLOs into a test database; services must be there. */
export interface DowntimeSpec {
  /** Periods of one key belong to one incident. Default: an incident of its own. */
  readonly incident?: string;
  readonly service: string;
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
  readonly affectedUsers?: number | null;
  readonly priority?: 'P1' | 'P2' | 'P3' | 'P4';
}

export interface MaintenanceSpec {
  readonly service: string;
  readonly from: string;
  readonly to: string;
}

/** What an SLO demanded from a time on. */
export interface SloVersionSpec {
  readonly since: string;
  readonly targetPercent?: number;
  readonly windowDays?: number;
  readonly enabled?: boolean;
}

export interface SloSpec {
  readonly service: string;
  readonly name?: string;
  readonly targetPercent?: number;
  readonly windowDays?: number;
  readonly enabled?: boolean;
  /** Later edits, oldest first. */
  readonly edits?: readonly SloVersionSpec[];
}

export async function insertDowntimes(client: ClientBase, downtimes: readonly DowntimeSpec[]): Promise<void> {
  for (const [index, down] of downtimes.entries()) {
    const key = down.incident ?? `outage ${index + 1}`;
    await client.query(
      `insert into stackflow.incidents (title, priority, created_at, resolved_at, affected_users, external_id, url)
       values ($1, $2, $3, $4, $5, $1, 'https://incidents.example/' || $1) on conflict (external_id) do nothing`,
      [key, down.priority ?? 'P1', down.from, down.to, down.affectedUsers ?? null]
    );
    await client.query(
      `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
       values ((select id from stackflow.incidents where external_id = $1),
         (select id from stackflow.services where name = $2), $3, $4)`,
      [key, down.service, down.from, down.to]
    );
  }
}

export async function insertMaintenance(client: ClientBase, windows: readonly MaintenanceSpec[]): Promise<void> {
  for (const { service, from, to } of windows) {
    await client.query(
      `insert into stackflow.maintenance_windows (service_id, started_at, ended_at, reason)
       values ((select id from stackflow.services where name = $1), $2, $3, 'planned')`,
      [service, from, to]
    );
  }
}

/** Inserts SLOs with their history at the times given, as if each edit had been made then. */
export async function insertSlos(client: ClientBase, slos: readonly SloSpec[]): Promise<void> {
  for (const {
    service,
    name = 'availability',
    targetPercent = 99.9,
    windowDays = 30,
    enabled = true,
    edits = [],
  } of slos) {
    const { rows } = await client.query<{ id: string }>(
      `insert into stackflow.slos (service_id, name, target_percent, window_days, enabled, updated_by)
       values ((select id from stackflow.services where name = $1), $2, $3, $4, $5, 'test') returning id`,
      [service, name, targetPercent, windowDays, enabled]
    );
    for (const edit of edits) {
      await client.query(
        `update stackflow.slos set target_percent = coalesce($2, target_percent), window_days = coalesce($3, window_days),
           enabled = coalesce($4, enabled) where id = $1`,
        [rows[0]?.id, edit.targetPercent ?? null, edit.windowDays ?? null, edit.enabled ?? null]
      );
      // The trigger stamps the clock; the test wants its own time.
      await client.query(
        `update stackflow.slo_history set changed_at = $2
         where id = (select max(id) from stackflow.slo_history where slo_id = $1)`,
        [rows[0]?.id, edit.since]
      );
    }
  }
}

/** Takes services and all that hangs on them away, so that one database serves many tests. */
export async function clearAll(client: ClientBase): Promise<void> {
  await client.query(
    'truncate stackflow.services, stackflow.incidents, stackflow.change_records, stackflow.slos restart identity cascade'
  );
}
