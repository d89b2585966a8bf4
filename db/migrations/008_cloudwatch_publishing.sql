-- Publishing to CloudWatch: which hour went where, what is on its way, and what has changed since.
--
-- CloudWatch adds up what it is sent twice. So an hour is claimed here before anything of it is sent,
-- and a request that may or may not have arrived is remembered until CloudWatch itself was asked.

create table if not exists stackflow.cloudwatch_destinations (
  destination text not null check (btrim(destination) <> ''),
  kind text not null check (kind in ('dora', 'changeFailureRate', 'slo')),
  last_run_at timestamptz not null default now(),
  last_succeeded_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  primary key (destination, kind)
);
comment on table stackflow.cloudwatch_destinations is 'Where results are published to, and how the last run went.';
comment on column stackflow.cloudwatch_destinations.destination is 'Region, namespace, extra dimensions and endpoint as one text.';
comment on column stackflow.cloudwatch_destinations.kind is 'dora: deployment frequency, lead time, MTTR; changeFailureRate, which settles a day later; slo: error budgets.';
comment on column stackflow.cloudwatch_destinations.last_run_at is 'When the last run that came to its end began.';
comment on column stackflow.cloudwatch_destinations.last_error is 'What went wrong when a run last failed; never holds a secret.';

create table if not exists stackflow.cloudwatch_hours (
  destination text not null,
  kind text not null,
  hour timestamptz not null check (hour = date_bin('1 hour', hour, timestamptz 'epoch')),
  state text not null check (state in ('claimed', 'published', 'lost')),
  claimed_at timestamptz not null default now(),
  published_at timestamptz check ((published_at is not null) = (state = 'published')),
  datums integer not null default 0,
  lost_reason text check ((lost_reason is not null) = (state = 'lost')),
  primary key (destination, kind, hour)
);
create index if not exists cloudwatch_hours_claimed_idx
  on stackflow.cloudwatch_hours (destination, kind, hour) where state = 'claimed';
comment on table stackflow.cloudwatch_hours is 'Each hour that was published, is on its way, or was lost. Whoever makes the row publishes the hour.';
comment on column stackflow.cloudwatch_hours.hour is 'Its start; hours are those of UTC.';
comment on column stackflow.cloudwatch_hours.datums is 'Data points sent for it; 0 where there was nothing to say.';

create table if not exists stackflow.cloudwatch_batches (
  id bigint generated always as identity primary key,
  destination text not null,
  namespace text not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'lost')),
  oldest_hour timestamptz not null,
  datum_count integer not null,
  datums jsonb check (datums is not null or state in ('sent', 'lost')),
  claimed_at timestamptz not null default now(),
  sending_since timestamptz check (sending_since is not null or state <> 'sending'),
  ended_at timestamptz check ((ended_at is not null) = (state in ('sent', 'lost'))),
  last_error text
);
create index if not exists cloudwatch_batches_open_idx
  on stackflow.cloudwatch_batches (destination, oldest_hour) where state in ('waiting', 'sending');
create index if not exists cloudwatch_batches_ended_idx
  on stackflow.cloudwatch_batches (ended_at) where state in ('sent', 'lost');
comment on table stackflow.cloudwatch_batches is 'Each request to CloudWatch; one may span many hours.';
comment on column stackflow.cloudwatch_batches.state is 'waiting: nothing of it was sent; sending: sent, and CloudWatch did not answer yet, or nobody knows; sent; lost: too old before it could be sent.';
comment on column stackflow.cloudwatch_batches.datums is 'What is to be sent; null once that is done.';
comment on column stackflow.cloudwatch_batches.last_error is 'Why it was not sent when it was last tried.';

create table if not exists stackflow.cloudwatch_batch_hours (
  batch_id bigint not null references stackflow.cloudwatch_batches (id) on delete cascade,
  destination text not null,
  kind text not null,
  hour timestamptz not null,
  primary key (batch_id, kind, hour),
  foreign key (destination, kind, hour) references stackflow.cloudwatch_hours (destination, kind, hour)
);
create index if not exists cloudwatch_batch_hours_hour_idx
  on stackflow.cloudwatch_batch_hours (destination, kind, hour);
comment on table stackflow.cloudwatch_batch_hours is 'Which hours a request holds. An hour is published once all its requests are sent.';

create table if not exists stackflow.cloudwatch_values (
  destination text not null,
  hour timestamptz not null,
  metric text not null,
  service_id bigint references stackflow.services (id) on delete cascade,
  n bigint not null,
  total numeric not null,
  unique nulls not distinct (destination, hour, metric, service_id)
);
comment on table stackflow.cloudwatch_values is 'What was published of the DORA metrics in the last two weeks, for comparison; zero deployments are left out.';
comment on column stackflow.cloudwatch_values.service_id is 'Null for all services together.';
comment on column stackflow.cloudwatch_values.n is 'CloudWatch''s SampleCount of the hour.';
comment on column stackflow.cloudwatch_values.total is 'CloudWatch''s Sum of the hour.';

create table if not exists stackflow.cloudwatch_drift (
  destination text not null,
  hour timestamptz not null,
  metric text not null,
  service_id bigint references stackflow.services (id) on delete cascade,
  published_n bigint not null,
  published_total numeric not null,
  now_n bigint not null,
  now_total numeric not null,
  noticed_at timestamptz not null default now(),
  unique nulls not distinct (destination, hour, metric, service_id)
);
comment on table stackflow.cloudwatch_drift is 'Hours whose records were corrected after they were published. CloudWatch keeps what it was sent.';
comment on column stackflow.cloudwatch_drift.now_n is 'What SampleCount would be if the hour were published now; now_total likewise the Sum.';

-- The publisher's role beside the reader's, for the plugin: it adds the right to keep this ledger and
-- nothing else. The worker has it as a writer.
do $$
begin
  if not exists (select from pg_roles where rolname = 'sre_metrics_publisher') then
    begin
      create role sre_metrics_publisher nologin;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'The role sre_metrics_publisher is missing and % may not create roles.', current_user
          using errcode = 'insufficient_privilege',
                hint = 'Let an administrator run: create role sre_metrics_publisher nologin;';
    end;
  end if;
end
$$;

grant usage on schema stackflow to sre_metrics_publisher;
grant select on
  stackflow.cloudwatch_destinations,
  stackflow.cloudwatch_hours,
  stackflow.cloudwatch_batches,
  stackflow.cloudwatch_batch_hours,
  stackflow.cloudwatch_values,
  stackflow.cloudwatch_drift
to sre_metrics_reader, sre_metrics_writer, sre_metrics_publisher;
grant insert, update on
  stackflow.cloudwatch_destinations,
  stackflow.cloudwatch_hours,
  stackflow.cloudwatch_batches,
  stackflow.cloudwatch_batch_hours,
  stackflow.cloudwatch_values,
  stackflow.cloudwatch_drift
to sre_metrics_writer, sre_metrics_publisher;
-- Requests that are done with, values nobody compares any more and kinds nobody publishes go; the
-- hours stay.
grant delete on
  stackflow.cloudwatch_destinations,
  stackflow.cloudwatch_batches,
  stackflow.cloudwatch_batch_hours,
  stackflow.cloudwatch_values,
  stackflow.cloudwatch_drift
to sre_metrics_writer, sre_metrics_publisher;
grant select, insert, update on stackflow.job_status to sre_metrics_publisher;
