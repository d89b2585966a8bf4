-- Where the worker's queue lies: schedules, webhook deliveries, retries. The schema is empty here;
-- Graphile Worker lays its tables itself and keeps them up to date, signed in as the worker with the
-- role sre_metrics_writer, which therefore owns them. So the worker needs no right to make schemas,
-- and every member of that role can work on the same queue.

create schema if not exists sre_metrics_jobs;
comment on schema sre_metrics_jobs is 'Queue of the SRE Metrics worker, kept by Graphile Worker. Its tables come with the first worker.';

-- The one table that Graphile Worker would need the right to make schemas for.
create table if not exists sre_metrics_jobs.migrations (
  id integer primary key,
  ts timestamptz not null default now(),
  breaking boolean not null default false
);
comment on table sre_metrics_jobs.migrations is 'Which of Graphile Worker''s own migrations ran.';

grant usage, create on schema sre_metrics_jobs to sre_metrics_writer;
grant select, insert, update on sre_metrics_jobs.migrations to sre_metrics_writer;
