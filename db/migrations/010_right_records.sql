-- GitHub sync makes the right records: a deployment carries all that was merged before it, and what tells
-- that is kept as facts. What sync wrote before stays as it is until the records are derived anew.

alter table stackflow.github_repositories
  add column if not exists deployed_by text not null default 'deployment'
    check (deployed_by in ('merge', 'deployment', 'release', 'tag')),
  add column if not exists tags text[] not null default '{}',
  add column if not exists record_per text not null default 'pullRequest'
    check (record_per in ('pullRequest', 'deployment')),
  add column if not exists redeploy_hours integer not null default 24 check (redeploy_hours between 0 and 8760),
  add column if not exists revert_days integer not null default 7 check (revert_days between 0 and 3650),
  add column if not exists exclude_authors text[] not null default '{}',
  add column if not exists exclude_bots boolean not null default false,
  add column if not exists exclude_titles text[] not null default '{}',
  add column if not exists rework_labels text[] not null default '{}',
  add column if not exists rework_branches text[] not null default '{hotfix/**}',
  add column if not exists deploy_without_pull_request text not null default 'count'
    check (deploy_without_pull_request in ('record', 'count', 'ignore'));
comment on column stackflow.github_repositories.deploy_without_pull_request is 'Whether a push to the production branch without a pull request is a record, counted in the status, or nothing.';
comment on column stackflow.github_repositories.exclude_authors is 'A pull request of an author that one of these globs fits makes no record.';
comment on column stackflow.github_repositories.exclude_bots is 'Whether pull requests of bots, by GitHub''s own type, make no record.';
comment on column stackflow.github_repositories.exclude_titles is 'A pull request with a title that one of these globs fits makes no record.';
comment on column stackflow.github_repositories.rework_labels is 'A pull request with one of these labels is an unplanned deployment.';
comment on column stackflow.github_repositories.rework_branches is 'A pull request from a branch that one of these globs fits is an unplanned deployment.';
comment on column stackflow.github_repositories.deployed_by is 'What deploys: merge, deployment (to the environments, or merging where none are named), release or tag.';
comment on column stackflow.github_repositories.tags is 'Globs of tags that count where releases or tags deploy; empty: all do.';
comment on column stackflow.github_repositories.record_per is 'Where deployments, releases or tags deploy: a record of each pull request, or of each deployment with all that it carried.';
comment on column stackflow.github_repositories.redeploy_hours is 'A change whose deployment failed counts as failed unless a later one brings it live within so many hours.';
comment on column stackflow.github_repositories.revert_days is 'A revert counts against what it reverts within so many days after that was live.';

alter table stackflow.github_pull_requests
  add column if not exists is_by_bot boolean not null default false,
  add column if not exists head_branch text not null default '',
  add column if not exists branch_reverts_number bigint,
  add column if not exists left_base_at timestamptz,
  add column if not exists left_base_as_of timestamptz;
create index if not exists github_pull_requests_branch_reverts_idx
  on stackflow.github_pull_requests (repository_id, branch_reverts_number) where branch_reverts_number is not null;
comment on column stackflow.github_pull_requests.author is 'The account''s name, a bot''s without [bot]; null for one that is gone.';
comment on column stackflow.github_pull_requests.is_by_bot is 'Whether its author is a bot by GitHub''s own type.';
comment on column stackflow.github_pull_requests.head_branch is 'The branch that was merged; empty until it is read again.';
comment on column stackflow.github_pull_requests.branch_reverts_number is 'The pull request that its branch says it reverts, which counts where its title says so too.';
comment on column stackflow.github_pull_requests.left_base_at is 'Commit time of the commit before its first, where the branch left the base; null until the API was asked.';
comment on column stackflow.github_pull_requests.left_base_as_of is 'updated_at of the state that left_base_at belongs to.';

alter table stackflow.github_deployments add column if not exists run_id bigint;
comment on column stackflow.github_deployments.run_id is 'The run of GitHub Actions that made it; null where none did.';
create index if not exists github_deployments_run_idx
  on stackflow.github_deployments (repository_id, run_id) where run_id is not null;
create index if not exists github_deployments_environment_idx
  on stackflow.github_deployments (repository_id, lower(environment), state_at);
create index if not exists github_deployments_state_at_idx on stackflow.github_deployments (repository_id, state_at);
create index if not exists github_pull_requests_merged_idx
  on stackflow.github_pull_requests (repository_id, ended_at) where state = 'merged';

create table if not exists stackflow.github_facts (
  repository_id bigint not null,
  kind text not null check (kind in ('commit', 'run', 'push', 'release', 'tag')),
  key text not null,
  at timestamptz,
  shas text[] not null default '{}',
  content jsonb not null,
  stored_at timestamptz not null default now(),
  primary key (repository_id, kind, key)
);
create index if not exists github_facts_at_idx on stackflow.github_facts (repository_id, kind, at);
create index if not exists github_facts_shas_idx on stackflow.github_facts using gin (shas);
comment on table stackflow.github_facts is 'What else is known of GitHub: commits that were deployed or pushed, runs that failed, pushes to production branches, releases and tags.';
comment on column stackflow.github_facts.key is 'What it is known by among its kind: a commit''s name, a run''s id, a push''s branch and commit, a tag''s name.';
comment on column stackflow.github_facts.at is 'When it happened; null where that says nothing.';
comment on column stackflow.github_facts.shas is 'Commits that it is about; of a commit the newest hundred that it holds, itself included.';
comment on column stackflow.github_facts.content is 'The fact as sync reads it.';

