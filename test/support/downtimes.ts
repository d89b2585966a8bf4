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

/** All at once: whatever comes with a statement, such as a fold, comes once. */
export async function insertDowntimes(client: ClientBase, downtimes: readonly DowntimeSpec[]): Promise<void> {
  const rows = JSON.stringify(
    downtimes.map(({ incident, priority = 'P1', affectedUsers = null, ...down }, index) => ({
      ...down,
      key: incident ?? `outage ${index + 1}`,
      priority,
      affected_users: affectedUsers,
    }))
  );
  await client.query(
    `insert into stackflow.incidents (title, priority, created_at, resolved_at, affected_users, external_id, url)
     select d.key, d.priority, d."from", d."to", d.affected_users, d.key, 'https://incidents.example/' || d.key
     from rows from (
       jsonb_to_recordset($1) as (key text, priority text, "from" timestamptz, "to" timestamptz, affected_users integer)
     ) with ordinality as d (key, priority, "from", "to", affected_users, place)
     order by d.place
     on conflict (external_id) do nothing`,
    [rows]
  );
  await client.query(
    `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select i.id, s.id, d."from", d."to"
     from rows from (
       jsonb_to_recordset($1) as (key text, service text, "from" timestamptz, "to" timestamptz)
     ) with ordinality as d (key, service, "from", "to", place)
     join stackflow.incidents as i on i.external_id = d.key
     left join stackflow.services as s on s.name = d.service
     order by d.place`,
    [rows]
  );
}

export async function insertMaintenance(client: ClientBase, windows: readonly MaintenanceSpec[]): Promise<void> {
  await client.query(
    `insert into stackflow.maintenance_windows (service_id, started_at, ended_at, reason)
     select s.id, w."from", w."to", 'planned'
     from rows from (
       jsonb_to_recordset($1) as (service text, "from" timestamptz, "to" timestamptz)
     ) with ordinality as w (service, "from", "to", place)
     left join stackflow.services as s on s.name = w.service
     order by w.place`,
    [JSON.stringify(windows)]
  );
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
