-- Indexes that the metrics read: each starts with the time a metric is placed by, holds only the
-- rows that count, and covers the columns needed, so that history outside the range costs nothing.

create index if not exists change_records_deployed_idx
  on stackflow.change_records (deployed_at)
  include (id, service_id, change_type, deployment_outcome, created_at, closed_at, implementation_end_at)
  where state = 'closed' and environment = 'production' and change_type in ('deployment', 'emergency');

-- Failed deployments: incidents by when they began.
create index if not exists incidents_severe_created_idx
  on stackflow.incidents (created_at)
  include (id, resolved_at)
  where priority in ('P1', 'P2');

-- MTTR: incidents by when service was restored.
create index if not exists incidents_severe_resolved_idx
  on stackflow.incidents (resolved_at)
  include (id, created_at)
  where priority in ('P1', 'P2');

create index if not exists incidents_severe_open_idx
  on stackflow.incidents (created_at)
  include (id)
  where priority in ('P1', 'P2') and resolved_at is null;

create index if not exists incident_changes_change_idx
  on stackflow.incident_changes (change_id) include (incident_id);

create index if not exists incident_downtimes_incident_idx
  on stackflow.incident_downtimes (incident_id) include (service_id);

create index if not exists incident_downtimes_service_idx
  on stackflow.incident_downtimes (service_id, started_at) include (ended_at, incident_id);

create index if not exists maintenance_windows_service_idx
  on stackflow.maintenance_windows (service_id, started_at) include (ended_at);

create index if not exists slo_history_slo_idx
  on stackflow.slo_history (slo_id, changed_at);
