-- How far stored pieces of downtime are behind, for who looks after them.

create table if not exists stackflow.down_fold (
  only_row boolean primary key default true check (only_row),
  folded_at timestamptz not null
);
comment on table stackflow.down_fold is 'One row: when the last fold of downtime ended. None before one did.';

create or replace function stackflow.note_down_fold()
returns void
language sql
-- With its owner's rights: who folds need not be able to write the table.
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into stackflow.down_fold as f (folded_at) values (now())
  on conflict (only_row) do update set folded_at = excluded.folded_at
$$;
comment on function stackflow.note_down_fold is 'Notes that a fold of downtime ended now.';

-- The first mark of a service is one entry of it, however many there are.
create index if not exists down_marks_first_idx on stackflow.down_marks (service_id, marked_at);
drop index if exists stackflow.down_marks_service_idx;

revoke execute on function stackflow.note_down_fold() from public;
grant execute on function stackflow.note_down_fold() to sre_metrics_writer;
grant select on stackflow.down_fold to sre_metrics_reader, sre_metrics_writer;