-- One place for what brings code to an environment, whatever GitHub calls it.
create or replace view stackflow.github_rollouts with (security_invoker = true) as
select d.repository_id, 'deployment'::text as source, d.deployment_id::text as id, lower(d.environment) as environment,
  d.sha, d.state_at as at,
  case
    when d.state = 'success' then 'live'
    when r.content ->> 'conclusion' = 'cancelled' then 'cancelled'
    else 'failed'
  end as ending,
  d.run_id, null::text as name
from stackflow.github_deployments as d
left join stackflow.github_facts as r
  on r.repository_id = d.repository_id and r.kind = 'run' and r.key = d.run_id::text and d.state <> 'success'
where d.state in ('success', 'failure', 'error')
union all
select f.repository_id, f.kind, f.key, '', f.shas[1], f.at, 'live', null, f.key
from stackflow.github_facts as f
where f.kind in ('release', 'tag') and cardinality(f.shas) = 1 and (f.content ->> 'isFinal')::boolean;
comment on view stackflow.github_rollouts is 'What brought code to an environment, failed to, or was cancelled before it could.';

-- A record is a pull request's, a push's, or that of a deployment and all that it carried.
alter table stackflow.github_changes add column if not exists subject text;
update stackflow.github_changes set subject = '#' || number where subject is null;
alter table stackflow.github_changes
  drop constraint if exists github_changes_pkey,
  drop column if exists number,
  alter column subject set not null,
  add column number bigint
    generated always as (case when subject ~ '^#[0-9]+$' then substring(subject from 2)::bigint end) stored,
  add primary key (repository_id, subject, service_id);
create index if not exists github_changes_number_idx on stackflow.github_changes (repository_id, number);
comment on table stackflow.github_changes is 'Which change record each pull request, push or deployment became: one for each service it concerns.';
comment on column stackflow.github_changes.subject is '#12 for a pull request, push and a commit for a push; deployment and its id, release or tag and its name.';
comment on column stackflow.github_changes.number is 'Of a pull request; null for others.';
-- What sync would have written there: a record that says otherwise was corrected by a person.
update stackflow.github_changes set wrote = wrote || '{"unplanned": "false"}' where not wrote ? 'unplanned';
alter table stackflow.github_changes add column if not exists notes text[] not null default '{}';
comment on column stackflow.github_changes.notes is 'What was weighed where the record was derived, such as a failed attempt that a later deployment made good.';

create table if not exists stackflow.github_carried_changes (
  repository_id bigint not null,
  subject text not null,
  service_id bigint not null references stackflow.services (id),
  carrier text not null,
  record jsonb not null,
  notes text[] not null,
  primary key (repository_id, subject, service_id)
);
create index if not exists github_carried_changes_idx on stackflow.github_carried_changes (repository_id, carrier, service_id);
comment on table stackflow.github_carried_changes is 'Pull requests and pushes that have no record of their own, as one is made of the deployment that carried them.';
comment on column stackflow.github_carried_changes.subject is 'As in github_changes.';
comment on column stackflow.github_carried_changes.carrier is 'The subject of the deployment''s record.';
comment on column stackflow.github_carried_changes.record is 'The record that it would be by itself.';
comment on column stackflow.github_carried_changes.notes is 'As in github_changes.';

alter table stackflow.github_sync_state
  add column if not exists derive_from timestamptz,
  add column if not exists pushes_etag text,
  add column if not exists redelivery text check (redelivery in ('works', 'not_allowed')),
  add column if not exists redelivery_looked_at timestamptz;
comment on column stackflow.github_sync_state.redelivery is 'Whether deliveries that failed may be asked for again; null: not known yet, or there is no webhook.';
comment on column stackflow.github_sync_state.redelivery_looked_at is 'When its webhooks were looked at for deliveries that failed.';
comment on column stackflow.github_sync_state.pushes_etag is 'GitHub''s mark of the newest pushes, for requests that cost nothing where there are no others.';
comment on column stackflow.github_sync_state.derive_from is 'Records of what was merged since then are derived anew when the pass ends; null: none need to be.';

alter table stackflow.github_statuses add column if not exists tried_at timestamptz[] not null default '{}';
comment on column stackflow.github_statuses.tried_at is 'When GitHub took or refused one, in the hour before the newest.';

grant select on stackflow.github_facts, stackflow.github_rollouts to sre_metrics_reader, sre_metrics_writer;
grant insert, update on stackflow.github_facts to sre_metrics_writer;
-- What is carried otherwise, or no more, is stored anew: the facts tell it.
grant select on stackflow.github_carried_changes to sre_metrics_reader;
grant select, insert, update, delete on stackflow.github_carried_changes to sre_metrics_writer;

-- Last, since every metric reads these two tables: they are locked until the transaction ends.
-- What was not planned, because something in production had to be mended. It is a deployment all the same.
alter table stackflow.change_records add column if not exists unplanned boolean not null default false;
comment on column stackflow.change_records.unplanned is 'Whether it was not planned but made because of something in production: it counts as rework. So does the fix of an incident.';
drop index if exists stackflow.change_records_deployed_idx;
create index change_records_deployed_idx
  on stackflow.change_records (deployed_at)
  include (id, service_id, change_type, deployment_outcome, created_at, closed_at, implementation_end_at, unplanned)
  where state = 'closed' and environment = 'production' and change_type in ('deployment', 'emergency');

alter table stackflow.incident_changes
  add column if not exists role text not null default 'cause' check (role in ('cause', 'fix'));
comment on column stackflow.incident_changes.role is 'cause: the change may have caused the incident; fix: the change mended it, and blames no deployment.';
create index if not exists incident_changes_fix_idx on stackflow.incident_changes (change_id) where role = 'fix';
