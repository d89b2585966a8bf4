-- What the numbers are defined by: the implementation of a change as a stretch of time.

-- Deployments whose implementation began before a range that they ended in.
create index if not exists change_records_rollout_idx
  on stackflow.change_records (deployed_at)
  include (id, implementation_start_at)
  where state = 'closed' and environment = 'production' and change_type = 'deployment'
    and implementation_start_at is not null;
comment on column stackflow.change_records.implementation_start_at is 'When implementation began, where known. From here on a linked P1 or P2 incident makes the deployment failed.';
comment on column stackflow.change_records.implementation_end_at is 'When the change was live. Where it is missing, closed_at stands in. 24 h later no new incident makes it failed any more.';
