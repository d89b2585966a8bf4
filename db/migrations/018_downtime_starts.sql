-- How fresh downtime is: when it was last recorded, and how long it is usually silent, by when it began.
create index if not exists incident_downtimes_started_idx on stackflow.incident_downtimes (started_at);
