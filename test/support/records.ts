import type { ClientBase } from 'pg';

import type { Tier } from '../../src/model/query-fields';

/** Puts records into a test database by what matters to a metric; the rest has sensible defaults. */
export interface ServiceSpec {
  readonly name: string;
  readonly team?: string | null;
  readonly tier?: Tier;
  readonly retiredAt?: string | null;
  readonly monitoredSince?: string | null;
}

export interface ChangeSpec {
  /** Unique; by it incidents are linked. */
  readonly key: string;
  readonly service: string;
  /** Default: one hour before the end. */
  readonly createdAt?: string;
  readonly implementationStartAt?: string | null;
  readonly implementationEndAt?: string | null;
  /** Default: the end of the implementation. */
  readonly closedAt?: string | null;
  readonly type?: 'deployment' | 'standard' | 'normal' | 'emergency';
  readonly state?: 'closed' | 'cancelled' | 'implementing';
  readonly outcome?: 'successful' | 'failed' | 'rolled_back' | null;
  readonly environment?: string;
  readonly unplanned?: boolean;
  /** Default: the key. */
  readonly title?: string;
  readonly url?: string | null;
}

export interface IncidentSpec {
  readonly key: string;
  readonly createdAt: string;
  readonly resolvedAt?: string | null;
  readonly priority?: 'P1' | 'P2' | 'P3' | 'P4';
  /** Keys of linked changes. */
  readonly changes?: readonly string[];
  /** Keys of the changes that mended it. */
  readonly fixes?: readonly string[];
  /** Names of services that went down for as long as the incident lasted. */
  readonly downServices?: readonly string[];
  /** Default: the key. */
  readonly title?: string;
  readonly url?: string | null;
  readonly affectedUsers?: number | null;
  /** Who linked the changes, and when; default nobody, now. */
  readonly linkedBy?: string | null;
  readonly linkedAt?: string;
}

export interface Records {
  readonly services?: readonly ServiceSpec[];
  readonly changes?: readonly ChangeSpec[];
  readonly incidents?: readonly IncidentSpec[];
}

const HOUR_MS = 3600_000;

/** Inserts everything, services first. */
export async function insertRecords(client: ClientBase, records: Records): Promise<void> {
  for (const service of records.services ?? []) {
    await client.query(
      'insert into stackflow.services (name, team, tier, retired_at, monitored_since) values ($1, $2, $3, $4, $5)',
      [
        service.name,
        service.team ?? null,
        service.tier ?? 'standard',
        service.retiredAt ?? null,
        service.monitoredSince ?? null,
      ]
    );
  }
  for (const change of records.changes ?? []) {
    await insertChange(client, change);
  }
  for (const incident of records.incidents ?? []) {
    await insertIncident(client, incident);
  }
}

async function insertChange(client: ClientBase, change: ChangeSpec): Promise<void> {
  const end = change.implementationEndAt === undefined ? null : change.implementationEndAt;
  const closedAt = change.closedAt === undefined ? end : change.closedAt;
  const endedAt = end ?? closedAt ?? '2026-01-01T00:00:00Z';
  await client.query(
    `insert into stackflow.change_records
       (service_id, change_type, state, deployment_outcome, environment, created_at, implementation_end_at,
        closed_at, external_id, title, url, unplanned, implementation_start_at)
     values ((select id from stackflow.services where name = $1), $3, $4, $5, $6, $7, $8, $9, $2, $10, $11, $12, $13)`,
    [
      change.service,
      change.key,
      change.type ?? 'deployment',
      change.state ?? 'closed',
      change.outcome === undefined ? 'successful' : change.outcome,
      change.environment ?? 'production',
      change.createdAt ?? new Date(Date.parse(endedAt) - HOUR_MS).toISOString(),
      end,
      closedAt,
      change.title ?? change.key,
      change.url ?? null,
      change.unplanned ?? false,
      change.implementationStartAt ?? null,
    ]
  );
}

async function insertIncident(client: ClientBase, incident: IncidentSpec): Promise<void> {
  const { key, createdAt, resolvedAt = null, priority = 'P1', changes = [], fixes = [], downServices = [] } = incident;
  await client.query(
    `insert into stackflow.incidents (priority, created_at, resolved_at, external_id, title, url, affected_users)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [priority, createdAt, resolvedAt, key, incident.title ?? key, incident.url ?? null, incident.affectedUsers ?? null]
  );
  await client.query(
    `insert into stackflow.incident_changes (incident_id, change_id, linked_by, linked_at, role)
     select (select id from stackflow.incidents where external_id = $1), c.id, $3, coalesce($4, now()),
       case when c.external_id = any($5) then 'fix' else 'cause' end
     from stackflow.change_records as c where c.external_id = any($2) or c.external_id = any($5)`,
    [key, changes, incident.linkedBy ?? null, incident.linkedAt ?? null, fixes]
  );
  await client.query(
    `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select (select id from stackflow.incidents where external_id = $1), s.id, $3, $4
     from stackflow.services as s where s.name = any($2)`,
    [key, downServices, createdAt, resolvedAt]
  );
}

/** Takes every record away, so that one database serves many tests. */
export async function clearRecords(client: ClientBase): Promise<void> {
  await client.query(
    'truncate stackflow.services, stackflow.change_records, stackflow.incidents restart identity cascade'
  );
}
