-- GitHub sync: which repository is deployed as which service, what is known of GitHub's pull requests
-- and deployments, which change records came of it, and how far sync is.
--
-- Facts are kept apart from records: a record can be derived anew at any time, so that events that
-- come twice, late or in another order end in the same rows.

create table if not exists stackflow.github_repositories (
  id bigint generated always as identity primary key,
  repository text not null check (repository ~ '^[^/[:space:]]+/[^/[:space:]]+$'),
  repository_id bigint,
  service_id bigint not null references stackflow.services (id),
  production_branch text not null default 'main' check (production_branch <> ''),
  path_filters text[] not null default '{}',
  production_environments text[] not null default '{production}',
  critical_labels text[] not null default '{}',
  exclude_labels text[] not null default '{}',
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index if not exists github_repositories_name_key
  on stackflow.github_repositories (lower(repository), service_id);
create index if not exists github_repositories_id_idx on stackflow.github_repositories (repository_id);

comment on table stackflow.github_repositories is 'Which GitHub repository is deployed as which service; a monorepo has several rows.';
comment on column stackflow.github_repositories.repository is 'owner/name when it was mapped. Records are named by it, whatever the repository is called later.';
comment on column stackflow.github_repositories.repository_id is 'GitHub''s own id, which a rename keeps; null until the repository was seen.';
comment on column stackflow.github_repositories.production_branch is 'Merging into it deploys; may hold * and **, such as release/*.';
comment on column stackflow.github_repositories.path_filters is 'Globs of changed files that concern the service; a pattern after ! takes out. Empty: all do.';
comment on column stackflow.github_repositories.production_environments is 'GitHub environments whose deployments decide outcome and time. Empty: merging is deploying.';
comment on column stackflow.github_repositories.critical_labels is 'A pull request with one of these labels is a critical change.';
comment on column stackflow.github_repositories.exclude_labels is 'A pull request with one of these labels makes no record.';
comment on column stackflow.github_repositories.enabled is 'Where false, records stay as they are and no new ones come.';

create table if not exists stackflow.github_pull_requests (
  repository_id bigint not null,
  number bigint not null,
  repository text not null,
  title text not null,
  url text not null,
  author text,
  base_branch text not null,
  head_sha text not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  read_at timestamptz,
  state text not null check (state in ('open', 'closed', 'merged')),
  ended_at timestamptz check ((ended_at is null) = (state = 'open')),
  merge_commit_sha text,
  labels text[] not null,
  reverts_number bigint,
  reverts_sha text,
  first_commit_at timestamptz,
  first_commit_told_at timestamptz,
  paths text[],
  paths_told_at timestamptz,
  skip_reason text,
  stored_at timestamptz not null default now(),
  primary key (repository_id, number)
);
create index if not exists github_pull_requests_name_idx
  on stackflow.github_pull_requests (lower(repository), updated_at);
create index if not exists github_pull_requests_merge_idx
  on stackflow.github_pull_requests (repository_id, merge_commit_sha) where merge_commit_sha is not null;
create index if not exists github_pull_requests_reverts_idx
  on stackflow.github_pull_requests (repository_id, reverts_number) where reverts_number is not null;
create index if not exists github_pull_requests_reverts_sha_idx
  on stackflow.github_pull_requests (repository_id, reverts_sha) where reverts_sha is not null;
create index if not exists github_pull_requests_skip_idx
  on stackflow.github_pull_requests (repository_id, skip_reason);

comment on table stackflow.github_pull_requests is 'The newest that is known of each pull request, by webhook or API; change records are derived from it.';
comment on column stackflow.github_pull_requests.repository is 'owner/name at that time.';
comment on column stackflow.github_pull_requests.updated_at is 'GitHub''s own time of its last change: the newer of two states wins by it.';
comment on column stackflow.github_pull_requests.read_at is 'When GitHub''s API was asked; null for what an event told. Decides between states of the same second.';
comment on column stackflow.github_pull_requests.ended_at is 'When it was closed or merged.';
comment on column stackflow.github_pull_requests.reverts_number is 'The pull request of the same repository that it reverts.';
comment on column stackflow.github_pull_requests.reverts_sha is 'The commit that it reverts.';
comment on column stackflow.github_pull_requests.first_commit_at is 'Author time of its first commit; null until the API was asked.';
comment on column stackflow.github_pull_requests.first_commit_told_at is 'updated_at of the state that first_commit_at belongs to.';
comment on column stackflow.github_pull_requests.paths is 'Changed files; null until the API was asked, which happens where a mapping has path filters.';
comment on column stackflow.github_pull_requests.paths_told_at is 'updated_at of the state that paths belongs to.';
comment on column stackflow.github_pull_requests.skip_reason is 'Why it is no change record; null where it is one.';
comment on column stackflow.github_pull_requests.stored_at is 'When something new was last stored of it.';

create table if not exists stackflow.github_deployments (
  repository_id bigint not null,
  deployment_id bigint not null,
  repository text not null,
  sha text not null,
  environment text not null,
  state text not null,
  state_at timestamptz not null,
  url text,
  stored_at timestamptz not null default now(),
  primary key (repository_id, deployment_id)
);
create index if not exists github_deployments_sha_idx on stackflow.github_deployments (repository_id, sha);

comment on table stackflow.github_deployments is 'The newest verdict on each GitHub deployment; before there is one, its newest state.';
comment on column stackflow.github_deployments.state is 'success, failure or error once there is a verdict; else pending, in_progress, inactive, …';

create table if not exists stackflow.github_changes (
  repository_id bigint not null,
  number bigint not null,
  service_id bigint not null references stackflow.services (id),
  change_id bigint not null unique references stackflow.change_records (id) on delete cascade,
  wrote jsonb not null,
  made boolean not null,
  primary key (repository_id, number, service_id)
);
comment on table stackflow.github_changes is 'Which change record each pull request became: one for each service it concerns.';
comment on column stackflow.github_changes.wrote is 'What sync last wrote there. A column that differs from it was corrected by a person and stays.';
comment on column stackflow.github_changes.made is 'Whether sync made the record; false where it was there before and was taken over.';

-- A record that should never have been made goes without a trace, so that it does not matter when that
-- became known. One that incidents, or tables of others, point at stays, and so does one that sync did
-- not make. The caller holds the rows.
create or replace function stackflow.drop_github_changes(change_ids bigint[])
returns setof bigint
language plpgsql
-- With its owner's rights: nobody else may delete records.
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  candidate bigint;
begin
  for candidate in
    select c.change_id
    from stackflow.github_changes as c
    where c.change_id = any (change_ids) and c.made
      and not exists (select from stackflow.incident_changes as i where i.change_id = c.change_id)
    order by c.change_id
  loop
    begin
      delete from stackflow.change_records as r where r.id = candidate;
      return next candidate;
    exception
      when foreign_key_violation or restrict_violation then null;
    end;
  end loop;
end
$$;
comment on function stackflow.drop_github_changes is 'Deletes records that GitHub sync made and nothing points at; returns which.';
revoke execute on function stackflow.drop_github_changes(bigint[]) from public;
grant execute on function stackflow.drop_github_changes(bigint[]) to sre_metrics_writer;

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
comment on table stackflow.github_sync_state is 'How far reconciliation is with each repository, and how its last run ended.';
comment on column stackflow.github_sync_state.scope is 'What was looked at up to the watermarks: environments, and whether changed files were read.';
comment on column stackflow.github_sync_state.pulls_watermark is 'Pull requests updated up to here are known.';
comment on column stackflow.github_sync_state.pulls_etag is 'GitHub''s mark of that state, for requests that cost nothing where nothing changed.';
comment on column stackflow.github_sync_state.deployments_watermark is 'Deployments made up to here are known.';
comment on column stackflow.github_sync_state.pass is 'The pass under way, or cut off: where it is; null between passes.';
comment on column stackflow.github_sync_state.last_error is 'What went wrong when it last failed; never holds a secret.';

create table if not exists stackflow.github_rate_limits (
  account text not null,
  resource text not null,
  limit_per_hour integer not null,
  remaining integer not null,
  resets_at timestamptz not null,
  updated_at timestamptz not null default now(),
  primary key (account, resource)
);
comment on table stackflow.github_rate_limits is 'How much GitHub still answers until the hour ends, by the account that asks.';
comment on column stackflow.github_rate_limits.resource is 'core (REST) or graphql.';

grant select on
  stackflow.github_repositories,
  stackflow.github_pull_requests,
  stackflow.github_deployments,
  stackflow.github_changes,
  stackflow.github_sync_state,
  stackflow.github_rate_limits
to sre_metrics_reader, sre_metrics_writer;
grant insert, update on
  stackflow.github_repositories,
  stackflow.github_pull_requests,
  stackflow.github_deployments,
  stackflow.github_changes,
  stackflow.github_sync_state,
  stackflow.github_rate_limits
to sre_metrics_writer;
-- A mapping is corrected by taking it away; facts are never deleted.
grant delete on stackflow.github_repositories to sre_metrics_writer;
