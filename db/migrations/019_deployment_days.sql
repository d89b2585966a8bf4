-- Totals of whole days, so that a year is not added up from quarters of an hour.

-- A program that folds by an older version does not know all that belongs to a day: its insert fails, and the day stays marked.
-- Of existing days all is there once this migration is through.
alter table stackflow.folded_days add column if not exists cells_version smallint not null default 19;
alter table stackflow.folded_days alter column cells_version drop default;
comment on column stackflow.folded_days.cells_version is 'The version of the schema whose tables of cells the fold wrote.';

create table if not exists stackflow.deployment_days (
  day integer primary key,
  deployments integer not null,
  failed integer not null,
  emergencies integer not null,
  reworked integer not null,
  leads integer not null,
  lead_us numeric not null
);
comment on table stackflow.deployment_days is 'The same as deployment_quarters by days of UTC.';
comment on column stackflow.deployment_days.day is 'Days since 1970-01-01.';

-- As version 16 has it for tables of cells.
alter table stackflow.deployment_days set (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);

grant select on stackflow.deployment_days to sre_metrics_reader, sre_metrics_writer;
grant insert, delete on stackflow.deployment_days to sre_metrics_writer;

-- No fold runs beside this: the table of folded days is locked.
insert into stackflow.deployment_days (day, deployments, failed, emergencies, reworked, leads, lead_us)
select stackflow.utc_day(q.starts_at), sum(q.deployments), sum(q.failed), sum(q.emergencies), sum(q.reworked), sum(q.leads),
  sum(q.lead_us)
from stackflow.deployment_quarters as q
group by 1
on conflict (day) do nothing;
