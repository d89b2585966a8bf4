-- How far stored numbers are behind, for who looks after them.

create table if not exists stackflow.fold_times (
  stored text primary key check (stored in ('downtime', 'gatedPeriods', 'deployments')),
  folded_at timestamptz not null
);
comment on table stackflow.fold_times is 'When the last fold of each kind of stored numbers ended; no row before one did.';

create or replace function stackflow.note_fold(stored text)
returns void
language sql
-- With its owner's rights: who folds need not be able to write the table.
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into stackflow.fold_times as f (stored, folded_at) values (note_fold.stored, now())
  on conflict (stored) do update set folded_at = excluded.folded_at
$$;
comment on function stackflow.note_fold is 'Notes that a fold of these stored numbers ended now.';

revoke execute on function stackflow.note_fold(text) from public;
grant execute on function stackflow.note_fold(text) to sre_metrics_writer;
grant select on stackflow.fold_times to sre_metrics_reader, sre_metrics_writer;
