-- PROVISIONAL, by B, to test the backfill with until A's own replaces it.
create table if not exists stackflow.github_repositories (
  id bigint generated always as identity primary key,
  repository text not null,
  repository_id bigint,
  service_id bigint not null references stackflow.services (id),
  production_branch text not null default 'main',
  path_filters text[] not null default '{}',
  production_environments text[] not null default '{}',
  enabled boolean not null default true
);
create table if not exists stackflow.github_pull_requests (
  repository_id bigint not null,
  number integer not null,
  updated_at timestamptz not null,
  facts jsonb not null,
  primary key (repository_id, number)
);
create table if not exists stackflow.github_deployments (
  repository_id bigint not null,
  deployment_id bigint not null,
  facts jsonb not null,
  primary key (repository_id, deployment_id)
);
create table if not exists stackflow.github_sync_state (
  repository_id bigint primary key,
  full_name text not null,
  scope jsonb,
  pulls_watermark timestamptz,
  pulls_etag text,
  deployments_watermark timestamptz,
  pass jsonb,
  last_started_at timestamptz,
  last_succeeded_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  pull_requests_seen bigint not null default 0,
  deployments_seen bigint not null default 0
);
create table if not exists stackflow.github_rate_limits (
  account text not null,
  resource text not null,
  limit_per_hour integer not null,
  remaining integer not null,
  resets_at timestamptz not null,
  updated_at timestamptz not null default now(),
  primary key (account, resource)
);
grant select, insert, update on stackflow.github_repositories, stackflow.github_pull_requests,
  stackflow.github_deployments, stackflow.github_sync_state, stackflow.github_rate_limits to sre_metrics_writer;
