-- Lead times themselves, in order, so that a percentile is looked up among them and not among the records of a bin.

-- What a program of an older version folds lacks them: its insert fails, and the day stays marked.
alter table stackflow.folded_days drop constraint if exists folded_days_cells_version_check;
-- Existing days lack them as well; the mark of every day below stands for that.
update stackflow.folded_days set cells_version = 21 where cells_version < 21;
alter table stackflow.folded_days add constraint folded_days_cells_version_check check (cells_version >= 21);

create table if not exists stackflow.lead_time_values (
  level smallint not null,
  block integer not null,
  part integer not null,
  deployments integer not null,
  us bigint[] not null,
  primary key (level, block, part) include (deployments)
);
comment on table stackflow.lead_time_values is 'The lead times that lead_time_cells counts from bin 1 on: those of a day of UTC at level 0, of 8 days at level 1. Only sre-metrics fold writes them; not to be read of days that have a row in cell_marks.';
comment on column stackflow.lead_time_values.block is 'Days since 1970-01-01, divided by the days of a block.';
comment on column stackflow.lead_time_values.part is 'At level 1 the bin, as stackflow.lead_time_bin; at level 0 (bin + 62) / 32, in each of which lead times double.';
comment on column stackflow.lead_time_values.deployments is 'How many lead times there are.';
comment on column stackflow.lead_time_values.us is 'Lead times in microseconds, ascending.';
-- Numbers in order are read in whole, and would be unpacked each time.
alter table stackflow.lead_time_values alter column us set storage external;

-- As version 16 has it for tables of cells.
alter table stackflow.lead_time_values set (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);

grant select on stackflow.lead_time_values to sre_metrics_reader, sre_metrics_writer;
grant insert, delete on stackflow.lead_time_values to sre_metrics_writer;

-- All days are folded anew, beside readers and writers; until then records answer.
insert into stackflow.cell_marks (day) values (null);
